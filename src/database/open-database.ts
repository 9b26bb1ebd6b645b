import { userOf, withDatabase } from '../config/postgres-url.ts';
import type { Environment } from '../config/environment.ts';
import type { Announce } from '../logging/announce.ts';
import { slowly } from '../start/slowly.ts';
import { startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.ts';
import { waitForDatabase } from './wait-for-database.ts';

/** A database that accepts connections. */
export interface OpenDatabase {
  /** For the running application. */
  readonly url: string;
  /** For who owns the tables, and changes them. */
  readonly migrationUrl: string;
  /** For who may remove what of the log nobody has to keep any more. */
  readonly maintenanceUrl: string;
  /** For who gives the others their rights; undefined when the application is to do everything itself. */
  readonly administrationUrl: string | undefined;
  /** What is done when the application could change its own log. */
  readonly appendOnly: 'require' | 'warn' | 'ignore';
  /** Ends the server when it is ours. */
  stop(): Promise<void>;
}

/** The database of DATABASE_URL, or an embedded one in DATA_DIR. */
export async function openDatabase(environment: Environment, announce: Announce): Promise<OpenDatabase> {
  const { DATABASE_URL: url, DATA_DIR: directory, AUDIT_APPEND_ONLY } = environment;
  if (url !== undefined) return openGiven(url, environment, announce);
  const embedded = await slowly(
    announce,
    `Starting the database in ${directory} …`,
    startEmbeddedPostgres({ directory, announce }),
  );
  return {
    url: embedded.applicationUrl,
    migrationUrl: embedded.url,
    maintenanceUrl: embedded.maintenanceUrl,
    administrationUrl: withDatabase(embedded.superuserUrl, 'audit'),
    appendOnly: AUDIT_APPEND_ONLY ?? 'require',
    stop: () => embedded.stop(),
  };
}

async function openGiven(url: string, environment: Environment, announce: Announce): Promise<OpenDatabase> {
  const { DATABASE_WAIT_SECONDS: seconds, DATABASE_MIGRATION_URL, DATABASE_MAINTENANCE_URL } = environment;
  await waitForDatabase(url, { seconds, announce });
  for (const setting of ['DATABASE_MIGRATION_URL', 'DATABASE_MAINTENANCE_URL'] as const) {
    const other = environment[setting];
    if (other !== undefined) await waitForDatabase(other, { seconds, announce, setting });
  }
  const migrationUrl = DATABASE_MIGRATION_URL ?? url;
  return {
    url,
    migrationUrl,
    maintenanceUrl: DATABASE_MAINTENANCE_URL ?? url,
    administrationUrl: userOf(migrationUrl) === userOf(url) ? undefined : migrationUrl,
    appendOnly: environment.AUDIT_APPEND_ONLY ?? 'warn',
    stop: () => Promise.resolve(),
  };
}
