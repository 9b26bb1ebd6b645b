import { Anchor, Button, Code, Group, Paper, Skeleton, Text, ThemeIcon, Title } from '@mantine/core';
import { IconListDetails, IconUser } from '@tabler/icons-react';
import { Link } from 'react-router';
import { viewAddress } from '../log/log-address.ts';
import { ListFailure } from '../log/list/list-states.tsx';
import type { LogFilters } from '../log/log-view.ts';
import { Timeline } from '../log/summary/timeline.tsx';
import { begunBy } from '../log/summary/timeline-scale.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import classes from './activity.module.css';
import { type Summary, useCounts } from './activity-queries.ts';
import type { Subject } from './subject.ts';

const STATUSES = ['success', 'failure', 'error'] as const;

/** Who it is, and how much they have done over time. */
export function UserHead({ subject, filters }: { readonly subject: Subject; readonly filters: LogFilters }) {
  const words = text.activity;
  const { labels, ids } = subject.names;
  const { data, error, refetch, isPlaceholderData } = useCounts(filters);
  const isUpToNow = subject.log.view.range.kind === 'last';
  const [label = ids[0] ?? '', ...others] = labels;
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" gap="sm" mb="md">
        <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
          <ThemeIcon size={38} radius="xl" variant="light" color="gray" aria-hidden>
            <IconUser size={20} />
          </ThemeIcon>
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
              {label}
            </Title>
            {ids.map((id) => (
              <Code key={id} style={{ overflowWrap: 'anywhere' }}>
                {id}
              </Code>
            ))}
            {others.length > 0 && (
              <Text size="sm" c="dimmed">
                {words.also(others.join(', '))}
              </Text>
            )}
          </div>
        </Group>
        <Button
          component={Link}
          to={viewAddress({ query: subject.query, range: subject.log.view.range })}
          variant="default"
          leftSection={<IconListDetails size={18} />}
        >
          {words.all}
        </Button>
      </Group>
      {error ? (
        <ListFailure failure={error} log={subject.log} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton height={150} />
      ) : (
        <div className={classes.counts} style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <Figures counts={data} subject={subject} />
          <Timeline
            buckets={isUpToNow ? begunBy(new Date(), data.timeline.buckets) : data.timeline.buckets}
            end={data.to}
            onBrush={(from, to) => subject.log.range({ kind: 'between', from, to })}
          />
        </div>
      )}
    </Paper>
  );
}

function Figures({ counts, subject }: { readonly counts: Summary; readonly subject: Subject }) {
  const { range } = subject.log.view;
  const countOf = (status: string): number => counts.statuses.find(({ value }) => value === status)?.count ?? 0;
  return (
    <dl className={classes.figures}>
      <div>
        <dt>{text.log.summary.total}</dt>
        <dd>{number(counts.total)}</dd>
      </div>
      {STATUSES.map((status) => (
        <div key={status}>
          <dt data-status={status}>{text.log.summary[status]}</dt>
          <dd>
            {countOf(status) === 0 ? (
              0
            ) : (
              <Anchor
                component={Link}
                inherit
                c="inherit"
                to={viewAddress({ query: `${subject.query} status:${status}`, range })}
              >
                {number(countOf(status))}
              </Anchor>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
