import { recordEntries } from './entries.ts';
import type { PageUnderTest } from './page-under-test.ts';

type Recorded = Parameters<typeof recordEntries>[1][number];

/** An entry of some time ago. */
export interface PastEntry {
  readonly hoursAgo: number;
  readonly entry: Recorded;
}

/** A clock for the application, which is set back while entries of the past are recorded. */
export class PastClock {
  #setBackMs = 0;

  readonly clock = (): Date => new Date(Date.now() - this.#setBackMs);

  /** Records entries as they would have been recorded then, from the oldest on. */
  async record(page: PageUnderTest, entries: readonly PastEntry[]): Promise<void> {
    for (const { hoursAgo, entry } of entries.toSorted((a, b) => b.hoursAgo - a.hoursAgo)) {
      this.#setBackMs = hoursAgo * 3_600_000;
      await recordEntries(page, [entry]);
    }
    this.#setBackMs = 0;
  }
}
