import type { SqlValues } from '../selection/sql-values.ts';
import { whereOf } from '../selection/where.ts';
import type { Ask } from './log-snapshot.ts';
import { coveredBy, HOURS } from './rollups.ts';
import type { TimedSelection, TimeRange } from './time-range.ts';

const HOUR_MS = HOURS.unitMs;

/**
 * The range of a selection. Where it is open, it goes as far as there are hours with entries that may match, which the
 * counts know; what is asked for since a moment reaches to the end of this hour at least, so that the time in which nothing
 * has happened any more is seen. Undefined when there are none.
 */
export async function rangeOf({ from, to, rest }: TimedSelection, ask: Ask): Promise<TimeRange | undefined> {
  if (from !== undefined && to !== undefined) return { from, to };
  const [known] = await ask<{ readonly first: Date | null; readonly last: Date | null; readonly now: Date }>(
    (values) => `SELECT min(hour) AS first, max(hour) AS last, date_bin('1 hour', now(), 'epoch') AS now
      FROM (${hoursOf({ from, to, rest }, values)}) AS hours`,
  );
  if (known === undefined || known.first === null || known.last === null) return undefined;
  const last = from === undefined ? known.last : new Date(Math.max(known.last.getTime(), known.now.getTime()));
  return { from: from ?? known.first, to: to ?? new Date(last.getTime() + HOUR_MS) };
}

/** How many entries there are in the hours of a range, whatever else they are. */
export async function entriesIn({ from, to }: TimeRange, ask: Ask): Promise<number> {
  const [row] = await ask<{ readonly entries: number | null }>(
    (values) =>
      `SELECT sum(entries)::float8 AS entries FROM (${hoursOf({ from, to, rest: { conditions: [] } }, values)}) AS hours`,
  );
  return row?.entries ?? 0;
}

function hoursOf({ from, to, rest }: TimedSelection, values: SqlValues): string {
  const where = [
    ...(from === undefined ? [] : [`hour > ${values.add(new Date(from.getTime() - HOUR_MS))}`]),
    ...(to === undefined ? [] : [`hour < ${values.add(to)}`]),
    whereOf(coveredBy(HOURS, rest), values),
  ].join(' AND ');
  return [HOURS.table, 'audit_log_rollup_deltas']
    .map((table) => `SELECT hour, entries FROM ${table} WHERE ${where}`)
    .join(' UNION ALL ');
}
