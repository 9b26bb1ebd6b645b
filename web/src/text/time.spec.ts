import { ago, dateTime, exactTime, momentOf, wallClock, zoneOffset } from './time.ts';

const AT = '2026-03-29T00:59:58.007Z';

describe('times', () => {
  it('should be what a clock in UTC shows, to the second and to the millisecond', () => {
    expect(dateTime(AT, 'utc')).toBe('2026-03-29 00:59:58');
    expect(exactTime(AT, 'utc')).toBe('2026-03-29 00:59:58.007');
    expect(wallClock('2026-01-01T00:00:00Z', 'utc')).toEqual({ date: '2026-01-01', time: '00:00:00' });
    expect(zoneOffset('utc', new Date(AT))).toBe('UTC');
  });

  it.each(['utc', 'local'] as const)('should be found again from what the clock shows (%s)', (zone) => {
    const second = new Date('2026-07-01T12:34:56Z');
    expect(momentOf(dateTime(second, zone), zone)).toEqual(second);
    expect(momentOf('not a time', zone)).toBeUndefined();
  });

  it.each([
    ['2026-01-01T00:00:00Z', 'now'],
    ['2025-12-31T23:59:10Z', '50 seconds ago'],
    ['2025-12-31T22:00:00Z', '2 hours ago'],
    ['2025-12-31T00:00:00Z', 'yesterday'],
    ['2026-02-01T00:00:00Z', 'next month'],
  ])('should tell how far %s is away', (at, expected) => {
    expect(ago(at, new Date('2026-01-01T00:00:00Z'))).toBe(expected);
  });
});
