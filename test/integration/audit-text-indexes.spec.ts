import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { TextIndexes } from '../../src/audit/lifecycle/text-indexes.ts';
import { withDatabase } from '../../src/config/postgres-url.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const NOW = new Date('2026-02-10T12:00:00Z');

let database: TestDatabase;
let dataSource: DataSource;
let indexes: TextIndexes;

beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  indexes = new TextIndexes(dataSource, () => NOW);
  for (const month of ['2025-12-01', '2026-01-01', '2026-02-01']) {
    await dataSource.query('SELECT audit_logs_ensure_partition($1)', [new Date(month)]);
  }
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function insert(
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  time: string,
  text: string,
) {
  await client.query(
    `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type, ip_address)
     VALUES (gen_random_uuid(), $1, 'test', 'run', $2, 'success', 'system', '10.1.2.3')`,
    [time, text],
  );
}

async function indexNames(): Promise<string[]> {
  const rows = await dataSource.query<{ readonly name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'i' AND relname LIKE '%text_idx' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(database.url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe(TextIndexes.name, () => {
  it('should index the months that are over, newest first, and leave the one that is written', async () => {
    expect(await indexes.buildMissing()).toEqual(['2026-01', '2025-12']);
    expect(await indexNames()).toEqual(['audit_logs_2025_12_text_idx', 'audit_logs_2026_01_text_idx']);
  });

  it('should find nothing left to do the next time', async () => {
    await indexes.buildMissing();
    expect(await indexes.buildMissing()).toEqual([]);
  });

  it.each([
    ['text', `description ILIKE '%tower%'`],
    ['text or address', `(description ILIKE '%tower%' OR ip_address <<= '10.1.0.0/16')`],
  ])('should have the planner find %s by it', async (_, condition) => {
    await indexes.buildMissing();
    const rows = await connected(async (client) => {
      await client.query('SET enable_seqscan = off; SET enable_indexscan = off');
      return (await client.query(`EXPLAIN SELECT FROM audit_logs_2026_01 WHERE ${condition}`)).rows;
    });
    expect(JSON.stringify(rows)).toContain('audit_logs_2026_01_text_idx');
  });

  it('should find what came late', async () => {
    await indexes.buildMissing();
    await insert(dataSource, '2026-01-31T23:59:59Z', 'ada climbed the Tower');
    const found = await connected(async (client) => {
      await client.query('SET enable_seqscan = off; SET enable_indexscan = off');
      return client.query(`SELECT description FROM audit_logs WHERE description ILIKE '%the tower%'`);
    });
    expect(found.rows).toEqual([{ description: 'ada climbed the Tower' }]);
  });

  it('should leave it to another instance that is at it', async () => {
    const built = await connected(async (client) => {
      await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('audit_logs_index_text'))`);
      return indexes.buildMissing();
    });
    expect(built).toEqual([]);
    expect(await indexNames()).toEqual([]);
  });

  it('should not index a month that the clock of the database says is not over', async () => {
    const future = new TextIndexes(dataSource, () => new Date('2999-01-01T00:00:00Z'));
    const built = await future.buildMissing();
    const thisMonth = new Date().toISOString().slice(0, 7);
    expect(built).toContain('2026-01');
    expect(built.filter((month) => month >= thisMonth)).toEqual([]);
  });

  it('should end at once when the application does, and leave nothing half made', async () => {
    await connected(async (writer) => {
      await writer.query('BEGIN');
      await insert(writer, '2026-01-31T23:00:00Z', 'an insert that keeps the index waiting');
      indexes.onApplicationBootstrap();
      await until('the index waits for the insert', async () => {
        const waiting = await dataSource.query<unknown[]>('SELECT FROM pg_locks WHERE NOT granted');
        return waiting.length > 0;
      });
      await indexes.beforeApplicationShutdown();
      await writer.query('COMMIT');
    });
    expect(await indexNames()).toEqual([]);
  });

  it('should serve a role that owns nothing', async () => {
    const built = await connected(async (client) => {
      await client.query('CREATE ROLE text_index_stranger; GRANT text_index_stranger TO CURRENT_USER');
      try {
        await client.query('SET ROLE text_index_stranger');
        return (await client.query(`SELECT audit_logs_index_text('2026-01-15') AS built`)).rows;
      } finally {
        await client.query('RESET ROLE; DROP ROLE text_index_stranger');
      }
    });
    expect(built).toEqual([{ built: true }]);
  });

  it('should do without where there are no trigrams', async () => {
    await dataSource.query('DROP EXTENSION pg_trgm');
    expect(await indexes.isPossible()).toBe(false);
    expect(await indexes.buildMissing()).toEqual([]);
  });
});

describe('the migration', () => {
  it('should succeed for a role that may not install extensions, and leave searching to the rows', async () => {
    const empty = await createEmptyDatabase();
    const name = new URL(empty.url).pathname.slice(1);
    const owner = new Client(empty.url);
    await owner.connect();
    try {
      const role = `${name}_host`;
      await owner.query(
        `CREATE ROLE ${role} LOGIN PASSWORD 'host'; GRANT ${role} TO CURRENT_USER; GRANT ALL ON SCHEMA public TO ${role}`,
      );
      const url = new URL(withDatabase(empty.url, name));
      url.username = role;
      url.password = 'host';
      const host = await new DataSource(dataSourceOptions(url.href)).initialize();
      try {
        await host.runMigrations();
        expect(await new TextIndexes(host, () => NOW).isPossible()).toBe(false);
        await insert(host, new Date().toISOString(), 'ada climbed the tower');
      } finally {
        await host.destroy();
      }
      await owner.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    } finally {
      await owner.end();
      await empty.drop();
    }
  });

  it('should be taken back with the indexes that were made', async () => {
    await indexes.buildMissing();
    const names = ['IndexAuditText1764400500000'];
    const runner = dataSource.createQueryRunner();
    const migration = dataSource.migrations.find(({ name }) => names.includes(name ?? ''))!;
    await migration.down(runner);
    await runner.release();
    expect(await indexNames()).toEqual([]);
  });
});
