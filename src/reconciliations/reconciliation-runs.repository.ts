import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ReconciledFiles } from './reconciliation-name.ts';
import type { ReconciliationResult } from './reconciliation-result.ts';

/** What runs write. All of it is guarded by the status: what has ended stays as it is. */
@Injectable()
export class ReconciliationRunsRepository {
  /** Waits for other runs of the same reconciliation, and keeps them away until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('reconciliation ' || $1, 0))`, [id]);
  }

  async findFiles(manager: EntityManager, id: string): Promise<ReconciledFiles | undefined> {
    const [files] = await manager.query<ReconciledFiles[]>(
      `SELECT ledger.file_name AS "ledgerFileName", bank.file_name AS "bankFileName" FROM reconciliations
       JOIN data_uploads AS ledger ON ledger.id = ledger_upload_id
       JOIN data_uploads AS bank ON bank.id = bank_upload_id
       WHERE reconciliations.id = $1`,
      [id],
    );
    return files;
  }

  /** A run has begun. */
  async begin(manager: EntityManager, id: string): Promise<void> {
    await manager.query(
      `UPDATE reconciliations SET status = 'running', started_at = now(), step = 0
       WHERE id = $1 AND status IN ('queued', 'running')`,
      [id],
    );
  }

  async progress(manager: EntityManager, id: string, step: number): Promise<void> {
    await manager.query(`UPDATE reconciliations SET step = $2 WHERE id = $1 AND status = 'running'`, [id, step]);
  }

  /** @returns false when it was not running */
  async finish(manager: EntityManager, id: string, result: ReconciliationResult): Promise<boolean> {
    // now() would be when the transaction began.
    const rows = await manager.query<unknown[]>(
      `WITH ended AS (
         UPDATE reconciliations SET status = 'done', finished_at = clock_timestamp(), result = $2
         WHERE id = $1 AND status = 'running' RETURNING id
       ) SELECT id FROM ended`,
      [id, JSON.stringify(result)],
    );
    return rows.length > 0;
  }

  /** It has failed and nothing of it is kept. */
  async fail(manager: EntityManager, id: string, failure: string): Promise<void> {
    await manager.query(
      `UPDATE reconciliations SET status = 'failed', finished_at = now(), failure = $2
       WHERE id = $1 AND status IN ('queued', 'running')`,
      [id, failure],
    );
  }
}
