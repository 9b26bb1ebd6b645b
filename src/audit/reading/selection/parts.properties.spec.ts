import * as fc from 'fast-check';
import { isSelected, type ModelEntry } from '../../../../test/support/selection-model.ts';
import { selectionsOf } from '../../../../test/support/selections.ts';
import { logRow } from '../../../../test/support/log-rows.ts';
import { addressesFirst, seeksText, splitAt } from './parts.ts';

const MOMENTS = ['2026-02-09T23:59:59.999Z', '2026-02-10T00:00:00.000Z', '2026-02-10T00:00:00.001Z'];
const TEXTS = ['tower', 'TOWER', '10.1.', '10.1.2.3', 'ada'];
const ADDRESSES = ['10.1.2.3', '10.2.0.1', '2001:db8::1'];

const moment = fc.constantFrom(...MOMENTS).map((time) => new Date(time));
const selection = selectionsOf({
  word: fc.constantFrom('a', 'b'),
  text: fc.constantFrom(...TEXTS),
  moment,
  address: fc.constantFrom(...ADDRESSES, '10.0.0.0/8'),
});
const entry: fc.Arbitrary<ModelEntry> = fc
  .record({
    timestamp: moment,
    description: fc.constantFrom(...TEXTS, 'nothing of it'),
    ipAddress: fc.option(fc.constantFrom(...ADDRESSES), { nil: null }),
    category: fc.constantFrom('a', 'b'),
  })
  .map(logRow);

describe('the parts of a selection', () => {
  it('should have each entry once that the selection has, and no other', () => {
    fc.assert(
      fc.property(selection, entry, moment, (whole, each, at) => {
        const times = splitAt(at, whole);
        const parts = addressesFirst(whole);
        const expected = isSelected(each, whole) ? 1 : 0;
        for (const some of [times, parts, parts.flatMap((part) => splitAt(at, part))]) {
          expect(some.filter((part) => isSelected(each, part))).toHaveLength(expected);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('should be of one kind for each moment', () => {
    const [since, before] = splitAt(new Date('2026-02-10T00:00:00.000Z'), { conditions: [] });
    const row = (time: string): ModelEntry => logRow({ timestamp: new Date(time) });
    expect(MOMENTS.map((time) => isSelected(row(time), since))).toEqual([false, true, true]);
    expect(MOMENTS.map((time) => isSelected(row(time), before))).toEqual([true, false, false]);
  });

  it('should be asked for where text is sought, not where it is excluded', () => {
    const text = { kind: 'text', text: 'tower' } as const;
    expect(seeksText({ conditions: [text] })).toBe(true);
    expect(seeksText({ conditions: [{ ...text, isNegated: true }] })).toBe(false);
    expect(seeksText({ conditions: [] })).toBe(false);
  });
});
