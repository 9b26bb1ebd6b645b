import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { store, storableEntry } from '../../../../test/support/arbitrary-entries.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts';
import { EVERYTHING } from '../selection/condition.ts';
import { ENTRY, ENTRY_COLUMNS } from '../selection/entry-columns.ts';
import { copyStatement, EXPORT_COLUMNS, type ExportColumn } from './copy-statement.ts';
import { CSV_DELIMITERS, type CsvForm, csvOptions, FORMULA_BEGINNINGS } from '../../entry/csv-encoder.ts';
import { ExportDatabase } from './export-database.ts';
import { framingOf } from './export-framing.ts';

type Form = CsvForm & { readonly columns: readonly ExportColumn[] };

const form: fc.Arbitrary<Form> = fc.record({
  columns: fc.subarray([...EXPORT_COLUMNS], { minLength: 1 }),
  delimiter: fc.constantFrom(...CSV_DELIMITERS),
  bom: fc.boolean(),
});

describe('CSV by PostgreSQL and by csv-stringify', () => {
  let database: TestDatabase;
  let client: Client;
  let host: DataSource;
  let exports: ExportDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client(database.url);
    await client.connect();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    exports = new ExportDatabase(host, { connections: 3, timeoutMs: 5_000 });
  });
  afterAll(async () => {
    await exports.onApplicationShutdown();
    await host.destroy();
    await client.end();
    await database.drop();
  });

  async function byPostgres(shape: Form, selection = EVERYTHING): Promise<Buffer> {
    const text = copyStatement({ ...shape, format: 'csv', selection, isUtc: true });
    return buffer(await exports.copy({ text, framing: framingOf('csv', shape) }));
  }

  /** The same rows, through Node; what is in `metadata` is text here as it is there. */
  async function byStringify(shape: Form): Promise<Buffer> {
    const entry = ENTRY.replace(ENTRY_COLUMNS.metadata, 'metadata::text');
    const { rows } = await client.query<object>(`SELECT ${entry} FROM audit_logs ORDER BY "timestamp" DESC, id DESC`);
    const texts = rows.map((row) => Object.fromEntries(Object.entries(row)));
    return Buffer.from(stringify(texts, csvOptions(shape)));
  }

  it('should be the same bytes without entries', async () => {
    const shape: Form = { columns: EXPORT_COLUMNS, delimiter: ',', bom: true };
    expect((await byPostgres(shape)).toString()).toBe((await byStringify(shape)).toString());
  });

  it('should be the same bytes, whatever is in the entries and however the file is to look', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storableEntry, { maxLength: 3 }), form, async (entries, shape) => {
        await store(client, entries);
        const [one, other] = [await byPostgres(shape), await byStringify(shape)];
        expect(JSON.stringify(one.toString())).toBe(JSON.stringify(other.toString()));
        expect(one.equals(other)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([...FORMULA_BEGINNINGS])('should make no formula of %j', async (beginning) => {
    const entries = fc.sample(storableEntry, 1);
    const time = new Date('2099-12-31T12:00:00Z');
    await store(
      client,
      entries.map((entry) => ({ ...entry, time, user_label: `${beginning}1` })),
    );
    const file = await byPostgres({ columns: ['userLabel', 'id'], delimiter: ',', bom: false });
    const rows = parse<Record<string, string>>(file, { columns: true });
    expect(rows.map(({ userLabel }) => userLabel)).toContain(`'${beginning}1`);
    expect(rows.filter(({ userLabel = '' }) => FORMULA_BEGINNINGS.some((each) => userLabel.startsWith(each)))).toEqual(
      [],
    );
  });
});
