import * as fc from 'fast-check';
import { DataSource, type EntityManager } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { askUntilAborted } from '../../src/reconciliations/matching/ask.ts';
import { matchLines } from '../../src/reconciliations/matching/match-lines.ts';
import type { ReconciliationRules } from '../../src/reconciliations/reconciliation-rules.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  expectToAddUp,
  type FoundItem,
  insertReconciliation,
  insertUpload,
  itemsOf,
  matchNaively,
  sorted,
  type TestLine,
} from '../support/matching.ts';

const DEFAULT: ReconciliationRules = {
  exactReference: true,
  amountAndDate: { amountToleranceMinor: 0, dateToleranceDays: 3 },
};
const NEVER = new AbortController().signal;

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

/** What is done in here leaves no trace. */
async function inPassing<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    return await work(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

interface Case {
  readonly ledger: readonly TestLine[];
  readonly bank: readonly TestLine[];
  readonly rules?: ReconciliationRules;
  readonly mostCandidates?: number;
}

function match({ ledger, bank, rules = DEFAULT, mostCandidates }: Case): Promise<FoundItem[]> {
  return inPassing(async (manager) => {
    const ledgerUploadId = await insertUpload(manager, { kind: 'ledger', lines: ledger });
    const bankUploadId = await insertUpload(manager, { kind: 'bank', lines: bank });
    const id = await insertReconciliation(manager, { ledger: ledgerUploadId, bank: bankUploadId, rules });
    const result = await matchLines(askUntilAborted(manager, NEVER), {
      reconciliationId: id,
      ledgerUploadId,
      bankUploadId,
      rules,
      onStep: () => Promise.resolve(),
      ...(mostCandidates !== undefined && { mostCandidates }),
    });
    await expectToAddUp(manager, { id, result });
    return itemsOf(manager, id);
  });
}

/** `reference amount day [currency]` for each line, numbered from 2 as in a file; `-` for no reference. */
function lines(...texts: readonly string[]): TestLine[] {
  return texts.map((text, index) => {
    const [reference = '-', amount, day, currency = 'EUR'] = text.split('/');
    return {
      line: index + 2,
      reference: reference === '-' ? null : reference,
      amount: Number(amount),
      day: Number(day),
      currency,
    };
  });
}

/** `ledger line outcome's sign bank line`, e.g. `2=3`, `2≠3`, `2?`, `?3`. */
function shown(items: readonly FoundItem[]): string[] {
  return items
    .map(({ outcome, ledger, bank }) => {
      switch (outcome) {
        case 'matched':
          return `${ledger}=${bank}`;
        case 'difference':
          return `${ledger}≠${bank}`;
        case 'unmatched_ledger':
          return `${ledger}?`;
        case 'unmatched_bank':
          return `?${bank}`;
      }
    })
    .toSorted();
}

const tolerant = (amountToleranceMinor: number, dateToleranceDays: number): ReconciliationRules => ({
  exactReference: true,
  amountAndDate: { amountToleranceMinor, dateToleranceDays },
});

describe('matching by reference', () => {
  it.each<[string, string[], string[], string[]]>([
    ['equal lines', ['A/100/0'], ['A/100/0'], ['2=2']],
    ['any distance of days and amounts', ['A/100/0', 'B/5/0'], ['B/-7/99', 'A/100/300'], ['2=3', '3≠2']],
    ['white space at the ends aside', [' A\u00a0/1/0'], ['\u2003A /1/9'], ['2=2']],
    ['not if the case differs', ['a/1/0'], ['A/1/9'], ['2?', '?2']],
    ['not if the white space inside differs', ['A B/1/0'], ['A  B/1/9'], ['2?', '?2']],
    ['not without a reference', ['-/1/0', ' /1/0'], ['-/1/9', ' /1/9'], ['2?', '3?', '?2', '?3']],
    ['not across currencies', ['A/100/0/EUR'], ['A/100/0/USD'], ['2?', '?2']],
    ['of twins, by line number', ['A/1/0', 'A/1/0'], ['A/1/0', 'A/1/0', 'A/1/0'], ['2=2', '3=3', '?4']],
    ['the equal day before the lower line', ['A/1/0', 'A/1/5'], ['A/1/5', 'A/1/9'], ['2=3', '3=2']],
    ['the equal amount before the equal day', ['A/1/5', 'A/2/0'], ['A/2/5', 'A/1/9'], ['2=3', '3=2']],
    ['the rest by amount', ['A/50/0', 'A/10/0'], ['A/11/0', 'A/60/0', 'A/70/0'], ['2≠3', '3≠2', '?4']],
    ['the rest of one amount by day', ['A/50/9', 'A/50/0'], ['A/60/0', 'A/60/9'], ['2≠3', '3≠2']],
  ])('should pair %s', async (_, ledger, bank, expected) => {
    expect(shown(await match({ ledger: lines(...ledger), bank: lines(...bank) }))).toEqual(expected);
  });
});

describe('matching by amount and date', () => {
  it.each<[string, ReconciliationRules, string[], string[], string[]]>([
    ['within the days', DEFAULT, ['-/1/0', '-/2/0', '-/3/9'], ['-/1/3', '-/2/4', '-/3/6'], ['2=2', '3?', '4=4', '?3']],
    ['whatever the references', DEFAULT, ['A/1/0'], ['B/1/0'], ['2=2']],
    ['not across currencies', tolerant(9, 9), ['-/1/0/EUR'], ['-/1/0/USD'], ['2?', '?2']],
    ['not what has equal references', DEFAULT, ['A/1/0'], ['A/9/0', '-/1/0'], ['2≠2', '?3']],
    ['within the amounts', tolerant(5, 0), ['-/10/0', '-/100/0'], ['-/15/0', '-/94/0'], ['2≠2', '3?', '?3']],
    ['around zero', tolerant(5, 0), ['-/-2/0'], ['-/3/0'], ['2≠2']],
    ['not the opposite sign', tolerant(0, 0), ['-/-2/0'], ['-/2/0'], ['2?', '?2']],
    ['the closer amount before the closer day', tolerant(5, 3), ['-/10/0'], ['-/11/0', '-/10/3'], ['2=3', '?2']],
    ['the closer amount, though it is 31 days away', tolerant(5, 31), ['-/10/0'], ['-/12/0', '-/11/31'], ['2≠3', '?2']],
    ['the closer day', DEFAULT, ['-/10/0'], ['-/10/2', '-/10/-1'], ['2=3', '?2']],
    ['the earlier bank day of two', DEFAULT, ['-/10/5'], ['-/10/6', '-/10/4'], ['2=3', '?2']],
    ['the smaller bank amount of two', tolerant(5, 3), ['-/10/0'], ['-/11/0', '-/9/0'], ['2≠3', '?2']],
    ['the day before the smaller amount', tolerant(5, 3), ['-/10/5'], ['-/9/6', '-/11/4'], ['2≠3', '?2']],
    [
      'the closest pair first, though it leaves more alone',
      DEFAULT,
      ['-/1/0', '-/1/3'],
      ['-/1/2', '-/1/6'],
      ['2?', '3=2', '?3'],
    ],
    ['twins by line number', DEFAULT, ['-/1/0', '-/1/0', '-/1/0'], ['-/1/1', '-/1/1'], ['2=2', '3=3', '4?']],
    [
      'what one group leaves to another',
      DEFAULT,
      ['-/1/0', '-/1/0', '-/1/1'],
      ['-/1/0', '-/1/2', '-/1/2'],
      ['2=2', '3=4', '4=3'],
    ],
  ])('should pair %s', async (_, rules, ledger, bank, expected) => {
    expect(shown(await match({ ledger: lines(...ledger), bank: lines(...bank), rules }))).toEqual(expected.toSorted());
  });

  it('should leave what is apart further than the largest tolerances alone', async () => {
    const rules = tolerant(10_000, 31);
    const ledger = lines('-/0/100', '-/20000/100', '-/0/500', '-/90000/900');
    const bank = lines('-/10000/131', '-/9999/69', '-/0/532', '-/79999/900');
    expect(shown(await match({ ledger, bank, rules }))).toEqual(['2≠3', '3≠2', '4?', '5?', '?4', '?5']);
  });
});

describe('rules that are off', () => {
  const ledger = lines('A/1/0', '-/2/0');
  const bank = lines('A/1/9', '-/2/0');

  it('should not pair by reference without exactReference', async () => {
    expect(shown(await match({ ledger, bank, rules: { ...DEFAULT, exactReference: false } }))).toEqual([
      '2?',
      '3=3',
      '?2',
    ]);
  });

  it('should pair by nothing else without amountAndDate', async () => {
    const rules = { exactReference: true, amountAndDate: null };
    expect(shown(await match({ ledger, bank, rules }))).toEqual(['2=2', '3?', '?3']);
  });
});

describe('any lines', () => {
  const side = (currencies: string[]) =>
    fc
      .array(
        fc.record({
          reference: fc.constantFrom(null, null, 'A', 'A ', 'B'),
          currency: fc.constantFrom(...currencies),
          amount: fc.integer({ min: -3, max: 9 }),
          day: fc.integer({ min: 0, max: 6 }),
        }),
        { maxLength: 40, size: 'max' },
      )
      .map((records) => records.map((record, index) => ({ ...record, line: index + 2 })));
  const cases = fc.record({
    ledger: side(['EUR', 'EUR', 'USD']),
    bank: side(['EUR', 'EUR', 'USD']),
    rules: fc.record({
      exactReference: fc.boolean(),
      amountAndDate: fc.record({
        amountToleranceMinor: fc.constantFrom(0, 1, 3, 8, 10_000),
        dateToleranceDays: fc.constantFrom(0, 1, 3, 31),
      }),
    }),
    mostCandidates: fc.constantFrom(1, 20, 200, 1_000_000),
  });

  it('should be paired as if one by one, however few candidates are held at a time', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        expect(await match(each)).toEqual(sorted(matchNaively(each, each.rules)));
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  it('should be paired the same whatever order the database keeps them in', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const turned = { ...each, ledger: each.ledger.toReversed(), bank: each.bank.toReversed() };
        expect(await match(turned)).toEqual(await match(each));
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});
