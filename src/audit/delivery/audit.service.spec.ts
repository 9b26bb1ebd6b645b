import { Logger } from '@nestjs/common';
import { resolveSettings } from '../audit.settings.ts';
import { NOWHERE } from '../entry/audit-record.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { AuditService } from './audit.service.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import type { AuditStore } from './writer/audit-store.ts';

const ENTRY = { category: 'job', action: 'run' } as const;
const HOSTILE = new Proxy(
  {},
  {
    get: () => {
      throw new Error('no');
    },
  },
) as never;

function createService(clock?: () => Date): AuditService {
  return new AuditService(resolveSettings({ clock, journal: false }), new MemoryStore() as unknown as AuditStore);
}

describe('AuditService', () => {
  let reported: jest.SpyInstance;
  beforeEach(() => {
    reported = jest.spyOn(Logger.prototype, 'error').mockImplementation();
  });
  afterEach(() => reported.mockRestore());

  it.each([
    ['null', null as never],
    ['nothing', undefined as never],
    ['an entry that can not be read', HOSTILE],
  ])('should report, and not throw, when it is given %s', (_what, entry) => {
    const audit = createService();
    audit.record(entry);
    audit.recordFrom(HOSTILE, ENTRY);
    expect(audit.status().queued).toBe(0);
    expect(reported).toHaveBeenCalledTimes(2);
  });

  it('should report, and not throw, when the clock is broken', () => {
    const audit = createService(() => new Date(Number.NaN));
    audit.record(ENTRY);
    expect(reported).toHaveBeenCalledTimes(1);
  });

  it('should report, and not throw, when a note can not be read, and keep the others', () => {
    const audit = createService();
    const scope = new AuditScope(NOWHERE);
    scope.run(() => {
      audit.annotate({ reason: 'known' });
      audit.annotate(HOSTILE);
      audit.annotate(null as never);
    });
    expect(scope.notes.reason).toBe('known');
    expect(reported).toHaveBeenCalledTimes(2);
  });

  it('should add notes to the innermost scope, and to nothing outside of one', () => {
    const audit = createService();
    const [outer, inner] = [new AuditScope(NOWHERE), new AuditScope(NOWHERE)];
    audit.annotate({ reason: 'nowhere' });
    outer.run(() => inner.run(() => audit.annotate({ reason: 'inside' })));
    expect([outer.notes.reason, inner.notes.reason]).toEqual([undefined, 'inside']);
  });

  it('should tell what waits and since when', async () => {
    const audit = createService();
    const nothing = { captured: 0, committed: 0, queued: 0, journalled: 0, shed: 0, quarantined: 0, queuedBytes: 0 };
    expect(audit.status()).toEqual({
      ...nothing,
      journalBytes: 0,
      journalMaxBytes: 0,
      oldestAgeMs: 0,
      failures: 0,
      retried: 0,
      recovered: 0,
      lost: 0,
      state: 'writing',
      journal: 'memory',
    });
    audit.record(ENTRY);
    expect(audit.status()).toMatchObject({ captured: 1, queued: 1, queuedBytes: expect.any(Number) });
    await audit.flush();
    expect(audit.status()).toMatchObject({ ...nothing, captured: 1, committed: 1, oldestAgeMs: 0 });
  });
});
