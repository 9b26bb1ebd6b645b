import { createGzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { selectionOf } from '../selection-of.ts';
import { type LogScope, within } from '../selection/log-scope.ts';
import { type AuditExportDto, shapeAndFilters } from './audit-export.dto.ts';
import { copyStatement } from './copy-statement.ts';
import { ExportDatabase } from './export-database.ts';
import { fileNameOf, framingOf, mediaTypeOf } from './export-framing.ts';
import { ExportSlots } from './export-slots.ts';

/** PostgreSQL's own list of time zones lacks one that Node's has. */
const INVALID_PARAMETER = '22023';

/** A file that is made while it is read. */
export interface ExportedFile {
  readonly content: Readable;
  readonly type: string;
  readonly name: string;
}

/** Who wants an export, and who is told of it. */
export interface ExportReader {
  readonly scope: LogScope;
  /** Tells users apart. */
  readonly user: string;
  /** Is told how many entries the file has, when it has them all. */
  readonly onWhole: (rows: number) => void;
}

/** Exports that are made while they are downloaded: PostgreSQL writes them, and nothing is kept of them here. */
@Injectable()
export class AuditExportService {
  readonly #database: ExportDatabase;
  readonly #slots: ExportSlots;
  readonly #clock: () => Date;

  constructor(
    @Inject(ExportDatabase) database: ExportDatabase,
    @Inject(ExportSlots) slots: ExportSlots,
    @Inject(AUDIT_SETTINGS) { clock }: AuditSettings,
  ) {
    this.#database = database;
    this.#slots = slots;
    this.#clock = clock;
  }

  /**
   * Every entry that matches and is there now, newest first. Resolves when the first of them is there.
   * @throws {AuditError} AUDIT_EXPORTS_BUSY, AUDIT_QUERY_INVALID
   */
  async file(query: AuditExportDto, { scope, user, onWhole }: ExportReader): Promise<ExportedFile> {
    const { shape, filters } = shapeAndFilters(query);
    const now = this.#clock();
    const selection = within(selectionOf(filters, now), scope);
    const free = await this.#slots.take(user);
    try {
      const copy = await this.#database.copy({
        text: copyStatement({ ...shape, selection, isUtc: shape.timeZone === 'UTC' }),
        framing: framingOf(shape.format, shape),
        timeZone: shape.timeZone,
      });
      void copy.done.then(() => onWhole(copy.rows)).catch(() => undefined); // who reads it hears of its faults
      copy.once('close', free);
      const content = shape.gzip ? pipeline(copy, createGzip(), () => undefined) : copy;
      return { content, type: mediaTypeOf(shape), name: fileNameOf(shape, now) };
    } catch (error) {
      free();
      throw isZoneUnknown(error) ? unknownZone(error) : error;
    }
  }
}

function isZoneUnknown(error: unknown): boolean {
  return (error as { readonly code?: unknown } | null)?.code === INVALID_PARAMETER;
}

function unknownZone(cause: unknown): AuditError {
  const errors = [{ field: 'timeZone', reason: 'the database knows no such time zone' }];
  return new AuditError('AUDIT_QUERY_INVALID', { errors, cause });
}
