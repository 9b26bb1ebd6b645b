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

describe('a legal hold', () => {
  const OLD = '2024-03-10T00:00:00Z';
  beforeEach(async () => {
    await insert(
      { timestamp: OLD, description: 'ada', user_id: 'ada' },
      {
        timestamp: OLD,
        description: 'bob',
        user_id: 'bob',
        resource_type: 'file',
        resource_id: '7',
        tenant_id: 'north',
      },
      { timestamp: '2024-03-20T00:00:00Z', description: 'nobody' },
    );
  });

  it.each([
    [{ userId: 'ada' }, ['ada']],
    [{ resourceType: 'file' }, ['bob']],
    [{ resourceType: 'file', resourceId: '7' }, ['bob']],
    [{ resourceType: 'file', resourceId: '8' }, []],
    [{ tenantId: 'north' }, ['bob']],
    [{ from: new Date('2024-03-20T00:00:00Z') }, ['nobody']],
    [{ to: new Date('2024-03-20T00:00:00Z') }, ['ada', 'bob']],
    [{ from: new Date('2024-03-01T00:00:00Z'), to: new Date('2024-03-11T00:00:00Z'), userId: 'bob' }, ['bob']],
    [{ userId: 'bob', resourceType: 'role' }, []],
  ])('on %j should keep %j in the database and the whole month in the archive', async (subject, staying) => {
    await holds.place({ ...subject, reason: 'Case 1', by: 'olivia' });
    const { months, archive: inArchive } = await retention.apply({ days: 365, archiveDays: 365 });
    expect(months).toMatchObject([{ entries: 3 - staying.length, held: staying.length, kept: 0 }]);
    expect(await kept()).toEqual(staying);
    expect(await archived()).toEqual(staying.length === 0 ? [] : ['ada', 'bob', 'nobody']);
    const reason = staying.length === 0 ? null : 'in the database';
    expect(inArchive).toMatchObject([{ month: '2024-03', entries: 3, reasonToKeep: reason }]);
  });

  it('should keep a month in the archive that has left the database, until it is released', async () => {
    await retention.apply({ days: 365 });
    const { id } = await holds.place({ userId: 'ada', reason: 'Case 2', by: 'olivia' });
    const held = await retention.apply({ days: 365, archiveDays: 366 });
    expect(held.archive).toMatchObject([{ month: '2024-03', reasonToKeep: 'held' }]);
    expect(await archived()).toEqual(['ada', 'bob', 'nobody']);
    await holds.release(id, 'peter');
    const { archive: removed } = await retention.apply({ days: 365, archiveDays: 366 });
    expect(removed).toMatchObject([{ month: '2024-03', entries: 3, reasonToKeep: null }]);
    expect([await archived(), await archive.list()]).toEqual([[], []]);
    expect(recorded.at(-1)).toMatchObject({ resource: 'audit_archive', resourceId: '2024-03', result: { entries: 3 } });
  });

  it('should let go what it held when it is released', async () => {
    const { id } = await holds.place({ userId: 'ada', reason: 'Case 3', by: 'olivia' });
    await retention.apply({ days: 365 });
    await holds.release(id, 'peter');
    await retention.apply({ days: 365 });
    expect([await kept(), await archived()]).toEqual([[], ['ada', 'bob', 'nobody']]);
  });

  it('should be obeyed by the database itself', async () => {
    await holds.place({ userId: 'ada', reason: 'Case 4', by: 'olivia' });
    const seen = await archive.archive('2024-03');
    const remove = `SELECT audit_maintain_remove_month('2024-03-01', $1, $2)`;
    await expect(dataSource.query(remove, [seen.rows, seen.lastRecordedAt])).rejects.toThrow('are held');
  });

  it('should wait for a removal that goes on, so that none is placed in vain', async () => {
    const other = dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT * FROM audit_maintain_active_holds()');
    const placed = holds.place({ userId: 'ada', reason: 'Case 5', by: 'olivia' });
    await expect(dataSource.query(WAITING_FOR_A_LOCK)).resolves.toBeDefined();
    for (;;) {
      const [{ waiting }] = await dataSource.query<[{ waiting: number }]>(WAITING_FOR_A_LOCK);
      if (waiting === 1) break;
    }
    await other.commitTransaction();
    await other.release();
    await expect(placed).resolves.toMatchObject({ userId: 'ada', releasedAt: null });
  });

  it('should never be changed, only released, once', async () => {
    const { id } = await holds.place({ userId: 'ada', reason: 'Case 6', by: 'olivia' });
    const refused = 'a legal hold can only be released, once';
    for (const statement of [
      `UPDATE audit_log_holds SET reason = 'none'`,
      `UPDATE audit_log_holds SET user_id = 'bob', released_at = now(), released_by = 'x'`,
      'DELETE FROM audit_log_holds',
      'TRUNCATE audit_log_holds',
    ]) {
      await expect(dataSource.query(statement)).rejects.toThrow(refused);
    }
    await expect(holds.release(id, 'peter')).resolves.toMatchObject({ id, releasedBy: 'peter', releasedAt: now });
    await expect(holds.release(id, 'peter')).rejects.toMatchObject({ code: 'AUDIT_HOLD_RELEASED' });
    await expect(dataSource.query('UPDATE audit_log_holds SET released_at = NULL, released_by = NULL')).rejects.toThrow(
      refused,
    );
    await expect(holds.release('019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11', 'x')).rejects.toMatchObject({
      code: 'AUDIT_HOLD_NOT_FOUND',
    });
  });

  it.each([{}, { resourceId: '7' }, { from: new Date(2), to: new Date(2) }])('should not be on %j', async (subject) => {
    await expect(holds.place({ ...subject, reason: 'Case 7', by: 'olivia' })).rejects.toMatchObject({
      code: 'AUDIT_QUERY_INVALID',
    });
  });
});

const WAITING_FOR_A_LOCK = `SELECT count(*)::int AS waiting FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO audit_log_holds%'`;
