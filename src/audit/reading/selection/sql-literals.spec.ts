import * as fc from 'fast-check';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts';
import { store, storableEntry, storableText } from '../../../../test/support/arbitrary-entries.ts';
import type { Condition, EqualityField, Selection } from './condition.ts';
import { SqlLiterals } from './sql-literals.ts';
import { SqlValues } from './sql-values.ts';
import { whereOf } from './where.ts';

/** From well before the first year to as late as PostgreSQL and `Date` both know. */
const instant = fc.date({ min: new Date('-004000-01-01'), max: new Date('+200000-01-01'), noInvalidDate: true });

const FIELDS: readonly EqualityField[] = ['userId', 'category', 'status', 'severity', 'tenantId', 'requestId'];

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('equals' as const),
    field: fc.constantFrom(...FIELDS),
    values: fc.array(fc.option(storableText, { nil: null }), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('user' as const), values: fc.array(storableText, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('time' as const), from: instant, to: instant }),
  fc.constant({ kind: 'network', networks: ['10.0.0.0/8', '2001:db8::1'] } as const),
  fc.record({
    kind: fc.constant('resource' as const),
    resources: fc.array(fc.record({ type: storableText, id: storableText }, { requiredKeys: ['type'] }), {
      maxLength: 2,
    }),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    text: storableText,
    networks: fc.subarray(['10.0.0.1', '10.0.0.0/8', '::/0']),
  }),
  fc.constant({ kind: 'wrong' } as const),
);

const selection: fc.Arbitrary<Selection> = fc.record({
  conditions: fc.array(
    fc.tuple(condition, fc.boolean()).map(([one, isNegated]) => ({ ...one, isNegated })),
    { maxLength: 3 },
  ),
});

describe(SqlLiterals.name, () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** What the server makes of a value, as a parameter and written into the statement. */
  async function bothWays(value: unknown, type: string): Promise<readonly unknown[]> {
    const parameter = await client.query(`SELECT ($1::${type})::text AS value`, [value]);
    const literal = await client.query(`SELECT (${new SqlLiterals().add(value)}::${type})::text AS value`);
    return [literal.rows, parameter.rows];
  }

  it.each(['on', 'off'])(
    'should mean the same text as a parameter, standard_conforming_strings %s',
    async (setting) => {
      await client.query(`SET standard_conforming_strings = ${setting}`);
      await fc.assert(
        fc.asyncProperty(storableText, async (text) => {
          const [literal, parameter] = await bothWays(text, 'text');
          expect(literal).toEqual(parameter);
          expect(literal).toEqual([{ value: text }]);
        }),
      );
      await client.query('RESET standard_conforming_strings');
    },
  );

  it('should mean the same list as a parameter', async () => {
    const texts = fc.array(fc.option(storableText, { nil: null }));
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { rows } = await client.query<{ list: unknown }>(`SELECT ${new SqlLiterals().add(list)}::text[] AS list`);
        expect(rows).toEqual([{ list }]);
        const [literal, parameter] = await bothWays(list, 'text[]');
        expect(literal).toEqual(parameter);
      }),
    );
  });

  it('should mean the same moment as a parameter', async () => {
    await fc.assert(
      fc.asyncProperty(instant, async (date) => {
        const { rows } = await client.query<{ ms: string }>(
          `SELECT (extract(epoch FROM ${new SqlLiterals().add(date)}::timestamptz) * 1000)::bigint AS ms`,
        );
        expect(Number(rows[0]?.ms)).toBe(date.getTime());
      }),
    );
  });

  it('should select the same entries as parameters do', async () => {
    const entries = fc.sample(storableEntry, 40);
    await store(client, entries);
    await fc.assert(
      fc.asyncProperty(selection, async (selected) => {
        const values = new SqlValues();
        const ask = (where: string): string => `SELECT id FROM audit_logs WHERE ${where} ORDER BY id`;
        const parameters = await client.query(ask(whereOf(selected, values)), values.all);
        const literals = await client.query(ask(whereOf(selected, new SqlLiterals())));
        expect(literals.rows).toEqual(parameters.rows);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['a\0b', {}, Symbol('x')])('should refuse what has no form in SQL', (value) => {
    expect(() => new SqlLiterals().add(value)).toThrow(RangeError);
  });
});
