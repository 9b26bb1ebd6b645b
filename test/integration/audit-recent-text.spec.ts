import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { TextIndexes } from '../../src/audit/lifecycle/text-indexes.ts';
import { IndexRecentAuditText1764510000000 } from '../../src/audit/migrations/index-recent-audit-text.migration.ts';
import { AuditLogRepository } from '../../src/audit/reading/audit-log.repository.ts';
import { LogDatabase } from '../../src/audit/reading/database/log-database.ts';
import { IndexedText } from '../../src/audit/reading/indexed-text.ts';
import type { Selection } from '../../src/audit/reading/selection/condition.ts';
import { searchCondition } from '../../src/audit/reading/selection/search-condition.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const NOW = new Date('2026-02-10T12:00:00Z');
const PART = 'audit_logs_2026_02_text_10_idx';

let database: TestDatabase;
let dataSource: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  for (const month of ['2026-01-01', '2026-02-01']) {
    await dataSource.query('SELECT audit_logs_ensure_partition($1)', [new Date(month)]);
  }
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const nightOf = (now: Date): Promise<boolean> => new TextIndexes(dataSource, () => now).buildRecent();

async function indexNames(): Promise<string[]> {
  const rows = await dataSource.query<{ readonly name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'i' AND relname ~ '_text_(\\d\\d_)?idx$' ORDER BY 1`,
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

async function insert(time: string, text: string, address: string | null = null): Promise<void> {
  await dataSource.query(
    `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type, ip_address)
     VALUES (gen_random_uuid(), $1, 'test', 'run', $2, 'success', 'system', $3)`,
    [time, text, address],
  );
}

describe('the text of the month that is written', () => {
  it('should be indexed up to the day, each night anew', async () => {
    expect(await nightOf(NOW)).toBe(true);
    expect(await indexNames()).toEqual([PART]);
    expect(await nightOf(NOW)).toBe(false);
    expect(await nightOf(new Date('2026-02-11T03:00:00Z'))).toBe(true);
    expect(await indexNames()).toEqual(['audit_logs_2026_02_text_11_idx']);
    expect(await nightOf(NOW)).toBe(false); // less than there is
  });

  it('should be that of the whole month once the month is over', async () => {
    await nightOf(NOW);
    await new TextIndexes(dataSource, () => new Date('2026-03-01T03:00:00Z')).buildMissing();
    expect(await indexNames()).toEqual(['audit_logs_2026_01_text_idx', 'audit_logs_2026_02_text_idx']);
    expect(await nightOf(NOW)).toBe(false);
  });

  it.each([
    ['on the first of a month, which has no days that are over', '2026-02-01T23:00:00Z'],
    ['before the day has begun for the database', '2999-02-10T12:00:00Z'],
    ['in a month without a partition', '2026-01-15T12:00:00Z'],
  ])('should not be indexed %s', async (_, now) => {
    await dataSource.query('DROP TABLE audit_logs_2026_01');
    expect(await nightOf(new Date(now))).toBe(false);
    expect(await indexNames()).toEqual([]);
  });

  it('should not be indexed where that would keep writers waiting for long', async () => {
    await dataSource.query(
      `SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'audit_logs_2026_02', 'reltuples', 2000001::real)`,
    );
    expect(await nightOf(NOW)).toBe(false);
  });

  it('should be left to the one that an owner has made by hand', async () => {
    await connected((client) =>
      client.query(
        `CREATE INDEX CONCURRENTLY ${PART} ON audit_logs_2026_02 USING gin (description gin_trgm_ops)
         WITH (fastupdate = off) WHERE "timestamp" < '2026-02-10T00:00:00Z'`,
      ),
    );
    expect(await nightOf(NOW)).toBe(false);
    const log = new LogDatabase(dataSource, { connections: 1, timeoutMs: 10_000 });
    expect(await new IndexedText(log).before()).toEqual(new Date('2026-02-10T00:00:00Z'));
    await log.onApplicationShutdown();
  });

  it('should be left to another instance that is at it', async () => {
    const built = await connected(async (client) => {
      await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('audit_logs_index_text'))`);
      return nightOf(NOW);
    });
    expect(built).toBe(false);
  });

  it('should not be waited for behind a long transaction: neither by it nor by those that come after', async () => {
    const built = await connected(async (writer) => {
      await writer.query('BEGIN; LOCK TABLE audit_logs_2026_02 IN ROW EXCLUSIVE MODE');
      return nightOf(NOW);
    });
    expect(built).toBe(false);
    expect(await nightOf(NOW)).toBe(true);
  });

  it('should keep the index of the night before while somebody reads the month', async () => {
    await nightOf(NOW);
    await connected(async (reader) => {
      await reader.query('BEGIN; SELECT FROM audit_logs_2026_02');
      expect(await nightOf(new Date('2026-02-11T03:00:00Z'))).toBe(true);
    });
    expect(await indexNames()).toEqual([PART, 'audit_logs_2026_02_text_11_idx']);
    await nightOf(new Date('2026-02-11T03:00:00Z'));
    expect(await indexNames()).toEqual(['audit_logs_2026_02_text_11_idx']);
  });

  it('should be read row by row where there are no trigrams', async () => {
    await dataSource.query('DROP EXTENSION pg_trgm');
    expect(await nightOf(NOW)).toBe(false);
  });

  it('should be without its indexes when the migration is taken back', async () => {
    await nightOf(NOW);
    const runner = dataSource.createQueryRunner();
    await new IndexRecentAuditText1764510000000().down(runner);
    await runner.release();
    expect(await indexNames()).toEqual([]);
  });
});

describe('searching with a part of a month indexed', () => {
  let log: LogDatabase;

  beforeEach(async () => {
    log = new LogDatabase(dataSource, { connections: 2, timeoutMs: 10_000 });
    await insert('2026-01-31T23:59:59.999Z', 'ada climbed tower 1');
    await insert('2026-02-09T23:59:59.999Z', 'ada climbed tower 2');
    await insert('2026-02-10T00:00:00.000Z', 'ada climbed tower 3');
    await insert('2026-02-10T00:00:00.001Z', 'ada climbed tower 4');
    await insert('2026-02-10T11:00:00.000Z', 'ada rested', '10.1.2.3');
    await insert('2026-02-05T11:00:00.000Z', 'ada called 10.1.2.3', '10.1.9.9');
  });
  afterEach(() => log.onApplicationShutdown());

  const selectionOf = (text: string): Selection => ({ conditions: [searchCondition(text)] });

  async function found(selection: Selection): Promise<unknown> {
    const logs = new AuditLogRepository(log);
    const all = await logs.newest(selection, { limit: 100, offset: 0 });
    const [first, last] = [all[0]!, all.at(-1)!].map(({ timestamp, id }) => ({ timestamp, id }));
    return {
      all: all.map(({ description }) => description),
      skipped: (await logs.newest(selection, { limit: 2, offset: 1 })).map(({ description }) => description),
      older: (await logs.nextTo({ towards: 'older', ...first! }, selection, 2)).map(({ description }) => description),
      newer: (await logs.nextTo({ towards: 'newer', ...last! }, selection, 2)).map(({ description }) => description),
      count: await logs.countUpTo(100, selection, { timeoutMs: 5_000 }),
      some: await logs.countUpTo(2, selection, { timeoutMs: 5_000 }),
    };
  }

  it('should find the same as without, also what came late into what is indexed', async () => {
    const texts = ['TOWER', 'ada', '10.1.', '10.1.2.3'].map(selectionOf);
    const late = '2026-02-03T00:00:00Z';
    await insert(late, 'ada climbed tower 5');
    const without = await Promise.all(texts.map(found));
    expect(without[0]).toEqual({
      all: [4, 3, 2, 5, 1].map((number) => `ada climbed tower ${number}`),
      skipped: [3, 2].map((number) => `ada climbed tower ${number}`),
      older: [3, 2].map((number) => `ada climbed tower ${number}`),
      newer: [2, 5].map((number) => `ada climbed tower ${number}`),
      count: 5,
      some: 2,
    });
    await nightOf(NOW);
    expect(await Promise.all(texts.map(found))).toEqual(without);
    await insert(late, 'ada climbed tower 6');
    expect(await found(selectionOf('tower 6'))).toMatchObject({ all: ['ada climbed tower 6'], count: 1 });
  });

  it('should ask for what is indexed in a way that the planner knows the index for', async () => {
    await dataSource.query(
      `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
       SELECT gen_random_uuid(), '2026-02-09T00:00:00Z'::timestamptz + make_interval(secs => n), 'test', 'run', md5(n::text),
         'success', 'system' FROM generate_series(1, 5000) AS n`,
    );
    await nightOf(NOW);
    await dataSource.query('ANALYZE audit_logs_2026_02');
    const asked: { text: string; values: readonly unknown[] }[] = [];
    const query = log.query.bind(log);
    log.query = (text, values, limits) => {
      asked.push({ text, values: values ?? [] });
      return query(text, values, limits);
    };
    const logs = new AuditLogRepository(log);
    await logs.newest(selectionOf('tower'), { limit: 10, offset: 0 });
    await logs.countUpTo(10, selectionOf('tower'), { timeoutMs: 5_000 });
    const plans = await connected(async (client) => {
      const searching = asked.filter(({ text }) => text.includes('ILIKE'));
      return Promise.all(searching.map(({ text, values }) => client.query(`EXPLAIN ${text}`, [...values])));
    });
    expect(plans).toHaveLength(2);
    for (const { rows } of plans) expect(JSON.stringify(rows)).toContain(PART);
  });
});
