import { type ExportJob, nextLook } from './export-queries.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

function askedSecondsAgo(seconds: number, status: ExportJob['status'] = 'running'): ExportJob {
  return { status, requestedAt: new Date(NOW - seconds * 1_000).toISOString() } as ExportJob;
}

describe(nextLook, () => {
  it.each([
    [0, 1_000],
    [20, 4_000],
    [3_600, 10_000],
  ])('should look less often at what was asked for %d s ago', (seconds, wait) => {
    expect(nextLook([askedSecondsAgo(seconds)], NOW)).toBe(wait);
  });

  it('should go by the newest one', () => {
    expect(nextLook([askedSecondsAgo(1), askedSecondsAgo(3_600, 'waiting')], NOW)).toBe(1_000);
  });

  it.each(['done', 'failed', 'cancelled', 'expired'] as const)('should not look at what is %s', (status) => {
    expect(nextLook([askedSecondsAgo(1, status)], NOW)).toBe(false);
  });
});
