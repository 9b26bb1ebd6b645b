import { DataSource } from 'typeorm';
import { insertInto } from '../../src/audit/delivery/writer/store-statements.ts';
import { newRecordId } from '../../src/audit/entry/record-id.ts';
import { LogDatabase } from '../../src/audit/reading/database/log-database.ts';
import { FieldValuesRepository, type ValueColumn } from '../../src/audit/reading/fields/field-values.repository.ts';
import type { LogScope } from '../../src/audit/reading/selection/log-scope.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const USERS = [
  'ada@example.com',
  'Adam',
  'adé',
  'ad_a',
  'bob',
  'Bob',
  'bo%b',
  '日本',
  'ad',
  'adz',
  'a',
  'Z',
  '\\',
  '_x',
  "o'hara",
  'jose',
  'josé',
  'joseph',
];
const TENANTS = ['acme', 'globex', null];
const JANUARY = Date.UTC(2026, 0, 31);

/** Five hundred entries in two months; each tenant has actions of its own. */
function entries(): Record<string, unknown>[] {
  return Array.from({ length: 500 }, (_, index) => {
    const timestamp = new Date(JANUARY + index * 600_000);
    const tenantId = TENANTS[index % 3]!;
    return {
      id: newRecordId(timestamp),
      timestamp,
      tenantId,
      category: 'shop',
      actionType: `${tenantId ?? 'own'}.${index % 7}`,
      description: 'x',
      status: 'success',
      actorType: 'user',
      userId: index % 2 === 0 ? `id-${index % 20}` : null,
      userLabel: index % 5 === 0 ? null : USERS[index % USERS.length],
      metadata: {},
    };
  });
}

describe.each(['C', 'en-x-icu'])('FieldValuesRepository, where %s sorts', (collation) => {
  let database: TestDatabase;
  let host: DataSource;
  let log: LogDatabase;
  let repository: FieldValuesRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await host.query(`ALTER TABLE audit_logs ALTER COLUMN user_label TYPE text COLLATE "${collation}"`);
    await host.query('SELECT audit_logs_ensure_partition($1), audit_logs_ensure_partition($2)', [
      new Date(JANUARY),
      new Date(JANUARY + 86_400_000),
    ]);
    await host.query(insertInto('audit_logs'), [JSON.stringify(entries())]);
    log = new LogDatabase(host, { connections: 2, timeoutMs: 5_000 });
    repository = new FieldValuesRepository(log);
  });
  afterAll(async () => {
    await log.onApplicationShutdown();
    await host.destroy();
    await database.drop();
  });

  /** What a reader of everything takes from the entries themselves. */
  async function distinct(column: ValueColumn, where = 'true', values: unknown[] = []): Promise<string[]> {
    const rows = await host.query<{ value: string }[]>(
      `SELECT DISTINCT ${column} AS value FROM audit_logs WHERE ${column} IS NOT NULL AND ${where} ORDER BY 1`,
      values,
    );
    return rows.map(({ value }) => value);
  }

  async function told(column: ValueColumn, tenants: LogScope['tenants'], { prefix = '', limit = 100 } = {}) {
    return (await repository.valuesOf([column], { scope: { tenants }, prefix, limit })).get(column);
  }

  it.each<ValueColumn>([
    'action_type',
    'category',
    'user_label',
    'user_id',
    'resource_type',
    'error_type',
    'tenant_id',
  ])('should tell each value of %s once, none for what is absent', async (column) => {
    expect(await told(column, null)).toEqual({ values: await distinct(column), areComplete: true });
  });

  it.each([
    'a',
    'ad',
    'adé',
    'A',
    'b',
    'bo%',
    '\\',
    '_',
    '%',
    'Z',
    'zz',
    '日',
    "o'",
    'ada@example.com',
    'jose',
    'nobody',
  ])('should tell the values that begin with %j, to readers of all and of some', async (prefix) => {
    const values = await distinct('user_label', 'starts_with(user_label, $1)', [prefix]);
    expect(await told('user_label', null, { prefix })).toEqual({ values, areComplete: true });
    const some = await distinct('user_label', 'starts_with(user_label, $1) AND tenant_id = $2', [prefix, 'acme']);
    expect(await told('user_label', ['acme'], { prefix })).toEqual({ values: some, areComplete: true });
  });

  it.each([null, ['acme', 'globex']])(
    'should tell no more than its limit, and that there are more (tenants %j)',
    async (tenants) => {
      const all = (await told('user_label', tenants))!.values;
      const limit = all.length - 1;
      expect(await told('user_label', tenants, { limit })).toEqual({ values: all.slice(0, limit), areComplete: false });
      expect(await told('user_label', tenants, { limit: all.length })).toEqual({ values: all, areComplete: true });
    },
  );

  it.each([[['acme']], [['acme', 'globex']], [['nobody']], [[]]])(
    'should tell only what entries of the tenants %j have',
    async (tenants) => {
      for (const column of ['action_type', 'tenant_id', 'user_id'] as const) {
        const values = await distinct(column, 'tenant_id = ANY($1)', [tenants]);
        expect(await told(column, tenants)).toEqual({ values, areComplete: true });
      }
    },
  );
});
