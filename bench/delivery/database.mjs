// The PostgreSQL of the project as `npm start` runs it, every commit on the disk, in a folder of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { findBinaries } from '../../dist/src/database/embedded-postgres/binaries.js';
import { startEmbeddedPostgres } from '../../dist/src/database/embedded-postgres/embedded-postgres.js';
import { startServer, stopServer } from '../../dist/src/database/embedded-postgres/server-process.js';
import { serverUser } from '../../dist/src/database/embedded-postgres/server-user.js';
import { migrate } from '../../dist/src/database/migrate.js';

/** Starts a server with its files in the folder, and makes the migrated database that all others are copies of. */
export async function openDatabases(directory) {
  const server = await startEmbeddedPostgres({ directory });
  await migrate(server.url);
  return new Databases(server, directory);
}

class Databases {
  #first;
  #directory;
  #again;
  #count = 0;

  constructor(server, directory) {
    this.#first = server;
    this.#directory = directory;
  }

  /** A new copy of the migrated database: the log is append-only, so that it can't be emptied. */
  async fresh() {
    this.#count += 1;
    const name = `bench${this.#count}`;
    await this.#administer(`CREATE DATABASE ${name} TEMPLATE audit OWNER audit`);
    const url = new URL(this.#first.url);
    url.pathname = name;
    return { url: url.href, drop: () => this.#administer(`DROP DATABASE ${name} WITH (FORCE)`) };
  }

  /** What was written before is no burden of what is measured next. */
  checkpoint() {
    return this.#administer('CHECKPOINT');
  }

  /** Ends the server; whoever connects is refused. */
  async stop() {
    if (this.#again === undefined) await this.#first.stop();
    else await stopServer(this.#again.process);
    this.#again = undefined;
  }

  /** Starts the server again, at the same address. */
  async start() {
    const user = serverUser();
    const parts = {
      directory: join(this.#directory, 'postgres'),
      binaries: findBinaries(user),
      user,
      password: readFileSync(join(this.#directory, 'postgres.password'), 'utf8'),
      settings: {},
    };
    this.#again = await startServer(parts, Number(new URL(this.#first.url).port));
  }

  #administer(statement) {
    return withClient(this.#first.superuserUrl, (client) => client.query(statement));
  }
}

/** Does something over a connection of its own. */
export async function withClient(url, work) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** How many entries the log has. */
export async function countEntries(url) {
  const { rows } = await withClient(url, (client) => client.query('SELECT count(*)::integer AS count FROM audit_logs'));
  return rows[0].count;
}
