import type { OnApplicationShutdown } from '@nestjs/common';
import type { OwnDatabase } from '../../audit.data-source.ts';
import { AuditError } from '../../audit.errors.ts';
import { newRecordId } from '../../entry/record-id.ts';
import type { LogScope } from '../selection/log-scope.ts';
import type { ExportJob, ExportOwner, ExportProgress, ExportRequest } from './export-job.ts';

/** How long an export belongs to the process that was heard of last, in seconds. */
const LEASE_SECONDS = 30;
/** How long one that has failed waits for another attempt, in seconds. */
const PAUSE_SECONDS = 5;

const JOB = `
  id, owner_type AS "ownerType", owner_id AS "ownerId", owner_label AS "ownerLabel", tenants, filters, shape,
  asked_at AS "askedAt", stored_before AS "storedBefore", status, reason, rows_done::float8 AS "rowsDone",
  rows_total::float8 AS "rowsTotal", is_total_exact AS "isTotalExact", bytes_done::float8 AS "bytesDone",
  newest_entry_at AS "newestEntryAt", oldest_entry_at AS "oldestEntryAt", last_entry_id AS "lastEntryId",
  is_whole AS "isWhole", sha256, ended_at AS "endedAt", expires_at AS "expiresAt", attempts`;

/** Of one process that has claimed an export. */
export interface ExportClaim {
  readonly id: string;
  readonly workerId: string;
}

/** Keeps exports that are made in the background: one question a method. */
export class ExportJobsRepository implements OnApplicationShutdown {
  readonly #database: OwnDatabase;

  /** @param database Is the repository's own; it ends with the application. */
  constructor(database: OwnDatabase) {
    this.#database = database;
  }

  onApplicationShutdown(): Promise<void> {
    return this.#database.destroy();
  }

  /** @throws {AuditError} AUDIT_EXPORTS_BUSY when the owner has that many which have not ended */
  create(
    { owner, scope, filters, shape, askedAt }: ExportRequest,
    limits: { readonly maxPerUser: number },
  ): Promise<ExportJob> {
    return this.#database.transaction(async (manager) => {
      const [type, id] = ownerOf(owner);
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`audit_log_exports ${type} ${id}`]);
      const [open] = await manager.query<{ readonly count: number }[]>(
        `SELECT count(*)::int AS count FROM audit_log_exports
         WHERE owner_type = $1 AND owner_id IS NOT DISTINCT FROM $2 AND status IN ('waiting', 'running')`,
        [type, id],
      );
      if ((open?.count ?? 0) >= limits.maxPerUser) throw new AuditError('AUDIT_EXPORTS_BUSY');
      const [job] = await manager.query<ExportJob[]>(
        `INSERT INTO audit_log_exports (id, owner_type, owner_id, owner_label, tenants, filters, shape, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${JOB}`,
        [newRecordId(askedAt), type, id, owner.label ?? null, scope.tenants, filters, shape, askedAt],
      );
      if (job === undefined) throw new Error('The export was not kept.');
      return job;
    });
  }

  /** An export of this owner. */
  async find(id: string, owner: ExportOwner): Promise<ExportJob | undefined> {
    const [job] = await this.#database.query<ExportJob[]>(
      `SELECT ${JOB} FROM audit_log_exports WHERE id = $1 AND owner_type = $2 AND owner_id IS NOT DISTINCT FROM $3`,
      [id, ...ownerOf(owner)],
    );
    return job;
  }

  /** Exports of this owner with nothing that is out of the scope, newest first. */
  list(
    owner: ExportOwner,
    page: { readonly scope: LogScope; readonly limit: number; readonly offset: number },
  ): Promise<ExportJob[]> {
    return this.#database.query<ExportJob[]>(
      `SELECT ${JOB} FROM audit_log_exports WHERE owner_type = $1 AND owner_id IS NOT DISTINCT FROM $2
         AND ($3::text[] IS NULL OR tenants <@ $3)
       ORDER BY id DESC LIMIT $4 OFFSET $5`,
      [...ownerOf(owner), page.scope.tenants, page.limit, page.offset],
    );
  }

  /** The oldest that waits, or whose process was not heard of for too long; it belongs to the worker then. */
  async claim(workerId: string): Promise<ExportJob | undefined> {
    const [job] = await this.#changed(
      `SET status = 'running', worker_id = $1, attempts = attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
       WHERE id = (SELECT id FROM audit_log_exports
                   WHERE status IN ('waiting', 'running') AND coalesce(lease_until <= clock_timestamp(), true)
                   ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)`,
      [workerId],
    );
    return job;
  }

  /** @returns whether it still belongs to the worker */
  async renew({ id, workerId }: ExportClaim): Promise<boolean> {
    const jobs = await this.#changed(
      `SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
       WHERE id = $1 AND worker_id = $2 AND status = 'running'`,
      [id, workerId],
    );
    return jobs.length > 0;
  }

  /** How many entries there are to be. */
  async expect(
    { id, workerId }: ExportClaim,
    total: { readonly rows: number; readonly isExact: boolean },
  ): Promise<void> {
    await this.#changed(
      `SET rows_total = $3, is_total_exact = $4 WHERE id = $1 AND worker_id = $2 AND status = 'running'`,
      [id, workerId, total.rows, total.isExact],
    );
  }

  /** Notes how far it is. @returns whether it still belongs to the worker */
  async progress({ id, workerId }: ExportClaim, to: ExportProgress): Promise<boolean> {
    const jobs = await this.#changed(
      `SET rows_done = $3, bytes_done = $4, newest_entry_at = $5, oldest_entry_at = $6, last_entry_id = $7, is_whole = $8,
           rows_total = CASE WHEN $8 THEN $3 ELSE greatest(rows_total, $3) END, is_total_exact = is_total_exact OR $8,
           lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
       WHERE id = $1 AND worker_id = $2 AND status = 'running'`,
      [id, workerId, to.rowsDone, to.bytesDone, to.newestEntryAt, to.oldestEntryAt, to.lastEntryId, to.isWhole],
    );
    return jobs.length > 0;
  }

  /** Its file is whole. @returns undefined when it does not belong to the worker any more */
  async finish(
    { id, workerId }: ExportClaim,
    file: { readonly bytes: number; readonly sha256: string; readonly endedAt: Date; readonly expiresAt: Date },
  ): Promise<ExportJob | undefined> {
    const [job] = await this.#changed(
      `SET status = 'done', bytes_done = $3, sha256 = $4, ended_at = $5, expires_at = $6, lease_until = NULL
       WHERE id = $1 AND worker_id = $2 AND status = 'running'`,
      [id, workerId, file.bytes, file.sha256, file.endedAt, file.expiresAt],
    );
    return job;
  }

  async fail({ id, workerId }: ExportClaim, why: { readonly reason: string; readonly endedAt: Date }): Promise<void> {
    await this.#changed(
      `SET status = 'failed', reason = $3, ended_at = $4, lease_until = NULL
       WHERE id = $1 AND worker_id = $2 AND status = 'running'`,
      [id, workerId, why.reason, why.endedAt],
    );
  }

  /** Another attempt is to go on with it: soon, or at once when it was only interrupted, which counts as no attempt. */
  async release({ id, workerId }: ExportClaim, { isInterrupted }: { readonly isInterrupted: boolean }): Promise<void> {
    await this.#changed(
      `SET status = 'waiting', attempts = attempts - CASE WHEN $3 THEN 1 ELSE 0 END,
           lease_until = clock_timestamp() + CASE WHEN $3 THEN 0 ELSE ${PAUSE_SECONDS} END * interval '1 second'
       WHERE id = $1 AND worker_id = $2 AND status = 'running'`,
      [id, workerId, isInterrupted],
    );
  }

  /** @returns undefined when it has ended before */
  async cancel(id: string, endedAt: Date): Promise<ExportJob | undefined> {
    const [job] = await this.#changed(
      `SET status = 'cancelled', ended_at = $2, lease_until = NULL WHERE id = $1 AND status IN ('waiting', 'running')`,
      [id, endedAt],
    );
    return job;
  }

  /** Exports whose file is to be kept no longer. */
  outdated(now: Date): Promise<ExportJob[]> {
    return this.#database.query<ExportJob[]>(
      `SELECT ${JOB} FROM audit_log_exports WHERE status = 'done' AND expires_at <= $1 ORDER BY id LIMIT 100`,
      [now],
    );
  }

  /** Its file is gone; what is known of it stays. */
  async expire(id: string): Promise<void> {
    await this.#changed(`SET status = 'expired' WHERE id = $1 AND status = 'done'`, [id]);
  }

  #changed(change: string, values: readonly unknown[]): Promise<ExportJob[]> {
    return this.#database.query<ExportJob[]>(
      `WITH changed AS (UPDATE audit_log_exports ${change} RETURNING *) SELECT ${JOB} FROM changed`,
      [...values],
    );
  }
}

function ownerOf({ type, id }: ExportOwner): readonly [type: string, id: string | null] {
  return [type, id ?? null];
}
