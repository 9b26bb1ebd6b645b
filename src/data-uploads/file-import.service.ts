import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CsvHeader, delimiterOf } from './csv-header.ts';
import { csvRecords } from './csv-file.ts';
import type { CsvRecord } from './csv-record.ts';
import { decimalsOf } from './currencies.ts';
import {
  type ImportProgress,
  ImportsRepository,
  type NumberedLine,
  type NumberedRefusal,
} from './imports.repository.ts';
import { fromMinorUnits } from './minor-units.ts';
import { COLUMNS, parseLine, type Reading } from './parse-line.ts';
import { UploadFiles } from './upload-files.ts';

/**
 * Refused lines that are kept with their reasons; the others are only counted. A small file of bad lines would become a
 * large table otherwise.
 */
const MOST_REFUSALS = 10_000;

/** Lines that are written by one statement. */
const BATCH_LINES = 4_000;
const PROGRESS_MS = 1_000;

/** What an import needs from those who run it. */
export interface ImportRun {
  /** Of the transaction that everything is written in. */
  readonly manager: EntityManager;
  readonly uploadId: string;
  /** Ends the import at the next batch. */
  readonly signal: AbortSignal;
  /** Is told about once a second. */
  readonly onProgress: (progress: ImportProgress) => Promise<void>;
}

/** What an import has written. */
export interface ImportOutcome extends ImportProgress {
  /** The accepted amounts by currency, as decimal text. */
  readonly totals: Readonly<Record<string, string>>;
}

/** Brings the lines of one file into the tables, in constant memory. */
@Injectable()
export class FileImport {
  constructor(
    private readonly files: UploadFiles,
    private readonly imports: ImportsRepository,
  ) {}

  /** @throws {AppError} IMPORT_FILE_MISSING, IMPORT_HEADER_INVALID, IMPORT_UNREADABLE */
  async run(run: ImportRun): Promise<ImportOutcome> {
    const { start, content } = await this.files.read(run.uploadId);
    const batch = new Batch();
    let header: CsvHeader | undefined;
    let toldAt = Date.now();
    for await (const record of csvRecords(content, { delimiter: delimiterOf(start), signal: run.signal })) {
      if (header === undefined) header = CsvHeader.of(record.fields);
      else batch.add(record, readRecord(record, header));
      if (!batch.isFull) continue;
      await this.write(run, batch);
      if (Date.now() - toldAt < PROGRESS_MS) continue;
      toldAt = Date.now();
      await run.onProgress({ ...batch.counts, processedBytes: content.bytesRead });
    }
    header ??= CsvHeader.of([]);
    await this.write(run, batch);
    return { ...batch.counts, processedBytes: content.bytesRead, totals: batch.totals };
  }

  private async write({ manager, uploadId, signal }: ImportRun, batch: Batch): Promise<void> {
    signal.throwIfAborted();
    const { lines, refusals } = batch.take();
    if (lines.length > 0) await this.imports.addLines(manager, uploadId, lines);
    if (refusals.length > 0) await this.imports.addRefusals(manager, uploadId, refusals);
  }
}

function readRecord(record: CsvRecord, header: CsvHeader): Reading {
  const { fields, lineNumber, lastLine, isWellQuoted } = record;
  const where = lastLine > lineNumber ? ` Lines ${lineNumber} to ${lastLine} were read as one.` : '';
  if (!isWellQuoted) {
    const reason = 'A quotation mark is out of place; put fields with one in quotation marks and double those inside.';
    return { reason: reason + where };
  }
  if (fields.length !== COLUMNS.length) {
    const count = `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`;
    const reason = `The line has ${count} instead of ${COLUMNS.length}; put fields that hold the separator in quotation marks.`;
    return { reason: reason + where };
  }
  return parseLine(header.textOf(fields));
}

/** Lines on their way into the tables, and what all of them come to. */
class Batch {
  #lines: NumberedLine[] = [];
  #refusals: NumberedRefusal[] = [];
  /** Lines that were added since the last were handed over, kept or not. */
  #pending = 0;
  #acceptedLines = 0;
  #refusedLines = 0;
  readonly #sums = new Map<string, bigint>();

  get isFull(): boolean {
    return this.#pending >= BATCH_LINES;
  }

  get counts(): Pick<ImportProgress, 'acceptedLines' | 'refusedLines'> {
    return { acceptedLines: this.#acceptedLines, refusedLines: this.#refusedLines };
  }

  get totals(): Readonly<Record<string, string>> {
    const totals = [...this.#sums].map(([code, sum]) => [code, fromMinorUnits(sum, decimalsOf(code) ?? 0)] as const);
    return Object.fromEntries(totals.toSorted(([one], [other]) => one.localeCompare(other)));
  }

  add({ lineNumber }: CsvRecord, reading: Reading): void {
    this.#pending += 1;
    if ('reason' in reading) {
      this.#refusedLines += 1;
      if (this.#refusedLines <= MOST_REFUSALS) this.#refusals.push({ lineNumber, reason: reading.reason });
      return;
    }
    const { line } = reading;
    this.#acceptedLines += 1;
    this.#lines.push({ lineNumber, ...line });
    this.#sums.set(line.currency, (this.#sums.get(line.currency) ?? 0n) + BigInt(line.amountMinor));
  }

  /** Hands the lines over and begins anew; the counts go on. */
  take(): { readonly lines: readonly NumberedLine[]; readonly refusals: readonly NumberedRefusal[] } {
    const taken = { lines: this.#lines, refusals: this.#refusals };
    this.#lines = [];
    this.#refusals = [];
    this.#pending = 0;
    return taken;
  }
}
