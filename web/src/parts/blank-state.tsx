import { Center, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface BlankStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly lead?: ReactNode;
  /** What can be done about it. */
  readonly children?: ReactNode;
  readonly color?: string;
}

/** What stands where there is nothing to show: why, and what to do. */
export function BlankState({ icon, title, lead, children, color = 'gray' }: BlankStateProps) {
  return (
    <Center py={64} px="md">
      <Stack align="center" gap="sm" maw={520}>
        <ThemeIcon size={56} radius="xl" variant="light" color={color} aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        {lead !== undefined && (
          <Text c="dimmed" ta="center" style={{ overflowWrap: 'anywhere' }}>
            {lead}
          </Text>
        )}
        {children}
      </Stack>
    </Center>
  );
}
