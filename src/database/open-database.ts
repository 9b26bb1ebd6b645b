import type { Environment } from '../config/environment.ts';
import type { Announce } from '../logging/announce.ts';
import { slowly } from '../start/slowly.ts';
import { startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.ts';
import { waitForDatabase } from './wait-for-database.ts';

/** A database that accepts connections. */
export interface OpenDatabase {
  readonly url: string;
  /** Ends the server when it is ours. */
  stop(): Promise<void>;
}

/** The database of DATABASE_URL, or an embedded one in DATA_DIR. */
export async function openDatabase(environment: Environment, announce: Announce): Promise<OpenDatabase> {
  const { DATABASE_URL: url, DATA_DIR: directory, DATABASE_WAIT_SECONDS: seconds } = environment;
  if (url !== undefined) {
    await waitForDatabase(url, { seconds, announce });
    return { url, stop: () => Promise.resolve() };
  }
  return slowly(announce, `Starting the database in ${directory} …`, startEmbeddedPostgres({ directory, announce }));
}
