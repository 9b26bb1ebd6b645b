import { DataSource } from 'typeorm';
import type { TestApp } from './app.ts';

/**
 * Holds the log until what is given back is called: `SHARE` lets it be read, and whatever is recorded waits in the journal;
 * `ACCESS EXCLUSIVE` lets it not even be read.
 */
export async function holdTheLog({ app }: TestApp, mode: 'SHARE' | 'ACCESS EXCLUSIVE'): Promise<() => Promise<void>> {
  const runner = app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  await runner.query(`LOCK TABLE audit_logs IN ${mode} MODE`);
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}

/** Makes a log in which nothing was ever recorded, as a new one is: entries can't be removed, but months can. */
export async function emptyTheLog(database: DataSource): Promise<void> {
  await database.transaction(async (manager) => {
    const months: { month: string }[] = await manager.query(
      `SELECT DISTINCT date_trunc('month', "timestamp", 'UTC')::date::text AS month FROM audit_logs`,
    );
    for (const { month } of months) {
      await manager.query(`DROP TABLE audit_logs_${month.slice(0, 7).replace('-', '_')}`);
      await manager.query(`SELECT audit_logs_ensure_partition('${month}T00:00:00Z')`);
      await manager.query('SELECT audit_log_rollups_rebuild($1)', [month]);
    }
  });
}
