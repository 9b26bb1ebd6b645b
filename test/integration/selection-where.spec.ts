import * as fc from 'fast-check';
import { Client } from 'pg';
import { AUDIT_ACTOR_TYPES, AUDIT_SEVERITIES, AUDIT_STATUSES } from '../../src/audit/entry/catalogue.ts';
import { newRecordId } from '../../src/audit/entry/record-id.ts';
import { insertInto } from '../../src/audit/delivery/writer/store-statements.ts';
import { networksOf } from '../../src/audit/reading/selection/address-networks.ts';
import {
  type Condition,
  EQUALITY_COLUMNS,
  type EqualityField,
  type Selection,
} from '../../src/audit/reading/selection/condition.ts';
import { SqlValues } from '../../src/audit/reading/selection/sql-values.ts';
import { whereOf } from '../../src/audit/reading/selection/where.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { isSelected, type ModelEntry } from '../support/selection-model.ts';
import { selectionsOf } from '../support/selections.ts';

/** Few of each, so that conditions meet entries; with everything that SQL or LIKE might take for more than it is. */
const WORDS = ['a', 'A', 'b', '%', '_', '\\', "'", '"', 'a%b', "';--", '$1', '{a,b}', 'NULL', 'é', '日'];
const TEXTS = [...WORDS, 'Ab', '\\%', '100%', '10.1.', '10.1.2.3', '10.', '2001:DB8::1', 'x y', ':'];
const ADDRESSES = ['10.1.2.3', '10.1.200.4', '10.20.0.1', '192.168.0.1', '2001:db8::1', '2001:db8:ffff::2', 'fe80::1'];
const SOUGHT = [
  ...ADDRESSES,
  '10.0.0.0/8',
  '10.1.',
  '10.2',
  '10.1.2.99/24',
  '2001:DB8:0::1',
  '2001:db8::/32',
  '::/0',
  '0.0.0.0/0',
  'fe80:1:',
];
const START = Date.UTC(2026, 0, 30);
const HOUR_MS = 3_600_000;

const word = fc.constantFrom(...WORDS);
const moment = fc.nat({ max: 100 }).map((hours) => new Date(START + hours * HOUR_MS));
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 2 });

const entry: fc.Arbitrary<ModelEntry> = fc
  .record({
    timestamp: moment,
    category: word,
    actionType: word,
    description: fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    status: fc.constantFrom(...AUDIT_STATUSES),
    severity: orNull(fc.constantFrom(...AUDIT_SEVERITIES)),
    actorType: fc.constantFrom(...AUDIT_ACTOR_TYPES),
    userId: orNull(word),
    userLabel: orNull(word),
    tenantId: orNull(word),
    ipAddress: orNull(fc.constantFrom(...ADDRESSES)),
    resourceType: orNull(word),
    resourceId: orNull(word),
    errorType: orNull(word),
    errorFingerprint: orNull(word),
    requestId: orNull(word),
    traceId: orNull(word),
  })
  .map((fields) => ({ ...fields, id: newRecordId(fields.timestamp) }));

const inQueries = selectionsOf({ word, text: fc.constantFrom(...TEXTS), moment, address: fc.constantFrom(...SOUGHT) });

/** Whatever else conditions may say than a query does: absent or one of these, none of nothing. */
const beyondQueries: fc.Arbitrary<Selection> = fc
  .tuple(
    fc.oneof<fc.Arbitrary<Condition>[]>(
      fc.record({
        kind: fc.constant('equals' as const),
        field: fc.constantFrom(...(Object.keys(EQUALITY_COLUMNS) as EqualityField[]).filter((name) => name !== 'id')),
        values: fc.array(orNull(word), { maxLength: 3 }),
      }),
      fc.constant({ kind: 'network', networks: [] }),
      fc.constant({ kind: 'resource', resources: [] }),
      fc.constant({ kind: 'time' }),
      moment.map((to) => ({ kind: 'time' as const, to, isNegated: true })),
    ),
    fc.boolean(),
  )
  .map(([condition, isNegated]) => ({ conditions: [{ ...condition, ...(isNegated && { isNegated }) }] }));

describe(whereOf, () => {
  const entries = fc.sample(entry, { numRuns: 300, seed: 6 });
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('SELECT audit_logs_ensure_partition($1), audit_logs_ensure_partition($2)', [
      new Date(START),
      new Date(START + 100 * HOUR_MS),
    ]);
    const rows = entries.map((each) => ({ ...each, metadata: {} }));
    await client.query(insertInto('audit_logs'), [JSON.stringify(rows)]);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function selected(selection: Selection): Promise<string[]> {
    const values = new SqlValues();
    const text = `SELECT id FROM audit_logs WHERE ${whereOf(selection, values)} ORDER BY id`;
    const { rows } = await client.query<{ id: string }>(text, values.all);
    return rows.map(({ id }) => id);
  }

  const expected = (selection: Selection): string[] =>
    entries
      .filter((each) => isSelected(each, selection))
      .map(({ id }) => id)
      .toSorted();

  it.each([
    ['that the search language can say', inQueries],
    ['that it can not say', beyondQueries],
  ])('should select what the conditions mean, those %s', async (_which, selections) => {
    await fc.assert(
      fc.asyncProperty(selections, async (selection) => {
        const ids = await selected(selection);
        expect(ids).toEqual(expected(selection));
      }),
      { numRuns: 800 },
    );
    const tried = fc.sample(selections, { numRuns: 800, seed: 6 }).map((selection) => expected(selection).length);
    const telling = tried.filter((count) => count > 0 && count < entries.length);
    expect(telling.length).toBeGreaterThan(200); // conditions that select all or nothing tell little
  });

  it('should find entries by their ids in any partition', async () => {
    const values = [entries[0]!.id, entries[7]!.id];
    const conditions: Condition[] = [{ kind: 'equals', field: 'id', values }];
    expect(await selected({ conditions })).toEqual(values.toSorted());
    expect(await selected({ conditions: [{ kind: 'equals', field: 'id', values: [values[0]!] }] })).toEqual([
      values[0],
    ]);
  });

  it.each(['10.1.', '10.1.2.3', '2001:db8::1', '10.0.0.0/8'])(
    'should read the index on addresses for %s',
    async (address) => {
      const values = new SqlValues();
      const where = whereOf({ conditions: [{ kind: 'network', networks: networksOf(address) ?? [] }] }, values);
      await client.query('BEGIN; SET LOCAL enable_seqscan = off'); // the table is too small for its indexes
      const { rows } = await client.query<Record<string, string>>(
        `EXPLAIN SELECT FROM audit_logs WHERE ${where}`,
        values.all,
      );
      await client.query('ROLLBACK');
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Cond: .*ip_address/);
    },
  );
});
