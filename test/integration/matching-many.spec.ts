import { performance } from 'node:perf_hooks';
import { DataSource, type EntityManager } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { askUntilAborted } from '../../src/reconciliations/matching/ask.ts';
import { matchLines } from '../../src/reconciliations/matching/match-lines.ts';
import type { ReconciliationResult } from '../../src/reconciliations/reconciliation-result.ts';
import type { ReconciliationRules } from '../../src/reconciliations/reconciliation-rules.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectToAddUp, insertReconciliation, insertUpload } from '../support/matching.ts';

const MANY = 100_000;
const LONGEST_MS = 15_000;

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

interface Generated {
  /** Columns `reference`, `day`, `amount` for the line `n` of `count`, in SQL. */
  readonly ledger: string;
  readonly bank: string;
  readonly count: number;
  readonly rules: ReconciliationRules;
}

async function matchGenerated({ ledger, bank, count, rules }: Generated): Promise<ReconciliationResult> {
  return dataSource.transaction(async (manager) => {
    const ledgerUploadId = await generate(manager, { kind: 'ledger', columns: ledger, count });
    const bankUploadId = await generate(manager, { kind: 'bank', columns: bank, count });
    const id = await insertReconciliation(manager, { ledger: ledgerUploadId, bank: bankUploadId, rules });
    const began = performance.now();
    const result = await matchLines(askUntilAborted(manager, new AbortController().signal), {
      reconciliationId: id,
      ledgerUploadId,
      bankUploadId,
      rules,
      onStep: () => Promise.resolve(),
    });
    const took = performance.now() - began;
    await expectToAddUp(manager, { id, result });
    expect(took).toBeLessThan(LONGEST_MS);
    return result;
  });
}

async function generate(
  manager: EntityManager,
  { kind, columns, count }: { readonly kind: 'ledger' | 'bank'; readonly columns: string; readonly count: number },
): Promise<string> {
  const id = await insertUpload(manager, { kind, lines: [] });
  await manager.query(
    `INSERT INTO import_lines (upload_id, line_number, reference, booked_on, amount_minor, currency, description)
     SELECT $1, n + 1, reference, date '2026-01-01' + day, amount, CASE n % 10 WHEN 0 THEN 'USD' ELSE 'EUR' END, 'line'
     FROM (SELECT n, ${columns} FROM generate_series(1, ${count}) AS n) AS line WHERE amount <> 0`,
    [id],
  );
  return id;
}

describe('many lines', () => {
  it('should be paired in time when most have references', async () => {
    const result = await matchGenerated({
      count: MANY,
      ledger: `'R' || n AS reference, n % 365 AS day, n::bigint * 7919 % 1000003 AS amount`,
      // Of 20 lines one is missing, 16 are the same, the rest have no reference and another day or amount.
      bank: `
        CASE WHEN n % 20 > 3 THEN 'R' || n END AS reference, n % 365 + CASE WHEN n % 20 = 1 THEN 2 ELSE 0 END AS day,
        CASE n % 20 WHEN 0 THEN 0 WHEN 2 THEN n::bigint * 7919 % 1000003 + 3 ELSE n::bigint * 7919 % 1000003 END AS amount`,
      rules: { exactReference: true, amountAndDate: { amountToleranceMinor: 5, dateToleranceDays: 3 } },
    });
    expect(result.matched).toBeGreaterThan(MANY * 0.89);
    expect(result.unmatchedLedger - result.unmatchedBank).toBe(MANY / 20);
  }, 120_000);

  it('should be paired in time when all are the same', async () => {
    const same = 'NULL AS reference, 1 AS day, 100 AS amount';
    const rules = { exactReference: true, amountAndDate: { amountToleranceMinor: 10_000, dateToleranceDays: 31 } };
    const result = await matchGenerated({ count: MANY, ledger: same, bank: same, rules });
    expect(result).toMatchObject({ matched: MANY, differences: 0, unmatchedLedger: 0, unmatchedBank: 0 });
  }, 120_000);

  it('should be paired in time when all have the same reference', async () => {
    const rules = { exactReference: true, amountAndDate: null };
    const result = await matchGenerated({
      count: MANY,
      ledger: `'R' AS reference, n % 7 AS day, n % 1000 + 1 AS amount`,
      bank: `'R' AS reference, n % 11 AS day, n % 999 + 2 AS amount`,
      rules,
    });
    expect(result).toMatchObject({ unmatchedLedger: 0, unmatchedBank: 0 });
  }, 120_000);

  it('should be paired in time when everything is near everything', async () => {
    const count = 10_000;
    const rules = { exactReference: true, amountAndDate: { amountToleranceMinor: 10_000, dateToleranceDays: 31 } };
    const result = await matchGenerated({
      count,
      ledger: 'NULL AS reference, n % 61 AS day, n::bigint * 7919 % 9973 + 1 AS amount',
      bank: 'NULL AS reference, n % 59 AS day, n::bigint * 6007 % 9967 + 2 AS amount',
      rules,
    });
    expect(result.matched + result.differences).toBeGreaterThan(count * 0.9);
  }, 120_000);
});
