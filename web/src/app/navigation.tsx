import { NavLink, Stack, Text } from '@mantine/core';
import { NavLink as RouterLink, useLocation } from 'react-router';
import { usePerson } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { useEdition } from './edition.ts';
import type { Page } from './page.ts';

const SECTIONS = ['investigate', 'application'] as const satisfies readonly Page['section'][];

/** The pages that the signed-in person may see. */
export function Navigation({ onGo }: { readonly onGo: () => void }) {
  const { permissions } = usePerson();
  const allowed = useEdition().pages.filter(({ needs }) => permissions.includes(needs));
  return (
    <Stack gap="lg">
      {SECTIONS.map((section) => {
        const pages = allowed.filter((page) => page.section === section);
        return pages.length === 0 ? null : <Section key={section} section={section} pages={pages} onGo={onGo} />;
      })}
    </Stack>
  );
}

interface SectionProps {
  readonly section: Page['section'];
  readonly pages: readonly Page[];
  readonly onGo: () => void;
}

function Section({ section, pages, onGo }: SectionProps) {
  const { pathname } = useLocation();
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" px="sm" mb={4}>
        {text.app.sections[section]}
      </Text>
      {pages.map(({ name, path, icon: Icon }) => (
        <NavLink
          key={name}
          component={RouterLink}
          to={path}
          label={text.app.pages[name]}
          leftSection={<Icon size={18} stroke={1.75} />}
          active={pathname === path || pathname.startsWith(`${path}/`)}
          onClick={onGo}
          style={{ borderRadius: 'var(--mantine-radius-md)', '--nl-hover': 'var(--mantine-primary-color-light)' }}
        />
      ))}
    </div>
  );
}
