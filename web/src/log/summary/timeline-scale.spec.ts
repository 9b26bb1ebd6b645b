import { barsOf, begunBy, type Bucket, criticalMark, endOf, MARK_LANE_PX } from './timeline-scale.ts';

const HOURS = [
  { start: '2026-01-01T00:00:00.000Z', success: 1000, failure: 1, error: 0, critical: 0 },
  { start: '2026-01-01T01:00:00.000Z', success: 0, failure: 0, error: 0, critical: 0 },
  { start: '2026-01-01T02:00:00.000Z', success: 500, failure: 0, error: 1, critical: 1 },
];

describe(barsOf, () => {
  const bars = barsOf(HOURS, 100);

  it('should draw as much as there is, and nothing where there is nothing', () => {
    expect(bars.map((parts) => parts.map(({ status }) => status))).toEqual([
      ['success', 'failure'],
      [],
      ['success', 'error'],
    ]);
    const [[first], , [third]] = bars as [[{ height: number }], unknown, [{ height: number }]];
    expect(third.height / first.height).toBeCloseTo(0.5, 1);
  });

  it('should let one failure among a thousand entries be seen', () => {
    expect(bars[0]!.find(({ status }) => status === 'failure')!.height).toBe(3);
  });

  it('should stay inside of the drawing, parts upon each other', () => {
    for (const parts of bars) {
      parts.forEach(({ y, height }, index) => expect(y + height).toBeCloseTo(parts[index - 1]?.y ?? 100));
      for (const { y } of parts) expect(y).toBeGreaterThanOrEqual(MARK_LANE_PX);
    }
  });
});

describe(criticalMark, () => {
  it('should have eight corners around its place, inside of its lane', () => {
    const corners = criticalMark(100)
      .split(' ')
      .map((corner) => corner.split(',').map(Number) as [number, number]);
    expect(corners).toHaveLength(8);
    expect(corners.reduce((sum, [x]) => sum + x, 0) / 8).toBeCloseTo(100);
    for (const [, y] of corners) {
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(MARK_LANE_PX);
    }
  });
});

describe(begunBy, () => {
  it('should leave out what has not begun, and never what has entries', () => {
    const full = { success: 1, failure: 0, error: 0, critical: 0 };
    const empty = { ...full, success: 0 };
    const starts = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z'];
    const [first, second, third] = starts.map((start) => ({ ...empty, start })) as [Bucket, Bucket, Bucket];
    const now = new Date('2026-01-01T01:10:00.000Z');
    expect(begunBy(now, [first, second, third])).toEqual([first, second]);
    expect(begunBy(now, [first, second, { ...third, ...full }])).toHaveLength(3);
    expect(begunBy(now, [])).toEqual([]);
  });
});

describe(endOf, () => {
  it('should be where the next one begins, and after the last one as far away', () => {
    expect(endOf(HOURS, 0, null)).toBe('2026-01-01T01:00:00.000Z');
    expect(endOf(HOURS, 2, '2026-01-01T02:30:00.000Z')).toBe('2026-01-01T03:00:00.000Z');
    expect(endOf(HOURS.slice(0, 1), 0, '2026-01-01T00:45:00.000Z')).toBe('2026-01-01T00:45:00.000Z');
  });
});
