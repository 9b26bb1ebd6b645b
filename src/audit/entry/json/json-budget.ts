import { type Json, jsonBytes } from '../json.ts';
import type { Redactor } from '../redaction/redact.ts';

const LONGEST_TEXT = 4_000;
/** Room for ` [cut: 1073741823 characters]`. */
const CUT_TEXT = 32;
/** Texts are looked through up to this many times the bytes that are kept: secrets may be long, and what is left short. */
const WORK = 16;
/** No shorter and no longer integer is the number of a card. */
const LEAST_CARD_NUMBER = 1e12;
const MOST_CARD_NUMBER = 1e19;

/** What is left for one value, and what fits into it. Each method gives undefined when there is no room. */
export class JsonBudget {
  readonly #redactor: Redactor;
  #bytes: number;
  /** Characters that may still be looked through. */
  #work: number;

  constructor(redactor: Redactor, bytes: number) {
    this.#redactor = redactor;
    this.#bytes = bytes;
    this.#work = bytes * WORK;
  }

  /** Bytes of UTF-8; can be set back to what it was, when what took them is not kept. */
  get bytes(): number {
    return this.#bytes;
  }

  set bytes(bytes: number) {
    this.#bytes = bytes;
  }

  take<T extends Json>(json: T, bytes: number): T | undefined {
    if (bytes > this.#bytes) return undefined;
    this.#bytes -= bytes;
    return json;
  }

  /** A text of the library's own: there is nothing to redact. */
  word(text: string): string | undefined {
    return this.take(text, jsonBytes(text));
  }

  number(value: number): Json | undefined {
    const text = String(value);
    if (!Number.isFinite(value)) return this.word(text);
    if (value >= LEAST_CARD_NUMBER && value < MOST_CARD_NUMBER && Number.isInteger(value)) {
      const kept = this.#redactor.text(text, LONGEST_TEXT);
      if (kept !== text) return this.word(kept);
    }
    return this.take(value === 0 ? 0 : value, text.length); // JSON has no -0
  }

  /** As much of it as there is room for, when that is worth keeping. */
  text(text: string): string | undefined {
    for (let most = LONGEST_TEXT; most >= 2 * CUT_TEXT && this.#work > 0;) {
      const kept = this.#shortened(text, most);
      const bytes = jsonBytes(kept);
      if (bytes <= this.#bytes) return this.take(kept, bytes);
      most = Math.floor(Math.min(kept.length - 1, (kept.length * this.#bytes) / bytes));
    }
    return undefined;
  }

  #shortened(text: string, most: number): string {
    this.#work -= Math.min(text.length, most) + 1;
    if (text.length <= most) return this.#redactor.text(text, most);
    const kept = this.#redactor.text(text, most - CUT_TEXT);
    return this.#redactor.text(`${kept} [cut: ${text.length - kept.length + 1} characters]`, most);
  }
}
