import { DataSource } from 'typeorm';
import type { TestApp } from './app.ts';

/** Enough to see that the others have come as well. */
const WAITERS = 3;

/** Locks an account until several of the requests wait for it, so that they really go on at the same time. */
export async function allAtOnce<T>(
  test: Pick<TestApp, 'app'>,
  { id }: { readonly id: string },
  work: () => Promise<T>,
): Promise<T> {
  const runner = test.app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id]);
    const working = work();
    // Asked over the connection of the lock, because all others may be waiting.
    for (let waiting = 0; waiting < WAITERS;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await runner.query('SELECT pg_stat_clear_snapshot()');
      const rows = await runner.manager.query<unknown[]>(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      waiting = rows.length;
    }
    await runner.commitTransaction();
    return await working;
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}
