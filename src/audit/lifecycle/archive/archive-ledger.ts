import type { DataSource, EntityManager } from 'typeorm';
import type { MonthState } from '../month-archive.ts';
import type { ArchiveColumn } from './archive-columns.ts';

/** One Parquet file of the archive. */
export interface ArchivedFile {
  /** Where it lies, relative to the archive. */
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

/** What was archived of a month at one time, verified. A month has several when it was removed and entries came later. */
export interface ArchivedPart {
  readonly id: string;
  /** `2026-01`, UTC. */
  readonly month: string;
  readonly rows: number;
  /** Of all files. */
  readonly bytes: number;
  readonly firstId: string;
  readonly firstTimestamp: Date;
  readonly lastTimestamp: Date;
  /** When the entry was stored that was stored last. */
  readonly lastRecordedAt: Date;
  /** Sums of the hashes of all rows. */
  readonly contentHash: string;
  readonly columns: readonly ArchiveColumn[];
  readonly files: readonly ArchivedFile[];
  /** Other files that belong to it: the manifest, the list of checksums. */
  readonly companions: readonly string[];
  /** A folder, or `s3://bucket/prefix`. */
  readonly location: string;
  readonly archivedAt: Date;
  readonly verifiedAt: Date;
  /** Whether the database holds only some of it by now, or nothing; then nothing ever comes in its place. */
  readonly sealed: boolean;
}

const SELECT = `SELECT id, month, rows::float8 AS rows, bytes::float8 AS bytes, first_id AS "firstId",
  first_timestamp AS "firstTimestamp", last_timestamp AS "lastTimestamp", last_recorded_at AS "lastRecordedAt",
  content_hash AS "contentHash", columns, files, companions, location, archived_at AS "archivedAt",
  verified_at AS "verifiedAt", sealed FROM audit_log_archives`;

const ORDER = 'ORDER BY month, first_timestamp, id';

/** `audit_log_archives`: what is archived, and counts. */
export class ArchiveLedger {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** Every part, by month. */
  all(): Promise<readonly ArchivedPart[]> {
    return this.#dataSource.query<ArchivedPart[]>(`${SELECT} ${ORDER}`);
  }

  partsOf(month: string): Promise<readonly ArchivedPart[]> {
    return this.#dataSource.query<ArchivedPart[]>(`${SELECT} WHERE month = $1 ${ORDER}`, [month]);
  }

  /** The new part counts from now on, and those in whose place it comes do not. */
  async replace(superseded: readonly string[], part: ArchivedPart): Promise<void> {
    await this.#dataSource.transaction(async (manager) => {
      await manager.query('DELETE FROM audit_log_archives WHERE id = ANY($1::uuid[]) AND NOT sealed', [superseded]);
      await manager.query(
        `INSERT INTO audit_log_archives (id, month, rows, bytes, first_id, first_timestamp, last_timestamp,
           last_recorded_at, content_hash, columns, files, companions, location, archived_at, verified_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
        [
          part.id,
          part.month,
          part.rows,
          part.bytes,
          part.firstId,
          part.firstTimestamp,
          part.lastTimestamp,
          part.lastRecordedAt,
          part.contentHash,
          JSON.stringify(part.columns),
          JSON.stringify(part.files),
          JSON.stringify(part.companions),
          part.location,
          part.archivedAt,
          part.verifiedAt,
        ],
      );
    });
  }

  /** What the database held of a month when entries of it were last removed; all of it is in sealed parts. */
  async leftOf(month: string): Promise<MonthState | undefined> {
    const [left] = await this.#dataSource.query<MonthState[]>(
      `SELECT rows::float8 AS rows, last_recorded_at AS "lastRecordedAt" FROM audit_log_partial_months WHERE month = $1`,
      [month],
    );
    return left;
  }

  /** Entries of the month are being removed from the database, and this is left there; the archive has all of it. */
  async seal(month: string, left: MonthState, manager: EntityManager = this.#dataSource.manager): Promise<void> {
    await manager.query('UPDATE audit_log_archives SET sealed = true WHERE month = $1', [month]);
    await manager.query(
      `INSERT INTO audit_log_partial_months (month, rows, last_recorded_at, removed_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (month) DO UPDATE
       SET rows = excluded.rows, last_recorded_at = excluded.last_recorded_at, removed_at = excluded.removed_at`,
      [month, left.rows, left.lastRecordedAt],
    );
  }

  /** The database holds all of the month again. */
  async unseal(month: string, manager: EntityManager): Promise<void> {
    await manager.query('UPDATE audit_log_archives SET sealed = false WHERE month = $1', [month]);
    await manager.query('DELETE FROM audit_log_partial_months WHERE month = $1', [month]);
  }

  /** Nothing of the month is archived any more. */
  async forget(month: string, manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM audit_log_archives WHERE month = $1', [month]);
    await manager.query('DELETE FROM audit_log_partial_months WHERE month = $1', [month]);
  }

  /** It was read again and is as it was. */
  async noteVerified(id: string, at: Date): Promise<void> {
    await this.#dataSource.query('UPDATE audit_log_archives SET verified_at = $2 WHERE id = $1', [id, at]);
  }

  /** Which log it is that is archived. */
  async identity(): Promise<string> {
    const [row] = await this.#dataSource.query<{ readonly id: string }[]>('SELECT id FROM audit_log_identity');
    return row?.id ?? '';
  }
}
