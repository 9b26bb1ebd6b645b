import { Anchor, Group, Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';
import { viewAddress } from '../log/log-address.ts';
import { logFiltersOf } from '../log/log-view.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import classes from './activity.module.css';
import { useCounts, useNewest } from './activity-queries.ts';
import { Card } from './card.tsx';
import { EntryLines } from './entry-lines.tsx';
import type { Subject } from './subject.ts';

const LATEST = 5;

/** How often a user has signed in, and how often somebody was refused who tried to under their name. */
export function SignInCard({ subject }: { readonly subject: Subject }) {
  const words = text.activity.signIns;
  const { range } = subject.log.view;
  const query = `${subject.query} action:login`;
  const filters = logFiltersOf({ range, query });
  const { data: counts } = useCounts(filters);
  const { data: latest } = useNewest(filters, LATEST);
  const refused = `${query} -status:success`;
  return (
    <Card
      title={words.title}
      action={
        <Anchor component={Link} size="sm" to={viewAddress({ query, range })}>
          {words.all}
        </Anchor>
      }
    >
      {counts === undefined || latest === undefined ? (
        <Skeleton height={160} />
      ) : (
        <>
          <Group gap="lg" mb="xs" className={classes.pair}>
            <Text size="sm">
              <b>{number(countsOf(counts.statuses).success)}</b> {words.succeeded}
            </Text>
            {countsOf(counts.statuses).refused === 0 ? (
              <Text size="sm" c="dimmed">
                {words.noneRefused}
              </Text>
            ) : (
              <Anchor component={Link} size="sm" c="var(--status-failure)" to={viewAddress({ query: refused, range })}>
                <b>{number(countsOf(counts.statuses).refused)}</b> {words.refused}
              </Anchor>
            )}
          </Group>
          <EntryLines entries={latest} query={query} range={range} empty={words.none} />
        </>
      )}
    </Card>
  );
}

function countsOf(statuses: readonly { readonly value: string | null; readonly count: number }[]): {
  readonly success: number;
  readonly refused: number;
} {
  const sum = (isWanted: (status: string | null) => boolean): number =>
    statuses.filter(({ value }) => isWanted(value)).reduce((total, { count }) => total + count, 0);
  return { success: sum((status) => status === 'success'), refused: sum((status) => status !== 'success') };
}
