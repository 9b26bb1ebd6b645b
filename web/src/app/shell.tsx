import { Anchor, AppShell, Box, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense } from 'react';
import { Link, Outlet } from 'react-router';
import { fileAddress } from '../api/place.ts';
import { LoadingState } from '../parts/loading-state.tsx';
import { ShortcutsButton } from '../parts/shortcuts.tsx';
import { ZoneSwitch } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { Navigation } from './navigation.tsx';
import { useEdition } from './edition.ts';
import classes from './shell.module.css';
import { ThemeMenu } from './theme-menu.tsx';

/** What stands around every page: navigation, zone of times, colours, account. */
export function Shell() {
  const words = text.app;
  const { Account } = useEdition();
  const [isOpen, navigation] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={0}
    >
      <a href="#content" className={classes.skip}>
        {words.skip}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={navigation.toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={words.menu}
              aria-expanded={isOpen}
            />
            <Anchor component={Link} to="/" underline="never" c="inherit" aria-label={words.name}>
              <Group gap={10} wrap="nowrap">
                <img src={fileAddress('/icon.svg')} alt="" width={26} height={26} />
                <Text fw={650} visibleFrom="xs">
                  {words.name}
                </Text>
              </Group>
            </Anchor>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ZoneSwitch />
            <Box visibleFrom="sm">
              <ShortcutsButton />
            </Box>
            <ThemeMenu />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.navbar} data-open={isOpen || undefined} aria-label={words.navigation}>
        <Navigation onGo={navigation.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Suspense fallback={<LoadingState />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}
