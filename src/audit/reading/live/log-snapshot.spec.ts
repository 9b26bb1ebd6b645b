import { LONGEST_TRANSACTION_MS, parseSnapshot, SettledTime } from './log-snapshot.ts';

const NOW = 1_764_000_000_000;
/** What the clock of the database may be set back by. */
const MARGIN = 5_000;

describe('parseSnapshot', () => {
  it('should read what PostgreSQL writes', () => {
    expect(parseSnapshot('100:100:')).toEqual({ xmin: 100, xmax: 100, running: [] });
    expect(parseSnapshot('8589934600:8589934610:8589934600,8589934604')).toEqual({
      xmin: 8_589_934_600,
      xmax: 8_589_934_610,
      running: [8_589_934_600, 8_589_934_604],
    });
  });
});

describe('SettledTime', () => {
  it('should be now when nothing is under way', () => {
    expect(new SettledTime().of({ xmin: 100, xmax: 100, at: NOW })).toBe(NOW - MARGIN);
  });

  it('should be as long ago as is waited for when it is not known since when something is under way', () => {
    expect(new SettledTime().of({ xmin: 90, xmax: 100, at: NOW })).toBe(NOW - LONGEST_TRANSACTION_MS - MARGIN);
  });

  it('should be when the oldest that is under way had not begun', () => {
    const settled = new SettledTime();
    settled.of({ xmin: 100, xmax: 100, at: NOW });
    settled.of({ xmin: 100, xmax: 105, at: NOW + 1_000 });
    settled.of({ xmin: 100, xmax: 110, at: NOW + 2_000 });
    expect(settled.of({ xmin: 105, xmax: 120, at: NOW + 3_000 })).toBe(NOW + 1_000 - MARGIN);
    expect(settled.of({ xmin: 109, xmax: 120, at: NOW + 4_000 })).toBe(NOW + 1_000 - MARGIN);
    expect(settled.of({ xmin: 110, xmax: 120, at: NOW + 5_000 })).toBe(NOW + 2_000 - MARGIN);
  });

  it('should not wait for ever', () => {
    const settled = new SettledTime();
    settled.of({ xmin: 100, xmax: 100, at: NOW });
    const later = NOW + 10 * LONGEST_TRANSACTION_MS;
    expect(settled.of({ xmin: 100, xmax: 900, at: later })).toBe(later - LONGEST_TRANSACTION_MS - MARGIN);
  });

  it('should forget what it was shown of a database that was set back', () => {
    const settled = new SettledTime();
    settled.of({ xmin: 500, xmax: 500, at: NOW });
    const earliest = NOW + 1_000 - LONGEST_TRANSACTION_MS - MARGIN;
    expect(settled.of({ xmin: 90, xmax: 100, at: NOW + 1_000 })).toBe(earliest);
  });
});
