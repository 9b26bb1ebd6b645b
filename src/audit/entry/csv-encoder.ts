import type { Options } from 'csv-stringify';
import { stringify } from 'csv-stringify/sync';

/** What separates the cells of a CSV file. */
export const CSV_DELIMITERS = [',', ';', '\t'] as const;
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

/** How a CSV file is to look. */
export interface CsvForm {
  /** In this order, by the name in the header. */
  readonly columns: readonly string[];
  readonly delimiter: CsvDelimiter;
  /** Whether the file says that it is UTF-8, which some spreadsheets do not believe else. */
  readonly bom: boolean;
}

/** A cell that begins with one of these is taken for a formula by a spreadsheet: the full-width forms as well. */
export const FORMULA_BEGINNINGS = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'] as const;

const BOM = '\uFEFF';

/**
 * The options of csv-stringify with which rows that pass through here become the same bytes that PostgreSQL writes:
 * RFC 4180, an apostrophe before what a spreadsheet would take for a formula, `""` for a text without characters and
 * nothing for null. Times are ISO 8601 UTC with milliseconds, objects are JSON.
 */
export function csvOptions({ columns, delimiter, bom }: CsvForm): Options {
  return {
    header: true,
    columns: [...columns],
    delimiter,
    bom,
    record_delimiter: 'windows',
    quote_record_delimiter: true, // a line feed or a carriage return alone as well
    escape_formulas: true,
    // PostgreSQL quotes its own end of data where it would stand alone in a line; a cell that is quoted is the same cell.
    ...(columns.length === 1 && { quoted_match: [/^\\\.$/] }),
    cast: {
      string: (value) => (value === '' ? { value, quoted_empty: true } : value),
      date: (value) => value.toISOString(),
      object: (value) => JSON.stringify(value),
    },
  };
}

/** The first line of the file, with what stands before it. */
export function csvHeader(form: CsvForm): string {
  const line = stringify([[...form.columns]], { ...csvOptions(form), header: false, bom: false, columns: undefined });
  return (form.bom ? BOM : '') + line;
}
