import type { RetentionPolicy } from '../../src/audit/index.ts';
import { archiveOf } from '../support/archived.ts';
import { RetainedLog } from '../support/retained.ts';
import { auditOfRollups } from '../support/rollups.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const directoryOf = temporaryDirectories();

let log: RetainedLog;
beforeEach(async () => {
  log = await RetainedLog.make(directoryOf());
});
afterEach(() => log.drop());

const tables = async (): Promise<readonly string[]> => {
  const rows = await log.dataSource.query<{ name: string }[]>(
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
    await log.insert(
      { timestamp: '2025-05-01T00:00:00Z', description: 'may' },
      { timestamp: '2025-04-30T23:59:59.999Z', description: 'april' },
      { timestamp: '2025-06-01T00:00:00Z', description: 'june' },
    );
    const { months } = await log.retention.apply({ days: 365 });
    expect(months.map(({ month, entries, held, kept: rest }) => ({ month, entries, held, rest }))).toEqual([
      { month: '2025-04', entries: 1, held: 0, rest: 0 },
      { month: '2025-05', entries: 1, held: 0, rest: 0 },
    ]);
    expect(await log.kept()).toEqual(['june']);
    expect(await tables()).toEqual(['audit_logs_2025_06']);
    expect(await log.archived()).toEqual(['april', 'may']);
    expect(await auditOfRollups(log.dataSource)).toEqual({ wrong: 0, entries: 1 });
    expect(log.recorded).toMatchObject([
      { resource: 'audit_log', resourceId: '2025-04', object: 'the month 2025-04 of the audit log' },
      { resource: 'audit_log', resourceId: '2025-05', result: { entries: 1 } },
    ]);
  });

  it.each([
    ['2026-05-31T23:59:59.999Z', []],
    ['2026-06-01T00:00:00.000Z', ['2025-05']],
  ])('should at %s be over for the months %j', async (moment, over) => {
    await log.insert({ timestamp: '2025-05-01T00:00:00Z' });
    log.now = new Date(moment);
    expect((await log.retention.plan({ days: 365 })).months.map(({ month }) => month)).toEqual(over);
  });

  it('should lose a table that nothing is in', async () => {
    await log.dataSource.query(`SELECT audit_logs_ensure_partition('2020-03-15')`);
    await log.retention.apply({ days: 365 });
    expect(await tables()).toEqual([]);
  });

  it('should stay when they can not be archived', async () => {
    await log.insert({ timestamp: '2025-05-01T00:00:00Z' });
    const broken = archiveOf(log.dataSource, { directory: `${import.meta.filename}/nowhere` }).archive;
    await expect(log.retentionWith(broken).apply({ days: 365 })).rejects.toThrow('ENOTDIR');
    expect(await log.kept()).toEqual(['one']);
  });

  it('should be the same when they are restored', async () => {
    await log.insert({ timestamp: '2025-05-01T00:00:00Z', description: 'a' }, { timestamp: '2025-05-02T00:00:00Z' });
    const all = 'SELECT audit_logs::text AS row FROM audit_logs ORDER BY id';
    const before = await log.dataSource.query<object[]>(all);
    await log.retention.apply({ days: 365 });
    expect(await log.dataSource.query<object[]>(all)).toEqual([]);
    await log.archive.restore('2025-05');
    expect(await log.dataSource.query<object[]>(all)).toEqual(before);
    expect(await log.archive.isArchived('2025-05')).toBe(true);
    await log.retention.apply({ days: 365 });
    expect([await log.kept(), await log.archived()]).toEqual([[], ['a', 'one']]);
  });

  it('should take entries that come after them, and archive these beside the others', async () => {
    await log.insert({ timestamp: '2025-05-01T00:00:00Z', description: 'first' });
    await log.retention.apply({ days: 365 });
    await log.insert({ timestamp: '2025-05-02T00:00:00Z', description: 'late' });
    expect(await log.archive.isArchived('2025-05')).toBe(false);
    await log.retention.apply({ days: 365 });
    expect([await log.kept(), await log.archived()]).toEqual([[], ['first', 'late']]);
    expect(await log.archive.restore('2025-05')).toBe(2);
  });
});

describe('rules for categories and severities', () => {
  beforeEach(async () => {
    await log.insert(
      { timestamp: '2026-04-01T00:00:00Z', description: 'request' },
      { timestamp: '2026-04-02T00:00:00Z', description: 'critical request', severity: 'CRITICAL', status: 'error' },
      { timestamp: '2026-04-03T00:00:00Z', description: 'warning', severity: 'WARNING', status: 'failure' },
      { timestamp: '2026-04-04T00:00:00Z', description: 'sign-in', category: 'authentication' },
      { timestamp: '2026-05-16T00:00:00Z', description: 'young request' },
    );
  });

  it('should remove what they say and nothing else, after all of the month was archived', async () => {
    const { months } = await log.retention.apply(POLICY);
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
    expect(await log.kept()).toEqual(['critical request', 'sign-in', 'young request']);
    expect(await log.archived()).toEqual(['critical request', 'request', 'sign-in', 'warning']);
    expect(await auditOfRollups(log.dataSource)).toEqual({ wrong: 0, entries: 3 });
    expect(log.recorded).toMatchObject([{ object: '2 entries of the month 2026-04 of the audit log' }]);
  });

  it('should find nothing more to do the next time', async () => {
    await log.retention.apply(POLICY);
    expect(await log.retention.apply(POLICY)).toEqual({ months: [], archive: [] });
    expect(await log.archive.isArchived('2026-04')).toBe(true);
  });

  it('should leave the month as protected as it was', async () => {
    await log.retention.apply(POLICY);
    for (const verb of ['DELETE FROM', 'TRUNCATE', 'UPDATE']) {
      const statement = `${verb} audit_logs_2026_04${verb === 'UPDATE' ? ` SET description = 'x'` : ''}`;
      await expect(log.dataSource.query(statement)).rejects.toThrow('append-only');
    }
    const states = await log.dataSource.query<object[]>(
      `SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgrelid = 'audit_logs_2026_04'::regclass`,
    );
    expect(states).toEqual([{ tgenabled: 'A' }]);
  });

  it('should keep what was archived when entries come later, and what is removed again and again', async () => {
    await log.retention.apply(POLICY);
    await log.insert(
      { timestamp: '2026-04-05T00:00:00Z', description: 'late request' },
      { timestamp: '2026-04-06T00:00:00Z', description: 'late sign-in', category: 'authentication' },
    );
    expect(await log.archive.isArchived('2026-04')).toBe(false);
    await log.archive.archive('2026-04');
    expect(await log.archive.isArchived('2026-04')).toBe(true);
    await log.retention.apply(POLICY);
    const rest = ['critical request', 'sign-in', 'late sign-in', 'young request'];
    expect(await log.kept()).toEqual(rest);
    log.now = new Date('2028-06-15T12:00:00Z');
    await log.retention.apply(POLICY);
    expect(await log.kept()).toEqual([]);
    const all = ['critical request', 'late request', 'late sign-in', 'request', 'sign-in', 'warning', 'young request'];
    expect(await log.archived()).toEqual(all);
    expect(await log.archive.restore('2026-04')).toBe(6);
  });

  it('should know entries again that come back after they were removed', async () => {
    await log.dataSource.query('CREATE TABLE copied AS SELECT * FROM audit_logs WHERE category = $$request$$');
    await log.retention.apply(POLICY);
    await log.dataSource.query(`INSERT INTO audit_logs SELECT * FROM copied WHERE description = 'request'`);
    await log.archive.archive('2026-04');
    expect(await log.archive.isArchived('2026-04')).toBe(true);
    expect(await log.archived()).toEqual(['critical request', 'request', 'sign-in', 'warning']);
    await log.retention.apply(POLICY);
    expect(await log.kept()).toEqual(['critical request', 'sign-in', 'young request']);
  });
});

describe('the table of a month', () => {
  it.each([
    [5000, 'written anew, to give the room back'],
    [1, 'left as it is'],
  ])('should, of 5001 entries without %d, be %s', async (requests, fate) => {
    await log.dataSource.query(`SELECT audit_logs_ensure_partition('2026-04-01Z')`);
    await log.dataSource.query(
      `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
       SELECT gen_random_uuid(), timestamptz '2026-04-02Z' + number * interval '1 s',
         CASE WHEN number <= $1 THEN 'request' ELSE 'authentication' END, 'run', 'd', 'success', 'system'
       FROM generate_series(1, 5001) AS number`,
      [requests],
    );
    const file = () => log.dataSource.query<object[]>(`SELECT pg_relation_filenode('audit_logs_2026_04')::int AS file`);
    const before = await file();
    await log.retention.apply(POLICY);
    const isSame = JSON.stringify(await file()) === JSON.stringify(before);
    expect(isSame).toBe(fate === 'left as it is');
    expect([await log.kept(), await log.archived()].map(({ length }) => length)).toEqual([5001 - requests, 5001]);
  });
});

describe('a dry run', () => {
  it('should say what would be done and do nothing', async () => {
    await log.insert({ timestamp: '2026-04-01T00:00:00Z' }, { timestamp: '2024-04-01T00:00:00Z' });
    const plan = await log.retention.plan({ ...POLICY, archiveDays: 730 });
    expect(plan.months.map(({ month, entries }) => [month, entries])).toEqual([
      ['2024-04', 1],
      ['2026-04', 1],
    ]);
    expect([await log.kept(), await log.archive.list(), log.recorded]).toEqual([['one', 'one'], [], []]);
  });
});

describe('removing', () => {
  it('should lose no entry that comes in meanwhile', async () => {
    for (let day = 1; day <= 20; day += 1) {
      const date = `2026-04-${String(day).padStart(2, '0')}T00:00:00Z`;
      await log.insert({ timestamp: date, description: `r${day}` });
      await log.insert({ timestamp: date, description: `s${day}`, category: 'authentication' });
    }
    const writing = new Array<Promise<void>>();
    const begin = log.archive.archive.bind(log.archive);
    let late = 0;
    jest.spyOn(log.archive, 'archive').mockImplementation(async (month) => {
      const seen = await begin(month);
      late += 1;
      if (late < 3) writing.push(log.insert({ timestamp: '2026-04-25T00:00:00Z', description: `late${late}` }));
      await Promise.all(writing);
      return seen;
    });
    await log.retention.apply(POLICY);
    await begin('2026-04');
    const everything = new Set([...(await log.kept()), ...(await log.archived())]);
    expect(everything.size).toBe(42);
    expect(await log.kept()).toHaveLength(20);
    expect(late).toBe(3);
  });

  it('should keep what came after the plan and is not expired, though all that was planned goes', async () => {
    await log.insert({ timestamp: '2026-04-01T00:00:00Z', description: 'request' });
    const begin = log.archive.archive.bind(log.archive);
    jest.spyOn(log.archive, 'archive').mockImplementationOnce(async (month) => {
      await log.insert({ timestamp: '2026-04-02T00:00:00Z', description: 'late sign-in', category: 'authentication' });
      return begin(month);
    });
    const { months } = await log.retention.apply(POLICY);
    expect(months).toMatchObject([{ entries: 1, kept: 1 }]);
    expect(await log.kept()).toEqual(['late sign-in']);
  });

  it('should give up with AUDIT_RETENTION_BUSY when somebody reads too long, and have done nothing', async () => {
    await log.insert({ timestamp: '2024-03-10T00:00:00Z' });
    const reader = log.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('LOCK TABLE audit_logs_2024_03 IN ACCESS SHARE MODE');
    await expect(log.retention.apply({ days: 365 })).rejects.toMatchObject({ code: 'AUDIT_RETENTION_BUSY' });
    await reader.rollbackTransaction();
    await reader.release();
    expect(await log.kept()).toEqual(['one']);
    expect(log.recorded).toMatchObject([{ resourceId: '2024-03', error: { code: 'AUDIT_RETENTION_BUSY' } }]);
    await log.retention.apply({ days: 365 });
    expect(await log.kept()).toEqual([]);
  }, 30_000);

  it('should refuse a month that is not over, whoever asks', async () => {
    const month = `${new Date().toISOString().slice(0, 7)}-01`;
    await expect(log.dataSource.query(`SELECT audit_maintain_remove_month($1, 0, NULL)`, [month])).rejects.toThrow(
      'is not over',
    );
    await expect(
      log.dataSource.query(`SELECT * FROM audit_maintain_thin_month($1, '[]', 0, NULL)`, [month]),
    ).rejects.toThrow('is not over');
  });

  it('should refuse a policy that is none', async () => {
    await log.insert({ timestamp: '2020-01-15T00:00:00Z' });
    await expect(log.retention.apply({ days: 0 })).rejects.toMatchObject({ code: 'AUDIT_RETENTION_INVALID' });
    expect(await log.kept()).toEqual(['one']);
  });
});
