import { Button, Paper, Skeleton, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { isProblem } from '../../api/problem.ts';
import { text } from '../../text/catalogue.ts';
import { number, shortNumber } from '../../text/numbers.ts';
import { type Summary, useSummary } from '../log-queries.ts';
import { logFiltersOf } from '../log-view.ts';
import type { Log } from '../use-log.ts';
import classes from './summary-strip.module.css';
import { Timeline } from './timeline.tsx';
import { begunBy } from './timeline-scale.ts';

interface Tile {
  readonly label: string;
  readonly look?: 'success' | 'failure' | 'error' | 'critical';
  readonly count: number;
  /** There are at least so many. */
  readonly isLeast?: boolean;
  readonly onShow?: () => void;
}

/** What matches in numbers, and over time. Numbers and periods lead to their entries. */
export function SummaryStrip({ log }: { readonly log: Log }) {
  const { data: summary, error, isPlaceholderData, refetch } = useSummary(logFiltersOf(log.view));
  return (
    <Paper
      withBorder
      component="section"
      aria-label={text.log.summary.label}
      className={classes.strip}
      data-stale={isPlaceholderData || undefined}
    >
      {summary ? (
        <Counted summary={summary} log={log} />
      ) : error ? (
        <Failed failure={error} onRetry={() => void refetch()} />
      ) : (
        <Awaited />
      )}
    </Paper>
  );
}

function Counted({ summary, log }: { readonly summary: Summary; readonly log: Log }) {
  const { buckets } = summary.timeline;
  return (
    <>
      <dl className={classes.tiles}>
        {tilesOf(summary, log).map((tile) => (
          <TileView key={tile.label} tile={tile} isEstimated={summary.isEstimated} />
        ))}
      </dl>
      <Timeline
        buckets={log.view.range.kind === 'last' ? begunBy(new Date(), buckets) : buckets}
        end={summary.to}
        onBrush={(from, to) => log.range({ kind: 'between', from, to })}
      />
    </>
  );
}

function tilesOf(summary: Summary, log: Log): readonly Tile[] {
  const words = text.log.summary;
  const statuses = (['success', 'failure', 'error'] as const).map((status) => ({
    label: words[status],
    look: status,
    count: countOf(summary.statuses, status),
    onShow: () => log.filterFor({ field: 'status', value: status }),
  }));
  return [
    { label: words.total, count: summary.total },
    ...statuses,
    {
      label: words.critical,
      look: 'critical',
      count: countOf(summary.severities, 'CRITICAL'),
      onShow: () => log.filterFor({ field: 'severity', value: 'CRITICAL' }),
    },
    {
      label: words.actors,
      count: summary.topActors.values.filter(({ actorType }) => actorType === 'user').length,
      isLeast: summary.topActors.other > 0,
    },
  ];
}

function countOf(values: Summary['statuses'], value: string): number {
  return values.find((each) => each.value === value)?.count ?? 0;
}

function TileView({ tile, isEstimated }: { readonly tile: Tile; readonly isEstimated: boolean }) {
  const words = text.log.summary;
  const { label, look, count, isLeast = false, onShow } = tile;
  const exact = number(count);
  const short = count < 100_000 ? exact : shortNumber(count);
  const shown = isLeast ? words.more(short) : isEstimated && count > 0 ? words.about(short) : short;
  const figure: ReactNode = (
    <Text
      span
      className={classes.count}
      data-look={count > 0 ? look : undefined}
      title={isEstimated ? `${exact} (${words.estimated})` : exact}
    >
      {shown}
    </Text>
  );
  return (
    <div className={classes.tile}>
      <dt data-look={look}>{label}</dt>
      <dd>
        {onShow && count > 0 ? (
          <UnstyledButton onClick={onShow} className={classes.button} aria-label={words.show(label, shown)}>
            {figure}
          </UnstyledButton>
        ) : (
          figure
        )}
      </dd>
    </div>
  );
}

function Failed({ failure, onRetry }: { readonly failure: Error; readonly onRetry: () => void }) {
  if (isProblem(failure, 'AUDIT_QUERY_INVALID')) {
    return (
      <Text c="dimmed" size="sm" className={classes.failed}>
        {text.log.summary.notUnderstood}
      </Text>
    );
  }
  return (
    <Text c="dimmed" size="sm" className={classes.failed}>
      {text.log.summary.failed}{' '}
      <Button size="compact-sm" variant="subtle" onClick={onRetry}>
        {text.parts.failure.retry}
      </Button>
    </Text>
  );
}

function Awaited() {
  return (
    <>
      <Skeleton height={44} />
      <Skeleton height={97} />
    </>
  );
}
