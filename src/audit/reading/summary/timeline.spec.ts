import { assert, date, property } from 'fast-check';
import { timelineOf } from './timeline.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const at = (text: string): Date => new Date(`${text}Z`);

describe(timelineOf.name, () => {
  it.each([
    ['2026-11-23T10:00', '2026-11-23T12:00', 'PT1M', 120],
    ['2026-11-23T10:00:30', '2026-11-23T12:00:30', 'PT5M', 25],
    ['2026-10-24T00:00', '2026-11-23T00:00', 'PT6H', 120],
    ['2026-10-24T03:00', '2026-11-23T03:00', 'PT12H', 61],
    ['2026-01-01T00:00', '2026-05-01T00:00', 'P1D', 120],
    ['2026-01-01T00:00', '2027-01-01T00:00', 'P7D', 53],
    ['2020-02-29T00:00', '2026-11-23T00:00', 'P1M', 82],
    ['1900-01-01T00:00', '2026-11-23T00:00', 'P10Y', 13],
  ])('should have the finest steps from %s to %s', (from, to, every, count) => {
    const timeline = timelineOf({ from: at(from), to: at(to) }, { atLeastMs: MINUTE, most: 120 });
    expect([timeline.every, timeline.starts.length]).toEqual([every, count]);
  });

  it('should begin weeks on Monday, and months on their first', () => {
    const weeks = timelineOf(
      { from: at('2026-01-01T00:00'), to: at('2026-12-01T00:00') },
      { atLeastMs: HOUR, most: 60 },
    );
    expect(new Set(weeks.starts.map((start) => start.getUTCDay()))).toEqual(new Set([1]));
    const months = timelineOf(
      { from: at('2025-12-31T00:00'), to: at('2026-02-01T00:00') },
      { atLeastMs: HOUR, most: 3 },
    );
    expect(months.starts).toEqual([at('2025-12-01T00:00'), at('2026-01-01T00:00')]);
  });

  it('should have no step that is shorter than what is known', () => {
    const { every } = timelineOf(
      { from: at('2026-01-01T00:00'), to: at('2026-01-02T00:00') },
      { atLeastMs: HOUR, most: 120 },
    );
    expect(every).toBe('PT1H');
  });

  it('should have no steps when there is no time', () => {
    const moment = at('2026-01-01T00:00');
    expect(timelineOf({ from: moment, to: moment }, { atLeastMs: HOUR, most: 120 }).starts).toEqual([]);
  });

  it('should cover any range without a gap, by no more steps than it may', () => {
    const moment = date({ min: at('0010-01-01T00:00'), max: at('9999-12-31T00:00'), noInvalidDate: true });
    assert(
      property(moment, moment, (one, other) => {
        const from = one < other ? one : other;
        const to = new Date(Math.max(one.getTime(), other.getTime()) + 1);
        const { starts } = timelineOf({ from, to }, { atLeastMs: MINUTE, most: 120 });
        const [first = 0, second = to.getTime(), ...more] = starts.map((start) => start.getTime());
        const last = more.at(-1) ?? (starts.length > 1 ? second : first);
        expect({
          isFew: starts.length <= 120,
          isFirst: first <= from.getTime() && second > from.getTime(),
          isLast: last < to.getTime(),
          isRising: starts.every((start, place) => place === 0 || start > (starts[place - 1] ?? start)),
        }).toEqual({
          isFew: true,
          isFirst: true,
          isLast: true,
          isRising: true,
        });
      }),
    );
  });
});
