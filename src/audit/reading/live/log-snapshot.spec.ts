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
    expect(new SettledTime().of({ at: NOW, unfinished: [] })).toBe(NOW - MARGIN);
  });

  it('should be as long ago as is waited for when it is not known since when something is under way', () => {
    expect(new SettledTime().of({ at: NOW, unfinished: ['7'] })).toBe(NOW - LONGEST_TRANSACTION_MS - MARGIN);
  });

  it('should be when the oldest that is under way had not begun', () => {
    const settled = new SettledTime();
    settled.of({ at: NOW, unfinished: [] });
    expect(settled.of({ at: NOW + 1_000, unfinished: ['7'] })).toBe(NOW - MARGIN);
    expect(settled.of({ at: NOW + 2_000, unfinished: ['7', '8'] })).toBe(NOW - MARGIN);
    expect(settled.of({ at: NOW + 3_000, unfinished: ['8', '9'] })).toBe(NOW + 1_000 - MARGIN);
    expect(settled.of({ at: NOW + 4_000, unfinished: ['9'] })).toBe(NOW + 2_000 - MARGIN);
    expect(settled.of({ at: NOW + 5_000, unfinished: [] })).toBe(NOW + 5_000 - MARGIN);
  });

  it('should not wait for ever', () => {
    const settled = new SettledTime();
    settled.of({ at: NOW, unfinished: [] });
    settled.of({ at: NOW + 1_000, unfinished: ['7'] });
    const later = NOW + 10 * LONGEST_TRANSACTION_MS;
    expect(settled.of({ at: later, unfinished: ['7'] })).toBe(later - LONGEST_TRANSACTION_MS - MARGIN);
  });
});
