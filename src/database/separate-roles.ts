import { DataSource, type QueryRunner } from 'typeorm';
import { applyAuditRoles } from '../audit/index.ts';
import { errorCode } from '../start/error-code.ts';
import { StartError } from '../start/start.errors.ts';
import { dataSourceOptions } from './data-source.ts';
import { GRANTS, JOB_QUEUE, MEMBERSHIPS } from './role-statements.ts';

/** Names of the users who sign in to the database. */
export interface Logins {
  /** The running application. */
  readonly application: string;
  /** The maintenance of the log; the same as the application where it does that itself. */
  readonly maintenance: string;
  /** Who migrates. */
  readonly migration: string;
}

/** SQLSTATE insufficient_privilege. */
const MAY_NOT = '42501';

/**
 * Takes the log out of the hands of the application: it belongs to roles of its own, and the application only gets what
 * it needs of them, and all of its own tables. Done at every start, as there may be new tables; it changes only what is
 * not as it should be.
 * @param url of the migrated database, for a superuser or who migrates
 * @throws {StartError} when that user may not do it, with what is missing
 */
export async function separateRoles(url: string, logins: Logins): Promise<void> {
  const { type, applicationName, connectTimeoutMS } = dataSourceOptions(url);
  const dataSource = await new DataSource({ type, url, applicationName, connectTimeoutMS }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    // Instances that start at the same time take turns.
    await runner.query(`SELECT pg_advisory_xact_lock(hashtextextended('separate roles', 0))`);
    await applyAuditRoles(runner);
    for (const question of [MEMBERSHIPS, GRANTS, JOB_QUEUE]) await change(runner, question, logins);
    await runner.commitTransaction();
  } catch (error) {
    if (errorCode(error) !== MAY_NOT) throw error;
    throw new StartError(
      `The user of DATABASE_MIGRATION_URL may not give the roles of the log their rights (${String(error)}); ` +
        'prepare them as docs/append-only.md says, or unset DATABASE_MIGRATION_URL.',
      { cause: error },
    );
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/** Each row of the answer is a statement that brings one thing to what it should be. */
async function change(runner: QueryRunner, question: string, logins: Logins): Promise<void> {
  const parameters = [logins.application, logins.maintenance, logins.migration];
  const rows: readonly { readonly change: string }[] = await runner.query(question, parameters);
  for (const row of rows) await runner.query(row.change);
}
