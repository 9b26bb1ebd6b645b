import type { Tolerances } from '../reconciliation-rules.ts';

/** Distances that are looked at together: amounts from–to apart, days from–to apart, regardless of the direction. */
export interface Band {
  readonly amounts: Range;
  readonly days: Range;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** After a band that was too full, how many times narrower the next is; after an almost empty one, how many times wider. */
const STEP = 8;

/**
 * Divides all distances within the tolerances into bands, nearest first: by amount, and where one amount alone is too
 * much, by day. How wide a band may be shows only when its pairs are looked for; the bands get narrower where pairs
 * are dense and wider where they are rare.
 */
export class Bands {
  readonly #tolerances: Tolerances;
  #amount = 0;
  #day = 0;
  /** How many amounts the next band has; 0: one amount and one day only. */
  #width = 1;

  constructor(tolerances: Tolerances) {
    this.#tolerances = tolerances;
  }

  /** The next band; undefined when there is none left. */
  get current(): Band | undefined {
    const { amountToleranceMinor, dateToleranceDays } = this.#tolerances;
    if (this.#amount > amountToleranceMinor) return undefined;
    if (this.#width === 0) return { amounts: only(this.#amount), days: only(this.#day) };
    const to = Math.min(this.#amount + this.#width - 1, amountToleranceMinor);
    return { amounts: { from: this.#amount, to }, days: { from: 0, to: dateToleranceDays } };
  }

  /** Whether {@link narrow} can still make it smaller. */
  get isNarrowest(): boolean {
    return this.#width === 0;
  }

  /** The current band holds too much: begins it anew with a part of it. */
  narrow(): void {
    this.#width = Math.floor(this.#width / STEP);
  }

  /** The current band is done. */
  advance({ isSparse }: { readonly isSparse: boolean }): void {
    const { amountToleranceMinor, dateToleranceDays } = this.#tolerances;
    if (this.#width === 0 && this.#day < dateToleranceDays) {
      this.#day += 1;
      return;
    }
    const wasEqualAmounts = this.#amount === 0;
    this.#amount += Math.max(this.#width, 1);
    this.#day = 0;
    if (this.#width === 0) this.#width = 1;
    // Most often everything beyond equal amounts fits at once.
    else if (wasEqualAmounts) this.#width = amountToleranceMinor;
    else if (isSparse) this.#width = Math.min(this.#width * STEP, amountToleranceMinor);
  }
}

function only(value: number): Range {
  return { from: value, to: value };
}
