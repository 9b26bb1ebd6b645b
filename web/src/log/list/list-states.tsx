import { Button, Group, Skeleton } from '@mantine/core';
import {
  IconClockX,
  IconDatabaseOff,
  IconFilterOff,
  IconHourglassHigh,
  IconListSearch,
  IconMessageQuestion,
} from '@tabler/icons-react';
import { isProblem } from '../../api/problem.ts';
import { BlankState } from '../../parts/blank-state.tsx';
import { FailureState } from '../../parts/failure-state.tsx';
import { useZone } from '../../parts/zone.tsx';
import { text } from '../../text/catalogue.ts';
import { type Range, SPANS, widerThan } from '../range/range.ts';
import { rangeText } from '../range/range-text.ts';
import type { Log } from '../use-log.ts';
import { TableHead } from './log-table.tsx';
import classes from './log-table.module.css';

const SKELETON_ROWS = 12;

/** A table whose rows are on their way, as high as with them. */
export function ListSkeleton() {
  const [zone] = useZone();
  return (
    <div className={classes.frame} role="status" aria-label={text.parts.loading}>
      <table role="presentation" className={classes.table} aria-hidden>
        <TableHead zone={zone} />
        <tbody>
          {Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <tr key={index} className={classes.row}>
              {[
                classes.status,
                classes.time,
                classes.user,
                classes.what,
                classes.resource,
                classes.action,
                classes.ip,
              ].map((className) => (
                <td key={className} className={className}>
                  <Skeleton
                    height={14}
                    mt={3}
                    width={className === classes.what ? `${60 + ((index * 37) % 40)}%` : '75%'}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What stands in the place of the list when there is none, and why: too much asked, not understood, not allowed, broken. */
export function ListFailure({
  failure,
  log,
  onRetry,
}: {
  readonly failure: Error;
  readonly log: Log;
  readonly onRetry: () => void;
}) {
  const words = text.log.states;
  if (isProblem(failure, 'AUDIT_QUERY_TOO_SLOW')) {
    return (
      <BlankState
        icon={<IconHourglassHigh size={30} />}
        color="yellow"
        title={words.tooBroad.title}
        lead={words.tooBroad.lead}
      >
        <Group justify="center">
          <RangeButtons ranges={narrowerThan(log.view.range)} log={log} />
          <Button variant="default" onClick={onRetry}>
            {text.parts.failure.retry}
          </Button>
        </Group>
      </BlankState>
    );
  }
  if (isProblem(failure, 'AUDIT_QUERY_INVALID')) {
    const reasons = failure.errors.map(({ reason }) => reason).join('; ');
    return (
      <BlankState
        icon={<IconMessageQuestion size={30} />}
        title={words.invalid.title}
        lead={words.invalid.lead(reasons)}
      >
        <ClearButton log={log} />
      </BlankState>
    );
  }
  if (isProblem(failure, 'AUDIT_CURSOR_INVALID')) {
    return (
      <BlankState icon={<IconClockX size={30} />} title={words.outdated.title} lead={words.outdated.lead}>
        <Button onClick={() => log.go(undefined)}>{words.outdated.newest}</Button>
      </BlankState>
    );
  }
  return <FailureState failure={failure} onRetry={onRetry} needs="audit:read" />;
}

/** Nothing matches: because nothing is recorded at all, or because of the filters or the range, which can be widened. */
export function NothingFound({ log }: { readonly log: Log }) {
  const words = text.log.states;
  const [zone] = useZone();
  const { range, query } = log.view;
  const wider = widerThan(range);
  if (wider === undefined && query === '') {
    return <BlankState icon={<IconDatabaseOff size={30} />} title={words.empty.title} lead={words.empty.lead} />;
  }
  const lead = query === '' ? words.noMatch.quiet : words.noMatch.lead(rangeText(range, zone));
  const ranges: readonly Range[] = wider === undefined ? [] : wider.kind === 'all' ? [wider] : [wider, { kind: 'all' }];
  return (
    <BlankState icon={<IconListSearch size={30} />} title={words.noMatch.title} lead={lead}>
      <Group justify="center">
        <RangeButtons ranges={ranges} log={log} />
        {query !== '' && <ClearButton log={log} />}
      </Group>
    </BlankState>
  );
}

function RangeButtons({ ranges, log }: { readonly ranges: readonly Range[]; readonly log: Log }) {
  const [zone] = useZone();
  return ranges.map((range) => {
    const name = rangeText(range, zone);
    return (
      <Button key={name} onClick={() => log.range(range)}>
        {text.log.states.noMatch.widen(name)}
      </Button>
    );
  });
}

function ClearButton({ log }: { readonly log: Log }) {
  return (
    <Button variant="default" leftSection={<IconFilterOff size={18} />} onClick={() => log.query('')}>
      {text.log.states.noMatch.clear}
    </Button>
  );
}

/** Two ranges that are quicker to look through. */
function narrowerThan(range: Range): readonly Range[] {
  const end = range.kind === 'last' ? SPANS.indexOf(range.span) : SPANS.indexOf('30d');
  return SPANS.slice(Math.max(0, end - 2), end).map((span) => ({ kind: 'last', span }));
}
