import { DataSource } from 'typeorm';
import { TextIndexesService } from '../../src/audit/lifecycle/text-indexes.service.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const INDEXED = `
SELECT indrelid::regclass::text AS partition, indisvalid AS valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relname LIKE 'audit_logs\\_%\\_description\\_trgm\\_idx' ORDER BY partition`;

/** A month so far from now. */
function monthAway(months: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
}

const partitionOf = (month: Date): string => `audit_logs_${month.toISOString().slice(0, 7).replace('-', '_')}`;

describe(TextIndexesService.name, () => {
  let database: TestDatabase;
  let host: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    host = await new DataSource(dataSourceOptions(database.url)).initialize();
    for (const months of [-3, -2]) await host.query('SELECT audit_logs_ensure_partition($1)', [monthAway(months)]);
  });
  afterEach(async () => {
    await host.destroy();
    await database.drop();
  });

  const past = [-2, -3].map((months) => partitionOf(monthAway(months)));

  it('should make the index on the months that are over, the latest first, and on no other', async () => {
    expect(await new TextIndexesService(host).makeMissing()).toEqual(past);
    expect(await host.query(INDEXED)).toEqual(past.toSorted().map((partition) => ({ partition, valid: true })));
    expect(await new TextIndexesService(host).makeMissing()).toEqual([]);
  });

  it('should make each once when several instances begin at the same time', async () => {
    const made = await Promise.all([1, 2, 3].map(() => new TextIndexesService(host).makeMissing()));
    const rest = await new TextIndexesService(host).makeMissing(); // who finds another at work leaves it to that one
    expect([...made.flat(), ...rest].toSorted()).toEqual(past.toSorted());
  });

  it('should have text found through it', async () => {
    await new TextIndexesService(host).makeMissing();
    await host.query('SET enable_seqscan = off');
    const plan = await host.query<Record<string, string>[]>(
      `EXPLAIN SELECT id FROM ${past[0]} WHERE description ILIKE '%rare words%'`,
    );
    expect(JSON.stringify(plan)).toContain('description_trgm_idx');
  });

  it('should give way when the month is in use, and make it the next time', async () => {
    const runner = host.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`LOCK TABLE ${past[0]} IN ROW EXCLUSIVE MODE`); // as an INSERT that is not over
    await expect(new TextIndexesService(host).makeMissing()).rejects.toThrow('lock timeout');
    await runner.rollbackTransaction();
    await runner.release();
    expect(await new TextIndexesService(host).makeMissing()).toEqual(past);
  });

  it('should leave everything as it is where the extension is missing', async () => {
    await host.query('DROP EXTENSION pg_trgm');
    expect(await new TextIndexesService(host).makeMissing()).toEqual([]);
    expect(await host.query(INDEXED)).toEqual([]);
  });
});
