import { AuditError } from '../../audit.errors.ts';
import type { Selection } from '../selection/condition.ts';
import { DAYS, HOURS, isCoveredBy, type Rollups } from './rollups.ts';
import type { TimeRange } from './time-range.ts';

/** A way to count, to be tried before the next one. */
export type Attempt =
  | { readonly from: 'rollups'; readonly rollups: Rollups }
  | { readonly from: 'entries' }
  /** Of some of the entries. */
  | { readonly from: 'some' };

/** Up to so long a range is counted from the log, which knows minutes. */
export interface ShortRanges {
  /** When the counts of hours could be asked as well; undefined when those do not have what is wanted. */
  readonly beforeHoursMs?: number;
  /** When only the counts of days could be. */
  readonly beforeDaysMs: number;
}

/**
 * The ways to count what is selected, the best first: the counts when they have what is asked for, the log itself when they
 * do not or when they are too coarse for so short a range, and some of it when nothing else is left.
 */
export function attemptsFor(
  selection: Selection,
  { from, to }: TimeRange,
  { beforeHoursMs, beforeDaysMs }: ShortRanges,
): readonly Attempt[] {
  const ms = to.getTime() - from.getTime();
  if (beforeHoursMs !== undefined && isCoveredBy(HOURS, selection)) {
    return ms <= beforeHoursMs ? [{ from: 'entries' }, counts(HOURS)] : [counts(HOURS)];
  }
  if (isCoveredBy(DAYS, selection)) return ms <= beforeDaysMs ? [{ from: 'entries' }, counts(DAYS)] : [counts(DAYS)];
  return [{ from: 'entries' }, { from: 'some' }];
}

function counts(rollups: Rollups): Attempt {
  return { from: 'rollups', rollups };
}

/**
 * The answer of the first attempt that does not take too long.
 * @throws {AuditError} AUDIT_QUERY_TOO_SLOW when each of them does
 */
export async function firstInTime<T>(
  attempts: readonly Attempt[],
  attempt: (each: Attempt, place: { readonly isLast: boolean }) => Promise<T>,
): Promise<T> {
  for (const each of attempts.slice(0, -1)) {
    try {
      return await attempt(each, { isLast: false });
    } catch (error) {
      if (!(error instanceof AuditError && error.code === 'AUDIT_QUERY_TOO_SLOW')) throw error;
    }
  }
  return attempt(attempts.at(-1) ?? { from: 'entries' }, { isLast: true });
}
