import { AppError } from '../problem/app-error.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';
import { type Column, COLUMNS, type LineText } from './parse-line.ts';

/** What stands between two fields. */
export type Delimiter = ',' | ';';

/** The first line tells: spreadsheets of countries with a decimal comma write semicolons. */
export function delimiterOf(start: string): Delimiter {
  const [header = ''] = /[^\r\n]+/.exec(start) ?? [];
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

/** Where each column stands in the records of one file. */
export class CsvHeader {
  readonly #places: Readonly<Record<Column, number>>;

  private constructor(places: Readonly<Record<Column, number>>) {
    this.#places = places;
  }

  /** @throws {AppError} IMPORT_HEADER_INVALID when a column is missing, unknown or there twice */
  static of(fields: readonly string[]): CsvHeader {
    const names = fields.map((field) => field.trim().toLowerCase());
    const missing = COLUMNS.filter((column) => !names.includes(column));
    const unknown = fields.filter((_, place) => !COLUMNS.some((column) => column === names[place]));
    const twice = COLUMNS.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
    const faults = [
      ...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]),
      ...(unknown.length === 0 ? [] : [`has the unknown ${shown(unknown)}`]),
      ...(twice.length === 0 ? [] : [`names ${twice.join(', ')} more than once`]),
    ];
    if (faults.length > 0) {
      const message =
        `The first line ${faults.join(' and ')}. It must name the columns ${COLUMNS.join(', ')}, each once, in any ` +
        'order. Correct it and upload the file again.';
      throw new AppError(dataUploadsErrors.IMPORT_HEADER_INVALID, { message });
    }
    const places = COLUMNS.map((column) => [column, names.indexOf(column)] as const);
    return new CsvHeader(Object.fromEntries(places) as Record<Column, number>);
  }

  /** The fields of a record by their columns. There must be as many as there are columns. */
  textOf(fields: readonly string[]): LineText {
    const places = this.#places;
    return {
      reference: fields[places.reference] ?? '',
      date: fields[places.date] ?? '',
      amount: fields[places.amount] ?? '',
      currency: fields[places.currency] ?? '',
      description: fields[places.description] ?? '',
    };
  }
}

/** A file that is no CSV at all has a first line of any length. */
function shown(names: readonly string[]): string {
  const some = names
    .slice(0, 10)
    .map((name) => `"${Array.from(name.replaceAll(/\p{C}/gu, ' ')).slice(0, 40).join('')}"`);
  return names.length > some.length ? `${some.join(', ')} …` : some.join(', ');
}
