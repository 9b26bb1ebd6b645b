import { pipeline, type Readable } from 'node:stream';
import { CsvError, Parser } from 'csv-parse';
import { AppError } from '../problem/app-error.ts';
import type { Delimiter } from './csv-header.ts';
import { type CsvRecord, LineCounter, type RawRecord } from './csv-record.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';

/** Far more than an acceptable record has; what is larger begins with a quote that nobody has closed. */
const LARGEST_RECORD_BYTES = 65_536;

/**
 * The records of a CSV file (RFC 4180, any line breaks) but for blank lines, in constant memory. A record whose quotes
 * are broken is given too, and does no harm to those after it.
 * @throws {AppError} IMPORT_UNREADABLE when a quote is never closed
 * @throws the reason of the signal, once it is aborted
 */
export async function* csvRecords(
  source: Readable,
  { delimiter, signal }: { readonly delimiter: Delimiter; readonly signal?: AbortSignal },
): AsyncGenerator<CsvRecord> {
  const parser = new RecordParser(delimiter);
  // What fails in either is thrown by the iteration.
  const stop = (): void => void source.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', stop);
  pipeline(source, parser, () => undefined);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    throw error instanceof CsvError ? unreadable(parser.nextLine, error) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Counts lines where records are made: those that nobody has taken yet are dropped when a later one is unreadable. */
class RecordParser extends Parser {
  readonly #lines: LineCounter;

  constructor(delimiter: Delimiter) {
    super({
      delimiter,
      bom: true,
      raw: true,
      relax_quotes: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: LARGEST_RECORD_BYTES,
    });
    this.#lines = new LineCounter(delimiter);
  }

  get nextLine(): number {
    return this.#lines.nextLine;
  }

  override push(raw: RawRecord | null): boolean {
    if (raw === null) return super.push(null);
    const record = this.#lines.next(raw);
    return record === undefined || super.push(record);
  }
}

function unreadable(line: number, cause: CsvError): AppError {
  const message =
    `What begins on line ${line} cannot be read, most likely for a quote that is never closed. ` +
    'Correct it and upload the file again.';
  return new AppError(dataUploadsErrors.IMPORT_UNREADABLE, { message, cause });
}
