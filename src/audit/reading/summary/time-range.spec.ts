import { assert, boolean, integer, property } from 'fast-check';
import { partsOf, type TimeRange, timesOf } from './time-range.ts';

const UNIT = 100;

const msOf = ({ from, to }: TimeRange): readonly [number, number] => [from.getTime(), to.getTime()];

describe(partsOf.name, () => {
  it('should count each moment of the range once, and no other', () => {
    const moment = integer({ min: -1_000, max: 1_000 });
    assert(
      property(moment, moment, boolean(), (from, to, mayTakeAway) => {
        const { whole, more, less } = partsOf(
          { from: new Date(from), to: new Date(to) },
          { unitMs: UNIT, mayTakeAway },
        );
        const counts = new Map<number, number>();
        const count = (range: TimeRange, sign: number): void => {
          const [start, end] = msOf(range);
          for (let ms = start; ms < end; ms += 1) counts.set(ms, (counts.get(ms) ?? 0) + sign);
        };
        if (whole !== undefined) count(whole, 1);
        for (const range of more) count(range, 1);
        for (const range of less) count(range, -1);
        const wrong = [...counts].filter(([ms, times]) => times !== (ms >= from && ms < to ? 1 : 0));
        const sum = [...counts.values()].reduce((total, times) => total + times, 0);
        expect({ wrong, sum }).toEqual({ wrong: [], sum: Math.max(0, to - from) });
        const longest = Math.max(0, ...[...more, ...less].map(msOf).map(([start, end]) => end - start));
        expect({
          isWhole: (whole === undefined ? [] : msOf(whole)).every((ms) => ms % UNIT === 0),
          isShort: !mayTakeAway || longest <= UNIT / 2,
          isAdded: mayTakeAway || less.length === 0,
        }).toEqual({ isWhole: true, isShort: true, isAdded: true });
      }),
      { numRuns: 500 },
    );
  });
});

describe(timesOf.name, () => {
  const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

  it('should take the narrowest of several times, and leave what is no time or excludes one', () => {
    const status = { kind: 'equals', field: 'status', values: ['error'] } as const;
    const excluded = { kind: 'time', from: day(3), to: day(4), isNegated: true } as const;
    const conditions = [
      { kind: 'time', from: day(1), to: day(9) },
      status,
      { kind: 'time', from: day(2) },
      excluded,
      { kind: 'time', to: day(8) },
    ] as const;
    expect(timesOf({ conditions })).toEqual({ from: day(2), to: day(8), rest: { conditions: [status, excluded] } });
  });
});
