import { DataSource } from 'typeorm';
import {
  type AuditArchive,
  type AuditHolds,
  type AuditRetention,
  type RetentionPolicy,
} from '../../src/audit/index.ts';
import { archiveOf, type Row } from '../support/archived.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type RecordedStep, retentionOf } from '../support/retained.ts';
import { auditOfRollups } from '../support/rollups.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const directoryOf = temporaryDirectories();

let database: TestDatabase;
let dataSource: DataSource;
let archive: AuditArchive;
let retention: AuditRetention;
let holds: AuditHolds;
let recorded: RecordedStep[];
let now: Date;
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  now = new Date('2026-06-15T12:00:00Z');
  archive = archiveOf(dataSource, { directory: directoryOf() }).archive;
  ({ retention, holds, recorded } = retentionOf(dataSource, { archive, now: () => now }));
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Stores entries; each is described by its `description`. */
async function insert(...rows: readonly (Row & { readonly timestamp: string })[]): Promise<void> {
  for (const row of rows) {
    const values: Row = {
      category: 'request',
      action_type: 'run',
      description: 'one',
      status: 'success',
      actor_type: 'system',
      ...row,
    };
    const names = Object.keys(values);
    await dataSource.query('SELECT audit_logs_ensure_partition($1)', [row.timestamp]);
    await dataSource.query(
      `INSERT INTO audit_logs (id, ${names.map((name) => `"${name}"`).join(', ')})
       VALUES (gen_random_uuid(), ${names.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(values),
    );
  }
}

/** What is in the database, in the order of time. */
async function kept(): Promise<readonly string[]> {
  const rows = await dataSource.query<{ description: string }[]>(
    'SELECT description FROM audit_logs ORDER BY "timestamp", description',
  );
  return rows.map(({ description }) => description);
}

async function archived(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { description } of archive.read()) found.push(description);
  return found.toSorted();
}

const tables = async (): Promise<readonly string[]> => {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'audit_logs'::regclass ORDER BY relname`,
  );
  return rows.map(({ name }) => name).filter((name) => name < 'audit_logs_2026_06');
};

/** Requests go after a month, unless something broke; all else stays a year. */
const POLICY: RetentionPolicy = {
  days: 365,
  rules: [
    { category: 'request', days: 31 },
    { severity: 'CRITICAL', days: 730 },
  ],
};

describe('whole months', () => {
  it('should be archived and then removed when they are old enough, oldest first, with their tables', async () => {
    await insert(
      { timestamp: '2025-05-01T00:00:00Z', description: 'may' },
      { timestamp: '2025-04-30T23:59:59.999Z', description: 'april' },
      { timestamp: '2025-06-01T00:00:00Z', description: 'june' },
    );
    const { months } = await retention.apply({ days: 365 });
    expect(months.map(({ month, entries, held, kept: rest }) => ({ month, entries, held, rest }))).toEqual([
      { month: '2025-04', entries: 1, held: 0, rest: 0 },
      { month: '2025-05', entries: 1, held: 0, rest: 0 },
    ]);
    expect(await kept()).toEqual(['june']);
    expect(await tables()).toEqual(['audit_logs_2025_06']);
    expect(await archived()).toEqual(['april', 'may']);
    expect(await auditOfRollups(dataSource)).toEqual({ wrong: 0, entries: 1 });
    expect(recorded).toMatchObject([
      { resource: 'audit_log', resourceId: '2025-04', object: 'the month 2025-04 of the audit log' },
      { resource: 'audit_log', resourceId: '2025-05', result: { entries: 1 } },
    ]);
  });

  it.each([
    ['2026-05-31T23:59:59.999Z', []],
    ['2026-06-01T00:00:00.000Z', ['2025-05']],
  ])('should at %s be over for the months %j', async (moment, over) => {
    await insert({ timestamp: '2025-05-01T00:00:00Z' });
    now = new Date(moment);
    expect((await retention.plan({ days: 365 })).months.map(({ month }) => month)).toEqual(over);
  });

  it('should lose a table that nothing is in', async () => {
    await dataSource.query(`SELECT audit_logs_ensure_partition('2020-03-15')`);
    await retention.apply({ days: 365 });
    expect(await tables()).toEqual([]);
  });

  it('should stay when they can not be archived', async () => {
    await insert({ timestamp: '2025-05-01T00:00:00Z' });
    const broken = archiveOf(dataSource, { directory: `${import.meta.filename}/nowhere` }).archive;
    const { retention: without } = retentionOf(dataSource, { archive: broken, now: () => now });
    await expect(without.apply({ days: 365 })).rejects.toThrow('ENOTDIR');
    expect(await kept()).toEqual(['one']);
  });

  it('should be the same when they are restored', async () => {
    await insert({ timestamp: '2025-05-01T00:00:00Z', description: 'a' }, { timestamp: '2025-05-02T00:00:00Z' });
    const all = 'SELECT audit_logs::text AS row FROM audit_logs ORDER BY id';
    const before = await dataSource.query<object[]>(all);
    await retention.apply({ days: 365 });
    expect(await dataSource.query<object[]>(all)).toEqual([]);
    await archive.restore('2025-05');
    expect(await dataSource.query<object[]>(all)).toEqual(before);
    expect(await archive.isArchived('2025-05')).toBe(true);
    await retention.apply({ days: 365 });
    expect([await kept(), await archived()]).toEqual([[], ['a', 'one']]);
  });

  it('should take entries that come after them, and archive these beside the others', async () => {
    await insert({ timestamp: '2025-05-01T00:00:00Z', description: 'first' });
    await retention.apply({ days: 365 });
    await insert({ timestamp: '2025-05-02T00:00:00Z', description: 'late' });
    expect(await archive.isArchived('2025-05')).toBe(false);
    await retention.apply({ days: 365 });
    expect([await kept(), await archived()]).toEqual([[], ['first', 'late']]);
    expect(await archive.restore('2025-05')).toBe(2);
  });
});

describe('rules for categories and severities', () => {
  beforeEach(async () => {
    await insert(
      { timestamp: '2026-04-01T00:00:00Z', description: 'request' },
      { timestamp: '2026-04-02T00:00:00Z', description: 'critical request', severity: 'CRITICAL', status: 'error' },
      { timestamp: '2026-04-03T00:00:00Z', description: 'warning', severity: 'WARNING', status: 'failure' },
      { timestamp: '2026-04-04T00:00:00Z', description: 'sign-in', category: 'authentication' },
      { timestamp: '2026-05-16T00:00:00Z', description: 'young request' },
    );
  });

  it('should remove what they say and nothing else, after all of the month was archived', async () => {
    const { months } = await retention.apply(POLICY);
    expect(months).toEqual([
      {
        month: '2026-04',
        entries: 2,
        held: 0,
        kept: 2,
        expired: [
          { category: 'request', severity: 'WARNING', entries: 1, held: 0, days: 31 },
          { category: 'request', severity: null, entries: 1, held: 0, days: 31 },
        ],
      },
    ]);
    expect(await kept()).toEqual(['critical request', 'sign-in', 'young request']);
    expect(await archived()).toEqual(['critical request', 'request', 'sign-in', 'warning']);
    expect(await auditOfRollups(dataSource)).toEqual({ wrong: 0, entries: 3 });
    expect(recorded).toMatchObject([{ object: '2 entries of the month 2026-04 of the audit log' }]);
  });

  it('should find nothing more to do the next time', async () => {
    await retention.apply(POLICY);
    expect(await retention.apply(POLICY)).toEqual({ months: [], archive: [] });
    expect(await archive.isArchived('2026-04')).toBe(true);
  });

  it('should leave the month as protected as it was', async () => {
    await retention.apply(POLICY);
    for (const verb of ['DELETE FROM', 'TRUNCATE', 'UPDATE']) {
      const statement = `${verb} audit_logs_2026_04${verb === 'UPDATE' ? ` SET description = 'x'` : ''}`;
      await expect(dataSource.query(statement)).rejects.toThrow('append-only');
    }
    const states = await dataSource.query<object[]>(
      `SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgrelid = 'audit_logs_2026_04'::regclass`,
    );
    expect(states).toEqual([{ tgenabled: 'A' }]);
  });

  it('should keep what was archived when entries come later, and what is removed again and again', async () => {
    await retention.apply(POLICY);
    await insert(
      { timestamp: '2026-04-05T00:00:00Z', description: 'late request' },
      { timestamp: '2026-04-06T00:00:00Z', description: 'late sign-in', category: 'authentication' },
    );
    expect(await archive.isArchived('2026-04')).toBe(false);
    await archive.archive('2026-04');
    expect(await archive.isArchived('2026-04')).toBe(true);
    await retention.apply(POLICY);
    const rest = ['critical request', 'sign-in', 'late sign-in', 'young request'];
    expect(await kept()).toEqual(rest);
    now = new Date('2028-06-15T12:00:00Z');
    await retention.apply(POLICY);
    expect(await kept()).toEqual([]);
    const all = ['critical request', 'late request', 'late sign-in', 'request', 'sign-in', 'warning', 'young request'];
    expect(await archived()).toEqual(all);
    expect(await archive.restore('2026-04')).toBe(6);
  });

  it('should know entries again that come back after they were removed', async () => {
    await dataSource.query('CREATE TABLE copied AS SELECT * FROM audit_logs WHERE category = $$request$$');
    await retention.apply(POLICY);
    await dataSource.query(`INSERT INTO audit_logs SELECT * FROM copied WHERE description = 'request'`);
    await archive.archive('2026-04');
    expect(await archive.isArchived('2026-04')).toBe(true);
    expect(await archived()).toEqual(['critical request', 'request', 'sign-in', 'warning']);
    await retention.apply(POLICY);
    expect(await kept()).toEqual(['critical request', 'sign-in', 'young request']);
  });
});

describe('a dry run', () => {
  it('should say what would be done and do nothing', async () => {
    await insert({ timestamp: '2026-04-01T00:00:00Z' }, { timestamp: '2024-04-01T00:00:00Z' });
    const plan = await retention.plan({ ...POLICY, archiveDays: 730 });
    expect(plan.months.map(({ month, entries }) => [month, entries])).toEqual([
      ['2024-04', 1],
      ['2026-04', 1],
    ]);
    expect([await kept(), await archive.list(), recorded]).toEqual([['one', 'one'], [], []]);
  });
});

describe('removing', () => {
  it('should lose no entry that comes in meanwhile', async () => {
    for (let day = 1; day <= 20; day += 1) {
      const date = `2026-04-${String(day).padStart(2, '0')}T00:00:00Z`;
      await insert({ timestamp: date, description: `r${day}` });
      await insert({ timestamp: date, description: `s${day}`, category: 'authentication' });
    }
    const writing = new Array<Promise<void>>();
    const begin = archive.archive.bind(archive);
    let late = 0;
    jest.spyOn(archive, 'archive').mockImplementation(async (month) => {
      const seen = await begin(month);
      late += 1;
      if (late < 3) writing.push(insert({ timestamp: '2026-04-25T00:00:00Z', description: `late${late}` }));
      await Promise.all(writing);
      return seen;
    });
    await retention.apply(POLICY);
    await begin('2026-04');
    const everything = new Set([...(await kept()), ...(await archived())]);
    expect(everything.size).toBe(42);
    expect(await kept()).toHaveLength(20);
    expect(late).toBe(3);
  });

  it('should give up with AUDIT_RETENTION_BUSY when somebody reads too long, and have done nothing', async () => {
    await insert({ timestamp: '2024-03-10T00:00:00Z' });
    const reader = dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('LOCK TABLE audit_logs_2024_03 IN ACCESS SHARE MODE');
    await expect(retention.apply({ days: 365 })).rejects.toMatchObject({ code: 'AUDIT_RETENTION_BUSY' });
    await reader.rollbackTransaction();
    await reader.release();
    expect(await kept()).toEqual(['one']);
    expect(recorded).toMatchObject([{ resourceId: '2024-03', error: { code: 'AUDIT_RETENTION_BUSY' } }]);
    await retention.apply({ days: 365 });
    expect(await kept()).toEqual([]);
  }, 30_000);

  it('should refuse a month that is not over, whoever asks', async () => {
    const month = `${new Date().toISOString().slice(0, 7)}-01`;
    await expect(dataSource.query(`SELECT audit_maintain_remove_month($1, 0, NULL)`, [month])).rejects.toThrow(
      'is not over',
    );
    await expect(
      dataSource.query(`SELECT * FROM audit_maintain_thin_month($1, '[]', 0, NULL)`, [month]),
    ).rejects.toThrow('is not over');
  });

  it('should refuse a policy that is none', async () => {
    await insert({ timestamp: '2020-01-15T00:00:00Z' });
    await expect(retention.apply({ days: 0 })).rejects.toMatchObject({ code: 'AUDIT_RETENTION_INVALID' });
    expect(await kept()).toEqual(['one']);
  });
});
