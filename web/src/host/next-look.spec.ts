import { nextLook } from './next-look.ts';

describe(nextLook, () => {
  const since = '2026-01-31T10:00:00.000Z';
  const after = (milliseconds: number) => nextLook(since, Date.parse(since) + milliseconds);

  it('should look less often at what takes longer', () => {
    expect([0, 10_000, 3_600_000].map(after)).toEqual([500, 1_000, 5_000]);
  });

  it('should bear with a clock that is behind', () => {
    expect(after(-60_000)).toBe(500);
  });

  it('should not look where nothing is under way', () => {
    expect(nextLook(undefined)).toBe(false);
  });
});
