/** The transactions of the database at one moment, by their numbers. @see pg_current_snapshot() */
export interface LogSnapshot {
  /** All before this one have ended. */
  readonly xmin: number;
  /** None from this one on has ended. */
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

/**
 * Knows since when transactions can have been under way, from what it was shown earlier. A snapshot does not tell that:
 * those that have begun after the last one that has ended are not among its numbers.
 */
export class SettledTime {
  /** Each transaction that is under way, with a moment at which it was not. */
  #begun = new Map<string, number>();
  #lastAt = 0;

  /**
   * @param unfinished The transactions that were under way after `at` and before the snapshot, under any names
   * @returns what becomes of `settledAt`
   */
  of({ at, unfinished }: { readonly at: number; readonly unfinished: readonly string[] }): number {
    const earliest = at - LONGEST_TRANSACTION_MS;
    this.#begun = new Map(unfinished.map((name) => [name, this.#begun.get(name) ?? this.#lastAt]));
    this.#lastAt = at;
    return Math.max(earliest, Math.min(at, ...this.#begun.values())) - CLOCK_MS;
  }
}
