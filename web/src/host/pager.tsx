import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { Schema } from '../api/client.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { disabledUnless } from './disabled-unless.ts';

export interface PagerProps {
  readonly pagination: Schema<'PaginationDto'>;
  readonly onGo: (page: number) => void;
}

/** "1–50 of 312", and the ways to the pages beside this one when there are any. */
export function Pager({ pagination: { page, limit, total }, onGo }: PagerProps) {
  const words = text.host.pager;
  const first = Math.min((page - 1) * limit + 1, total);
  const last = Math.min(page * limit, total);
  return (
    <Group component="nav" aria-label={words.label} justify="space-between" gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {words.shown(number(first), number(last), number(total))}
      </Text>
      {total > limit && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconChevronLeft size={16} />}
            {...disabledUnless(page > 1)}
            onClick={() => page > 1 && onGo(page - 1)}
          >
            {words.previous}
          </Button>
          <Button
            size="xs"
            variant="default"
            rightSection={<IconChevronRight size={16} />}
            {...disabledUnless(last < total)}
            onClick={() => last < total && onGo(page + 1)}
          >
            {words.next}
          </Button>
        </Group>
      )}
    </Group>
  );
}
