import { ActionIcon, Button, Group, Select, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconRefresh } from '@tabler/icons-react';
import { text } from '../../text/catalogue.ts';
import { number } from '../../text/numbers.ts';
import { type LogPage, useRefresh } from '../log-queries.ts';
import { type LogView, PAGE_SIZES } from '../log-view.ts';
import { newerPlace, olderPlace } from '../neighbours.ts';
import type { Log } from '../use-log.ts';

/** "1–50 of 10,000+" */
export function placeText(page: LogPage, place: LogView['place']): string {
  const words = text.log.pages;
  const { total, totalIsExact } = page.pagination;
  if (page.data.length === 0) return words.none;
  const first = place?.first ?? 1;
  const last = first + page.data.length - 1;
  const known = number(Math.max(total, last));
  return words.of(number(first), number(last), totalIsExact ? known : words.atLeast(known));
}

export interface PagerProps {
  readonly log: Log;
  /** Undefined while the first one is on its way. */
  readonly page: LogPage | undefined;
  /** What is shown is the page before. @default false */
  readonly isStale?: boolean;
  /** Without what stands once only: page size, reading again. @default false */
  readonly isShort?: boolean;
}

/**
 * Where the page stands among all that matches, and the ways to its neighbours. While the next one is on its way they do
 * nothing, and keep the focus, which a disabled button loses.
 */
export function Pager({ log, page, isStale = false, isShort = false }: PagerProps) {
  const words = text.log.pages;
  const refresh = useRefresh();
  const { place, pageSize } = log.view;
  const newer = page && newerPlace(page, log.view);
  const older = page && olderPlace(page, log.view);
  const goNewer = () => log.go(newer && newer.first > 1 ? newer : undefined);
  const goOlder = () => older && log.go(older);
  return (
    <Group
      justify="space-between"
      gap="xs"
      component={isShort ? 'div' : 'nav'}
      aria-label={isShort ? undefined : words.label}
      px="md"
      py={10}
    >
      <Text size="sm" fw={500} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {page && !isStale ? placeText(page, place) : '…'}
      </Text>
      <Group gap="xs">
        {!isShort && (
          <>
            <Select
              aria-label={words.size}
              size="xs"
              w={118}
              data={PAGE_SIZES.map((size) => ({ value: String(size), label: words.perPage(String(size)) }))}
              value={String(pageSize)}
              allowDeselect={false}
              onChange={(value) =>
                log.show({ pageSize: PAGE_SIZES.find((size) => String(size) === value) ?? pageSize })
              }
            />
            <ActionIcon
              variant="default"
              size={30}
              onClick={refresh}
              aria-label={text.log.refresh}
              title={text.log.refresh}
            >
              <IconRefresh size={16} />
            </ActionIcon>
          </>
        )}
        <Button.Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChevronLeft size={16} />}
            disabled={place === undefined && !isStale}
            data-disabled={isStale || undefined}
            aria-disabled={isStale}
            onClick={isStale ? undefined : goNewer}
          >
            {words.newer}
          </Button>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={16} />}
            disabled={older === undefined && !isStale}
            data-disabled={isStale || undefined}
            aria-disabled={isStale}
            onClick={isStale ? undefined : goOlder}
          >
            {words.older}
          </Button>
        </Button.Group>
      </Group>
    </Group>
  );
}
