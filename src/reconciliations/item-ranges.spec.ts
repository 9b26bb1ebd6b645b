import * as fc from 'fast-check';
import { type ItemPage, rangesOf } from './item-ranges.ts';
import { countOf, OUTCOMES } from './reconciliation-result.ts';

const COUNTS = { matched: 5, differences: 0, unmatchedLedger: 2, unmatchedBank: 3 };

describe(rangesOf, () => {
  it.each<[ItemPage, string[], number]>([
    [{ outcome: 'matched', limit: 2, page: 1 }, ['matched 1–2'], 5],
    [{ outcome: 'matched', limit: 2, page: 3 }, ['matched 5–5'], 5],
    [{ outcome: 'matched', limit: 2, page: 4 }, [], 5],
    [{ outcome: 'difference', limit: 2, page: 1 }, [], 0],
    [{ outcome: 'unmatched_bank', limit: 200, page: 1 }, ['unmatched_bank 1–3'], 3],
    [{ limit: 4, page: 1 }, ['matched 1–4'], 10],
    [{ limit: 4, page: 2 }, ['matched 5–5', 'unmatched_ledger 1–2', 'unmatched_bank 1–1'], 10],
    [{ limit: 4, page: 3 }, ['unmatched_bank 2–3'], 10],
    [{ limit: 4, page: 4 }, [], 10],
  ])('should find %j at %j', (page, expected, total) => {
    const { ranges, total: found } = rangesOf(COUNTS, page);
    expect(ranges.map(({ outcome, first, last }) => `${outcome} ${first}–${last}`)).toEqual(expected);
    expect(found).toBe(total);
  });

  it('should give every item on one page, and full pages up to the last', () => {
    const count = fc.nat(7);
    const counts = fc.record({ matched: count, differences: count, unmatchedLedger: count, unmatchedBank: count });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (each, limit) => {
        const all = OUTCOMES.flatMap((outcome) =>
          Array.from({ length: countOf(each, outcome) }, (_, index) => `${outcome} ${index + 1}`),
        );
        for (let page = 1; page <= Math.ceil(all.length / limit) + 1; page += 1) {
          const { ranges, total } = rangesOf(each, { limit, page });
          const items = ranges.flatMap(({ outcome, first, last }) =>
            Array.from({ length: last - first + 1 }, (_, index) => `${outcome} ${first + index}`),
          );
          expect(items).toEqual(all.slice((page - 1) * limit, page * limit));
          expect(total).toBe(all.length);
        }
      }),
    );
  });
});
