import { DataSource } from 'typeorm';
import { WidenAuditIndexes1764500000000 } from '../../src/audit/migrations/widen-audit-indexes.migration.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const partition = `audit_logs_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;

/** The plan, when neither the table may be read nor indexes be combined: of an empty one the planner would do the former. */
async function planOf(statement: string): Promise<string> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  await runner.startTransaction();
  await runner.query(
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = off',
  );
  const plan = await runner.manager.query<{ readonly 'QUERY PLAN': string }[]>(`EXPLAIN ${statement}`);
  await runner.rollbackTransaction();
  await runner.release();
  return plan.map((line) => line['QUERY PLAN']).join('\n');
}

/** Pairs of filters of which neither alone leaves few rows, as conditions. */
const PAIRS = [
  [`user_id = 'u'`, `action_type = 'a'`],
  [`user_id = 'u'`, `category = 'c'`],
  [`user_id = 'u'`, `resource_type = 'r'`],
  [`user_id = 'u'`, `status = 'failure'`],
  [`user_id = 'u'`, `ip_address <<= '10.1.0.0/16'`],
  [`action_type = 'a'`, `category = 'c'`],
  [`action_type = 'a'`, `resource_type = 'r'`],
  [`action_type = 'a'`, `ip_address <<= '10.1.0.0/16'`],
  [`category = 'c'`, `resource_type = 'r'`],
  [`category = 'c'`, `ip_address <<= '10.1.0.0/16'`],
  [`resource_type = 'r'`, `ip_address <<= '10.1.0.0/16'`],
  [`status = 'failure'`, `user_id = 'u'`],
  [`status = 'failure'`, `ip_address <<= '10.1.0.0/16'`],
  [`severity = 'CRITICAL'`, `user_id = 'u'`],
  [`severity = 'CRITICAL'`, `ip_address <<= '10.1.0.0/16'`],
  [`error_type = 'TypeError'`, `user_id = 'u'`],
  [`error_type = 'TypeError'`, `ip_address <<= '10.1.0.0/16'`],
] as const;

describe('the wide indexes', () => {
  it.each(PAIRS)('should count %s with %s without the rows', async (one, other) => {
    const plan = await planOf(`SELECT count(*) FROM ${partition} WHERE ${one} AND ${other}`);
    expect(plan).toContain('Index Only Scan');
  });

  it('should have room for the longest texts', async () => {
    const text = (start: number, length: number): string =>
      Array.from({ length }, (_, index) => String.fromCharCode(start + index * 7)).join(''); // three bytes each
    await dataSource.query(
      `INSERT INTO audit_logs (id, "timestamp", category, action_type, resource_type, error_type, resource_id, user_id,
         ip_address, description, status, severity, actor_type)
       VALUES (gen_random_uuid(), now(), $1, $2, $3, $4, $5, $6, '2001:db8::1', 'd', 'failure', 'CRITICAL', 'user')`,
      [
        text(0x3000, 100),
        text(0x4000, 100),
        text(0x5000, 100),
        text(0x6000, 100),
        text(0x7000, 300),
        text(0x8000, 300),
      ],
    );
    const [row] = await dataSource.query<{ readonly rows: number }[]>('SELECT count(*)::int AS rows FROM audit_logs');
    expect(row).toEqual({ rows: 1 });
  });

  it('should be taken back, and made again on every month', async () => {
    const widthOf = async (): Promise<unknown> =>
      dataSource.query(
        `SELECT count(*)::int AS months, min(indnatts) AS width FROM pg_index
         WHERE indexrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs_user_id_timestamp_idx'::regclass)`,
      );
    const wide = await widthOf();
    expect(wide).toEqual([{ months: 4, width: 8 }]);
    const runner = dataSource.createQueryRunner();
    const migration = new WidenAuditIndexes1764500000000();
    await migration.down(runner);
    expect(await widthOf()).toEqual([{ months: 4, width: 3 }]);
    await migration.up(runner);
    await runner.release();
    expect(await widthOf()).toEqual(wide);
  });
});
