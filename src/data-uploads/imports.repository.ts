import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ImportRefusal } from './import-refusal.entity.ts';
import type { ParsedLine } from './parse-line.ts';

/** An accepted line and where it stands in its file. */
export interface NumberedLine extends ParsedLine {
  readonly lineNumber: number;
}

/** A refused line and why. */
export type NumberedRefusal = Pick<ImportRefusal, 'lineNumber' | 'reason'>;

/** How far an import has come. */
export interface ImportProgress {
  readonly processedBytes: number;
  readonly acceptedLines: number;
  readonly refusedLines: number;
}

/** How an import has ended; `failure` when it failed, as a sentence. */
export type ImportEnding = ImportProgress & { readonly failure: string | null };

/** What imports write and read. The steps of one import are guarded by the status: it changes what is `importing`. */
@Injectable()
export class ImportsRepository {
  /** Keeps other runs of the same import away until the transaction ends. @returns false when there is one */
  async tryLock(manager: EntityManager, uploadId: string): Promise<boolean> {
    const [row] = await manager.query<{ readonly taken: boolean }[]>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('import ' || $1, 0)) AS taken`,
      [uploadId],
    );
    return row?.taken ?? false;
  }

  /** An import was asked for; what is known of an earlier one that failed goes. */
  async begin(manager: EntityManager, uploadId: string): Promise<void> {
    await manager.query(`DELETE FROM import_refusals WHERE upload_id = $1`, [uploadId]);
    await manager.query(
      `UPDATE data_uploads SET status = 'importing', import_started_at = now(), import_finished_at = NULL,
         processed_bytes = 0, accepted_lines = 0, refused_lines = 0, failure = NULL
       WHERE id = $1`,
      [uploadId],
    );
  }

  async progress(manager: EntityManager, uploadId: string, progress: ImportProgress): Promise<void> {
    await manager.query(
      `UPDATE data_uploads SET processed_bytes = $2, accepted_lines = $3, refused_lines = $4
       WHERE id = $1 AND status = 'importing'`,
      [uploadId, progress.processedBytes, progress.acceptedLines, progress.refusedLines],
    );
  }

  /** @returns false when it was not running */
  async end(manager: EntityManager, uploadId: string, ending: ImportEnding): Promise<boolean> {
    const { processedBytes, acceptedLines, refusedLines, failure } = ending;
    // now() would be when the transaction began.
    const rows = await manager.query<unknown[]>(
      `WITH ended AS (
         UPDATE data_uploads SET status = $2, import_finished_at = clock_timestamp(),
           processed_bytes = $3, accepted_lines = $4, refused_lines = $5, failure = $6
         WHERE id = $1 AND status = 'importing' RETURNING id
       ) SELECT id FROM ended`,
      [uploadId, failure === null ? 'imported' : 'failed', processedBytes, acceptedLines, refusedLines, failure],
    );
    return rows.length > 0;
  }

  /** The import has failed and nothing of it is kept. Does nothing when it has ended otherwise. */
  async fail(manager: EntityManager, uploadId: string, failure: string): Promise<void> {
    await manager.query(
      `UPDATE data_uploads SET status = 'failed', import_finished_at = now(), accepted_lines = 0, refused_lines = 0,
         failure = $2
       WHERE id = $1 AND status = 'importing'`,
      [uploadId, failure],
    );
  }

  async addLines(manager: EntityManager, uploadId: string, lines: readonly NumberedLine[]): Promise<void> {
    await manager.query(
      `INSERT INTO import_lines (upload_id, line_number, reference, booked_on, amount_minor, currency, description)
       SELECT $1, line.* FROM unnest($2::int[], $3::text[], $4::date[], $5::bigint[], $6::text[], $7::text[]) AS line`,
      [
        uploadId,
        lines.map(({ lineNumber }) => lineNumber),
        lines.map(({ reference }) => reference),
        lines.map(({ bookedOn }) => bookedOn),
        lines.map(({ amountMinor }) => amountMinor),
        lines.map(({ currency }) => currency),
        lines.map(({ description }) => description),
      ],
    );
  }

  async addRefusals(manager: EntityManager, uploadId: string, refusals: readonly NumberedRefusal[]): Promise<void> {
    await manager.query(
      `INSERT INTO import_refusals (upload_id, line_number, reason)
       SELECT $1, refusal.* FROM unnest($2::int[], $3::text[]) AS refusal`,
      [uploadId, refusals.map(({ lineNumber }) => lineNumber), refusals.map(({ reason }) => reason)],
    );
  }

  /** One page in the order of the file. */
  findRefusals(
    manager: EntityManager,
    uploadId: string,
    { limit, page }: { readonly limit: number; readonly page: number },
  ): Promise<ImportRefusal[]> {
    return manager.find(ImportRefusal, {
      where: { uploadId },
      order: { lineNumber: 'ASC' },
      take: limit,
      skip: (page - 1) * limit,
    });
  }

  countRefusals(manager: EntityManager, uploadId: string): Promise<number> {
    return manager.countBy(ImportRefusal, { uploadId });
  }
}
