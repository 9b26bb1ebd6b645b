import type { Condition, Selection } from '../selection/condition.ts';

/** From (incl.) to (excl.); nothing when `to` is not later than `from`. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** A selection as the times it is about, and all else. */
export interface TimedSelection {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  /** What is left when the times are taken out. */
  readonly rest: Selection;
}

/** Takes the times out of a selection: the latest beginning and the earliest end. */
export function timesOf({ conditions }: Selection): TimedSelection {
  const rest: Condition[] = [];
  let [from, to]: (Date | undefined)[] = [];
  for (const condition of conditions) {
    if (condition.kind !== 'time' || condition.isNegated === true) {
      rest.push(condition);
      continue;
    }
    if (condition.from !== undefined && (from === undefined || condition.from > from)) from = condition.from;
    if (condition.to !== undefined && (to === undefined || condition.to < to)) to = condition.to;
  }
  return { from, to, rest: { conditions: rest } };
}

/** A range as whole units of time, and what is to be counted from the log itself to make it the range. */
export interface RangeParts {
  readonly whole: TimeRange | undefined;
  /** Not in the whole units, but in the range. */
  readonly more: readonly TimeRange[];
  /** In the whole units, but not in the range. */
  readonly less: readonly TimeRange[];
}

/**
 * Cuts a range into whole units and its edges. An edge is counted, or what is beyond it is taken away: whichever is
 * shorter, so that no more than half a unit is read at either end.
 * @param mayTakeAway Whether what is counted can be taken away; the first and the last time of something can not.
 */
export function partsOf(
  { from, to }: TimeRange,
  { unitMs, mayTakeAway }: { readonly unitMs: number; readonly mayTakeAway: boolean },
): RangeParts {
  const [start, end] = [from.getTime(), to.getTime()];
  if (start >= end) return { whole: undefined, more: [], less: [] };
  const below = (ms: number): number => Math.floor(ms / unitMs) * unitMs;
  const above = (ms: number): number => Math.ceil(ms / unitMs) * unitMs;
  if (above(end) - below(start) === unitMs) {
    const isMostOfIt = end - start === unitMs || (mayTakeAway && end - start > unitMs / 2);
    if (!isMostOfIt) return { whole: undefined, more: [rangeOf(start, end)], less: [] };
    return {
      whole: rangeOf(below(start), above(end)),
      more: [],
      less: ranges([below(start), start], [end, above(end)]),
    };
  }
  const first = mayTakeAway && start - below(start) < unitMs / 2 ? below(start) : above(start);
  const last = mayTakeAway && above(end) - end < unitMs / 2 ? above(end) : below(end);
  return {
    whole: ranges([first, last])[0],
    more: ranges([start, first], [last, end]),
    less: ranges([first, start], [end, last]),
  };
}

function rangeOf(from: number, to: number): TimeRange {
  return { from: new Date(from), to: new Date(to) };
}

/** Those that are not empty. */
function ranges(...bounds: readonly (readonly [number, number])[]): readonly TimeRange[] {
  return bounds.filter(([from, to]) => from < to).map(([from, to]) => rangeOf(from, to));
}
