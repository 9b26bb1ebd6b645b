import { randomInt } from 'node:crypto';

const { CRASH_FORM, CRASH_ROUNDS, CRASH_SEED } = process.env;

/** Whether this is `npm run test:crash`, which takes its time; else a short form of it, which is part of `npm test`. */
export const IS_LONG = CRASH_FORM === 'long';

/** How often a process is killed under load. */
export const KILL_ROUNDS = Number(CRASH_ROUNDS ?? (IS_LONG ? 100 : 10));

/** What the random moments follow from: the name of a test tells it, and CRASH_SEED has them come again. */
export const SEED = Number(CRASH_SEED ?? randomInt(2 ** 32));

/** Of two numbers, the one of this form. */
export function inForm({ short, long }: { readonly short: number; readonly long: number }): number {
  return IS_LONG ? long : short;
}

/** Random numbers that follow from a seed (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to the one below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** Keeps this thread busy for a random part of so many milliseconds, so that others are somewhere else by then. */
  dawdle(ms: number): void {
    const end = performance.now() + (ms * this.below(1_000)) / 1_000;
    while (performance.now() < end);
  }
}
