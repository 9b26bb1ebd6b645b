import type { DataSource } from 'typeorm';

/**
 * Runs a statement in a transaction that ends only when the work waits for it: the work has seen the rows as they were
 * before, and writes them as they are after.
 */
export async function overtaken<T>(
  dataSource: DataSource,
  { sql, parameters = [] }: { readonly sql: string; readonly parameters?: unknown[] },
  work: () => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  await runner.query('BEGIN');
  try {
    await runner.query(sql, parameters);
    const working = work();
    for (let isWaiting = false; !isWaiting;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await runner.query('SELECT pg_stat_clear_snapshot()');
      const rows = await runner.manager.query<unknown[]>(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      isWaiting = rows.length > 0;
    }
    await runner.query('COMMIT');
    return await working;
  } finally {
    await runner.release();
  }
}
