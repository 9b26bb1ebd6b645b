import { HealthIndicatorService } from '@nestjs/terminus';
import { type AuditDeliveryStatus, type AuditService } from '../audit/index.ts';
import { AuditIndicator } from './audit.indicator.ts';
import type { GapWatch } from './gap-watch.ts';

const WELL: AuditDeliveryStatus = {
  captured: 9,
  committed: 5,
  queued: 1,
  journalled: 3,
  shed: 0,
  quarantined: 0,
  queuedBytes: 100,
  journalBytes: 1_000,
  journalMaxBytes: 1_000_000,
  oldestAgeMs: 30_000,
  failures: 0,
  retried: 0,
  recovered: 0,
  lost: 0,
  state: 'writing',
  journal: 'disk',
};

function check(status: Partial<AuditDeliveryStatus>, missing: number | null = 0) {
  const audit = { status: () => ({ ...WELL, ...status }) } as AuditService;
  return new AuditIndicator(audit, { missing } as GapWatch, new HealthIndicatorService()).check()['audit'];
}

describe(AuditIndicator.name, () => {
  it('should be up, with its figures, as long as entries are written in time', () => {
    expect(check({})).toEqual({
      status: 'up',
      queued: 1,
      journalled: 3,
      oldestAgeMs: 30_000,
      shed: 0,
      quarantined: 0,
      lost: 0,
      state: 'writing',
      journal: 'disk',
      missing: 0,
    });
  });

  it.each<[what: string, status: Partial<AuditDeliveryStatus>]>([
    ['an entry has waited for long', { oldestAgeMs: 30_001 }],
    ['the disk of the journal takes nothing', { journal: 'failing' }],
    ['the database is not set up for it', { state: 'paused' }],
  ])('should be down when %s', (_what, status) => {
    expect(check(status)).toMatchObject({ status: 'down', ...status });
  });

  it.each<[what: string, status: Partial<AuditDeliveryStatus>, missing: number | null]>([
    ['what is lost for good', { lost: 2, shed: 3, quarantined: 4 }, 5],
    ['a journal that is in memory by option', { journal: 'memory' }, 0],
    ['a fault that passes', { state: 'retrying' }, 0],
    ['that nobody has looked for gaps yet', {}, null],
  ])('should show, and be up with, %s', (_what, status, missing) => {
    expect(check(status, missing)).toMatchObject({ status: 'up', ...status, missing });
  });
});
