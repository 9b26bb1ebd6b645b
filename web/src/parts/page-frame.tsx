import { Box, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface PageFrameProps {
  readonly title: string;
  /** Above the title: the way to what this page is a part of. */
  readonly above?: ReactNode;
  readonly lead?: ReactNode;
  /** Beside the title: what can be done on this page. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its heading, no wider than is good to read. */
export function PageFrame({ title, above, lead, actions, children }: PageFrameProps) {
  return (
    <Box p={{ base: 'md', sm: 'lg' }} maw={1440} mx="auto">
      <Stack gap="md">
        <Group justify="space-between" align="flex-end" gap="sm">
          <div style={{ minWidth: 0 }}>
            {above}
            <Title order={1} size="h3" style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {lead !== undefined && (
              <Text size="sm" c="dimmed" maw={720}>
                {lead}
              </Text>
            )}
          </div>
          {actions}
        </Group>
        {children}
      </Stack>
    </Box>
  );
}
