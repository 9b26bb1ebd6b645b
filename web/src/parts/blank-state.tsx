import { Center, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface BlankStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly lead?: ReactNode;
  /** What can be done about it. */
  readonly children?: ReactNode;
  readonly color?: string;
  /** 1 where it is all there is on the page. @default 2 */
  readonly level?: 1 | 2;
}

/** What stands where there is nothing to show: why, and what to do. */
export function BlankState({ icon, title, lead, children, color = 'gray', level = 2 }: BlankStateProps) {
  return (
    <Center py={64} px="md">
      <Stack align="center" gap="sm" maw={520}>
        <ThemeIcon size={56} radius="xl" variant="light" color={color} aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={level} size="h4" ta="center">
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
