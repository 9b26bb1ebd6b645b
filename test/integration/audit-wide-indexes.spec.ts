import { DataSource } from 'typeorm';
import { WidenAuditIndexes1764500000000 } from '../../src/audit/migrations/widen-audit-indexes.migration.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  await dataSource.query(SOME_ROWS, [START]);
  await dataSource.query(`VACUUM ANALYZE ${partition}`);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const START = `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`;
const partition = `audit_logs_${START.slice(0, 7).replace('-', '_')}`;

/** So many that the planner has to choose well; no two columns go together. */
const ROWS = 20_000;
const SOME_ROWS = `
  INSERT INTO audit_logs (id, "timestamp", category, action_type, resource_type, resource_id, description, status, severity,
    error_type, actor_type, user_id, ip_address)
  SELECT gen_random_uuid(), $1::timestamptz + make_interval(secs => n), 'c' || n % 7, 'a' || n % 11, 'r' || n % 5,
    md5(n::text), 'something was done', CASE n % 9 WHEN 0 THEN 'failure' ELSE 'success' END,
    CASE n % 9 WHEN 0 THEN 'CRITICAL' END, CASE n % 9 WHEN 0 THEN 'TypeError' END, 'user', 'u' || n % 97,
    '10.0.0.0'::inet + (n % 13 << 16)
  FROM generate_series(1, ${ROWS}) AS n`;

/** How that many are found, when the table is not read as a whole. */
async function planOf(statement: string): Promise<string> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  await runner.startTransaction();
  await runner.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
  const plan = await runner.manager.query<{ readonly 'QUERY PLAN': string }[]>(`EXPLAIN ${statement}`);
  await runner.rollbackTransaction();
  await runner.release();
  return plan.map((line) => line['QUERY PLAN']).join('\n');
}

/** Pairs of filters of which neither alone leaves few rows, as conditions. */
const PAIRS = [
  [`user_id = 'u1'`, `action_type = 'a1'`],
  [`user_id = 'u1'`, `category = 'c1'`],
  [`user_id = 'u1'`, `resource_type = 'r1'`],
  [`user_id = 'u1'`, `status = 'failure'`],
  [`user_id = 'u1'`, `ip_address <<= '10.1.0.0/16'`],
  [`action_type = 'a1'`, `category = 'c1'`],
  [`action_type = 'a1'`, `resource_type = 'r1'`],
  [`action_type = 'a1'`, `ip_address <<= '10.1.0.0/16'`],
  [`category = 'c1'`, `resource_type = 'r1'`],
  [`category = 'c1'`, `ip_address <<= '10.1.0.0/16'`],
  [`resource_type = 'r1'`, `ip_address <<= '10.1.0.0/16'`],
  [`resource_id = md5('1')`, `action_type = 'a1'`],
  [`resource_id = md5('1')`, `category = 'c1'`],
  [`resource_id = md5('1')`, `status = 'failure'`],
  [`status = 'failure'`, `user_id = 'u1'`],
  [`status = 'failure'`, `ip_address <<= '10.1.0.0/16'`],
  [`severity = 'CRITICAL'`, `user_id = 'u1'`],
  [`severity = 'CRITICAL'`, `ip_address <<= '10.1.0.0/16'`],
  [`error_type = 'TypeError'`, `user_id = 'u1'`],
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
    expect(row).toEqual({ rows: ROWS + 1 });
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
