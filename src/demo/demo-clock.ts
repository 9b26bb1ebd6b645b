/** Two entries in a row are this far apart, so that their order is that of what happened. */
const TICK_MS = 13;

/**
 * The clock of the demo's audit entries: stands at the moment the story has reached. Only demo data is made with it; the
 * application always uses the system's clock.
 */
export class DemoClock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  /** For the `clock` option of the audit log. */
  readonly read = (): Date => {
    this.#now += TICK_MS;
    return new Date(this.#now);
  };

  /** Goes on to a later moment; time does not run backwards. */
  advanceTo(moment: Date): void {
    this.#now = Math.max(this.#now, moment.getTime());
  }
}
