import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { withDatabase } from '../../src/config/postgres-url.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/database/embedded-postgres/embedded-postgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { StartError } from '../../src/start/start.errors.ts';
import { startOlderPostgres } from './older-postgres.ts';

/** The database server of one run of the tests. */
export interface TestServer {
  /** Its maintenance database, for a user who may create databases. */
  readonly url: string;
  /** A migrated database to clone. */
  readonly template: string;
  stop(): Promise<void>;
}

declare global {
  var testServer: TestServer | undefined;
}

/**
 * Nothing of a test run needs to survive a crash. A vacuum that runs by itself belongs to the superuser, so that a database
 * it is at can't be dropped.
 */
const FAST = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  max_connections: '200',
};

/** Uses the server of TEST_DATABASE_URL, one of the major version in TEST_POSTGRES, or ours; prepares the template. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  const major = process.env.TEST_POSTGRES ?? '';
  const start = (): Promise<LocalServer> => (major === '' ? startInFreeSlot() : startOlderPostgres(major, FAST));
  const embedded = given === undefined || given === '' ? await start() : undefined;
  const url = embedded === undefined ? given! : withDatabase(embedded.url, 'postgres');
  if (embedded !== undefined) {
    await administer(embedded.superuserUrl, [
      'ALTER ROLE audit CREATEDB CREATEROLE',
      ...(await leftovers(embedded.superuserUrl)),
    ]);
  }
  const template = `test_template_${randomBytes(6).toString('hex')}`;
  await administer(url, [`CREATE DATABASE ${template}`]);
  await migrate(withDatabase(url, template));
  return {
    url,
    template,
    stop: async () => {
      await administer(url, [`DROP DATABASE ${template} WITH (FORCE)`]);
      await embedded?.stop();
    },
  };
}

/** A server that this run has started. */
type LocalServer = Pick<EmbeddedPostgres, 'url' | 'superuserUrl' | 'stop'>;

/** Runs of the tests side by side in one checkout each get a server; its folder is kept, so the next run starts fast. */
async function startInFreeSlot(): Promise<EmbeddedPostgres> {
  for (let slot = 1; ; slot += 1) {
    try {
      const directory = resolve('node_modules', '.cache', 'test-database', String(slot));
      return await startEmbeddedPostgres({ directory, settings: FAST });
    } catch (error) {
      if (!(error instanceof StartError && error.message.includes('is in use')) || slot === 9) throw error;
    }
  }
}

/** Databases of runs that were killed. The server is ours alone, so nobody uses them. */
async function leftovers(url: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'`,
  );
  await client.end();
  return rows.map(({ datname }) => `DROP DATABASE ${datname}`);
}

/** Runs statements that create or drop databases. */
export async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
