import { nightAfter } from './text-indexes.ts';

const HOUR_MS = 3_600_000;

describe(nightAfter.name, () => {
  it.each([
    '2026-03-28T01:00:00',
    '2026-03-28T12:00:00',
    '2026-03-29T02:59:59.999',
    '2026-03-29T03:00:00',
    '2026-10-24T23:00:00',
    '2026-12-31T04:00:00',
  ])('should be the next quiet hour after %s, in the time of this place', (moment) => {
    const now = new Date(moment); // without a zone: of this place
    const night = nightAfter(now);
    expect([night.getHours(), night.getMinutes(), night.getMilliseconds()]).toEqual([3, 0, 0]);
    expect(night.getTime()).toBeGreaterThan(now.getTime());
    expect(night.getTime() - now.getTime()).toBeLessThanOrEqual(25 * HOUR_MS);
  });
});
