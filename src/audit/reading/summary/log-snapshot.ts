import type { QueryConfig } from 'pg';
import type { LogDatabase } from '../database/log-database.ts';
import { SqlValues } from '../selection/sql-values.ts';

/** Longer than the server's own limit a statement is not waited for by this, in milliseconds. */
const NETWORK_MS = 5_000;

/** Asks one question. The statement is written when its values are known. */
export type Ask = <Row>(question: (values: SqlValues) => string) => Promise<Row[]>;

/**
 * Several questions of one and the same state of the log, however much is written meanwhile.
 * @param timeoutMs The longest that each may take.
 * @throws {AuditError} as {@link LogDatabase.use} does
 */
export function atOneMoment<T>(database: LogDatabase, timeoutMs: number, work: (ask: Ask) => Promise<T>): Promise<T> {
  return database.use(async (client) => {
    // Compiling such statements takes longer than running them.
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL jit = off; SET LOCAL work_mem = '32MB';
      SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`);
    const result = await work(async <Row>(question: (values: SqlValues) => string) => {
      const values = new SqlValues();
      const config = { text: question(values), values: values.all, query_timeout: timeoutMs + NETWORK_MS };
      const { rows } = await client.query(config as QueryConfig);
      return rows as Row[];
    });
    await client.query('COMMIT');
    return result;
  });
}
