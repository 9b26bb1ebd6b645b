/** The transactions of the database at one moment, by their numbers. @see pg_current_snapshot() */
export interface LogSnapshot {
  /** All before this one have ended. */
  readonly xmin: number;
  /** None from this one on has begun. */
  readonly xmax: number;
  /** Those between that have not ended. Parts of transactions (savepoints) have numbers too, which are not told. */
  readonly running: readonly number[];
  /** Not later than the moment itself, in milliseconds by the clock of the database. */
  readonly at: number;
  /** Whatever is committed later was stored at this time or later, in milliseconds. */
  readonly settledAt: number;
}

/** How long an entry that was stored is waited for until its transaction has ended, in milliseconds. */
export const LONGEST_TRANSACTION_MS = 120_000;
/** The clock of the database may be set back by this, in milliseconds. */
const CLOCK_MS = 5_000;

/** Reads the text of `pg_current_snapshot()`: `xmin:xmax:running,running`. */
export function parseSnapshot(text: string): Pick<LogSnapshot, 'xmin' | 'xmax' | 'running'> {
  const [xmin, xmax, running = ''] = text.split(':');
  return {
    xmin: Number(xmin),
    xmax: Number(xmax),
    running: running === '' ? [] : running.split(',').map(Number),
  };
}

/** Knows since when the oldest transaction can have been under way, from the snapshots that it was shown. */
export class SettledTime {
  /** In their order. */
  #seen: { readonly xmax: number; readonly at: number }[] = [];

  /** @returns what becomes of `settledAt` */
  of({ xmin, xmax, at }: Pick<LogSnapshot, 'xmin' | 'xmax' | 'at'>): number {
    const earliest = at - LONGEST_TRANSACTION_MS;
    const seen = [...this.#seen.filter((one) => one.at > earliest && one.xmax <= xmax), { xmax, at }];
    // Then the oldest one that is still under way had not begun.
    const last = seen.findLastIndex((one) => one.xmax <= xmin);
    this.#seen = last < 0 ? seen : seen.slice(last);
    return (last < 0 ? earliest : (seen[last]?.at ?? earliest)) - CLOCK_MS;
  }
}
