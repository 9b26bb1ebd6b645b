import type { TimeRange } from './time-range.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps of a fixed length, as ISO 8601 says them. */
const FIXED = [
  ['PT1M', MINUTE_MS],
  ['PT5M', 5 * MINUTE_MS],
  ['PT10M', 10 * MINUTE_MS],
  ['PT30M', 30 * MINUTE_MS],
  ['PT1H', HOUR_MS],
  ['PT3H', 3 * HOUR_MS],
  ['PT6H', 6 * HOUR_MS],
  ['PT12H', 12 * HOUR_MS],
  ['P1D', DAY_MS],
  ['P7D', 7 * DAY_MS],
] as const;

/** Steps of whole months. */
const MONTHS = [
  ['P1M', 1],
  ['P1Y', 12],
  ['P10Y', 120],
  ['P100Y', 1_200],
  ['P1000Y', 12_000],
] as const;

/** The epoch was a Thursday; weeks begin on Monday. */
const MONDAY_MS = 4 * DAY_MS;

/** Equal steps of time, as UTC has them. */
export interface Timeline {
  /** How long a step is, as ISO 8601 says it: `PT5M`, `PT1H`, `P1D`, `P7D` (from Monday), `P1M`. */
  readonly every: string;
  /** Where each begins: the first at or before the range, the last before its end. */
  readonly starts: readonly Date[];
}

/** The finest steps that are at least so long, and that are not more than `most` in the range. */
export function timelineOf(
  { from, to }: TimeRange,
  { atLeastMs, most }: { readonly atLeastMs: number; readonly most: number },
): Timeline {
  const [start, end] = [from.getTime(), to.getTime()];
  for (const [every, ms] of FIXED.filter(([, length]) => length >= atLeastMs)) {
    const origin = every === 'P7D' ? MONDAY_MS : 0;
    const first = Math.floor((start - origin) / ms) * ms + origin;
    const count = Math.max(0, Math.ceil((end - first) / ms));
    if (start >= end) return { every, starts: [] };
    if (count <= most)
      return { every, starts: Array.from({ length: count }, (_, index) => new Date(first + index * ms)) };
  }
  for (const [every, months] of MONTHS) {
    const first = Math.floor(monthOf(from) / months) * months;
    const count = Math.ceil((monthOf(new Date(end - 1)) + 1 - first) / months);
    if (count <= most)
      return { every, starts: Array.from({ length: count }, (_, index) => startOf(first + index * months)) };
  }
  throw new RangeError('There is no step that long'); // 120 of the longest are 120 000 years
}

/** Counted from the year 0. */
function monthOf(moment: Date): number {
  return moment.getUTCFullYear() * 12 + moment.getUTCMonth();
}

/** Of a month counted as in {@link monthOf}; `Date.UTC` takes the first hundred years for those of the last century. */
function startOf(month: number): Date {
  return new Date(new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1));
}
