import { DataSource } from 'typeorm';
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

describe('the indexes of what went wrong', () => {
  it.each([
    ['a status and a category', `status = 'failure' AND category = 'c'`],
    ['a status and a type of resource', `status = 'failure' AND resource_type = 'user'`],
    ['a severity and a type of error', `severity = 'CRITICAL' AND error_type = 'TypeError'`],
    ['a type of error and an action', `error_type = 'TypeError' AND action_type = 'run'`],
  ])('should compare %s without the row', async (_, condition) => {
    const runner = dataSource.createQueryRunner();
    await runner.connect();
    await runner.startTransaction();
    // of the indexes only these hold both; the planner of an empty table would read the table
    await runner.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
    const plan = await runner.manager.query<{ readonly 'QUERY PLAN': string }[]>(
      `EXPLAIN SELECT * FROM ${partition} WHERE ${condition} ORDER BY "timestamp" DESC, id DESC LIMIT 51`,
    );
    await runner.rollbackTransaction();
    await runner.release();
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toContain('Index Cond');
    expect(text).not.toMatch(/Filter|Sort/);
  });

  it('should have room for the longest names', async () => {
    const name = (start: number): string =>
      Array.from({ length: 100 }, (_, index) => String.fromCharCode(start + index * 7)).join(''); // three bytes each
    await dataSource.query(
      `INSERT INTO audit_logs (id, "timestamp", category, action_type, resource_type, error_type, description, status, severity, actor_type)
       VALUES (gen_random_uuid(), now(), $1, $2, $3, $4, 'd', 'error', 'CRITICAL', 'system')`,
      [name(0x3000), name(0x4000), name(0x5000), name(0x6000)],
    );
    const [row] = await dataSource.query<{ readonly rows: number }[]>('SELECT count(*)::int AS rows FROM audit_logs');
    expect(row).toEqual({ rows: 1 });
  });
});
