import type { Selection } from '../selection/condition.ts';
import type { SqlValues } from '../selection/sql-values.ts';
import { whereOf } from '../selection/where.ts';
import { coveredBy, DAYS, type Rollups } from './rollups.ts';
import { partsOf, type TimeRange } from './time-range.ts';

/** What the numbers of a summary were counted from. */
export const COUNTED_FROM = ['rollups', 'entries', 'sample'] as const;
export type CountedFrom = (typeof COUNTED_FROM)[number];

/** Where numbers come from. Those of a sample and of the newest are not exact. */
export type Source =
  | { readonly from: 'rollups'; readonly rollups: Rollups }
  | { readonly from: 'entries' }
  /** Of so many percent of the log's pages. */
  | { readonly from: 'sample'; readonly percent: number }
  /** Of the newest entries with a fault, at most so many. */
  | { readonly from: 'newest'; readonly entries: number };

/** Which entries are counted, by which columns. */
export interface Counting {
  readonly range: TimeRange;
  /** Without times. */
  readonly selection: Selection;
  readonly columns: readonly string[];
  readonly source: Source;
  /** With the first and the last time of what a row stands for, as `first_at` and `last_at`. @default false */
  readonly withTimes?: boolean;
  /** Only entries with a fault. @default false */
  readonly onlyFaults?: boolean;
}

const FAULTS = 'error_fingerprint IS NOT NULL';

/**
 * Rows of `at`, the columns and `entries`, whose sum is the number of entries: a statement to stand behind FROM. A row's
 * `entries` is negative where it takes away what another one has counted too much.
 */
export function rowsOf(counting: Counting, values: SqlValues): string {
  const { selection, source } = counting;
  const where = [whereOf(selection, values), ...(counting.onlyFaults === true ? [FAULTS] : [])].join(' AND ');
  if (source.from === 'newest') return `(${newestOf(counting, source.entries, { where, values })})`;
  if (source.from !== 'rollups') {
    const sample = source.from === 'sample' ? `TABLESAMPLE SYSTEM (${values.add(source.percent)}) REPEATABLE (1)` : '';
    return `(${entriesOf(counting, { range: counting.range, sign: 1, sample }, { where, values })})`;
  }
  const { column, table, unitMs } = source.rollups;
  const mayTakeAway = counting.withTimes !== true;
  const { whole, more, less } = partsOf(counting.range, { unitMs, mayTakeAway });
  const edges = [
    ...more.map((range) => ({ range, sign: 1, sample: '' })),
    ...less.map((range) => ({ range, sign: -1, sample: '' })),
  ].map((edge) => entriesOf(counting, edge, { where, values }));
  if (whole === undefined) {
    const nothing = { range: { from: counting.range.from, to: counting.range.from }, sign: 1, sample: '' };
    return `(${(edges.length > 0 ? edges : [entriesOf(counting, nothing, { where, values })]).join(' UNION ALL ')})`;
  }
  const [from, to] = [values.add(whole.from), values.add(whole.to)];
  const times = counting.withTimes === true ? ', first_at, last_at' : '';
  const countsOf = (relation: string, time: string): string =>
    `SELECT ${[`${time} AS at`, ...counting.columns].join(', ')}, entries${times} FROM ${relation}
     WHERE ${time} >= ${from} AND ${time} < ${to} AND ${where}`;
  return `(${[countsOf(table, column), countsOf('audit_log_rollup_deltas', 'hour'), ...edges].join(' UNION ALL ')})`;
}

function entriesOf(
  { columns, withTimes }: Counting,
  { range, sign, sample }: { readonly range: TimeRange; readonly sign: number; readonly sample: string },
  { where, values }: { readonly where: string; readonly values: SqlValues },
): string {
  const times = withTimes === true ? ', "timestamp" AS first_at, "timestamp" AS last_at' : '';
  return `SELECT ${['"timestamp" AS at', ...columns].join(', ')}, ${sign}::bigint AS entries${times}
    FROM audit_logs ${sample}
    WHERE "timestamp" >= ${values.add(range.from)} AND "timestamp" < ${values.add(range.to)} AND ${where}`;
}

/** The newest by an index that has only what went wrong; what else is asked for is looked for among them. */
function newestOf(
  { columns, range, selection }: Counting,
  entries: number,
  { where, values }: { readonly where: string; readonly values: SqlValues },
): string {
  const known = whereOf(coveredBy(DAYS, selection), values);
  return `SELECT ${['"timestamp" AS at', ...columns].join(', ')}, 1::bigint AS entries,
      "timestamp" AS first_at, "timestamp" AS last_at
    FROM (SELECT * FROM audit_logs
          WHERE "timestamp" >= ${values.add(range.from)} AND "timestamp" < ${values.add(range.to)}
            AND severity IS NOT NULL AND ${FAULTS} AND ${known}
          ORDER BY "timestamp" DESC, id DESC LIMIT ${values.add(entries)}) AS newest
    WHERE ${where}`;
}
