import type { Delimiter } from './csv-header.ts';

/** One record as the parser gives it. */
export interface RawRecord {
  readonly record: readonly string[];
  /** What it was read from, with the first character of the line break after it. */
  readonly raw: string;
}

/** One record and where it stands. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** The line where it begins; the header is on line 1. */
  readonly lineNumber: number;
  /** The line where it ends: a quoted field may hold line breaks. */
  readonly lastLine: number;
  /** Whether every quote is where quotes may be. The parser goes on when not, and guesses. */
  readonly isWellQuoted: boolean;
}

const LINE_BREAKS = /\r\n|\r|\n/g;

/** One field: quoted with inner quotes doubled, or without any quote. Linear in the text: no two ways match the same. */
const WELL_QUOTED: Readonly<Record<Delimiter, RegExp>> = {
  ',': /^(?:"[^"]*(?:""[^"]*)*"|[^",]*)(?:,(?:"[^"]*(?:""[^"]*)*"|[^",]*))*$/,
  ';': /^(?:"[^"]*(?:""[^"]*)*"|[^";]*)(?:;(?:"[^"]*(?:""[^"]*)*"|[^";]*))*$/,
};

/** Counts the lines of a file while its records go by. */
export class LineCounter {
  #nextLine = 1;

  constructor(private readonly delimiter: Delimiter) {}

  /** Where the next record begins. */
  get nextLine(): number {
    return this.#nextLine;
  }

  /** @returns undefined for a line that is blank */
  next({ record, raw }: RawRecord): CsvRecord | undefined {
    const text = /[\r\n]$/.test(raw) ? raw.slice(0, -1) : raw;
    const lineNumber = this.#nextLine;
    const lastLine = lineNumber + (text.match(LINE_BREAKS)?.length ?? 0);
    this.#nextLine = lastLine + 1;
    if (record.length === 1 && text.trim() === '') return undefined;
    const isWellQuoted = !text.includes('"') || WELL_QUOTED[this.delimiter].test(text);
    return { fields: record, lineNumber, lastLine, isWellQuoted };
  }
}
