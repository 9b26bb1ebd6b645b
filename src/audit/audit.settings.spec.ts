import { resolve } from 'node:path';
import { AuditError } from './audit.errors.ts';
import type { AuditModuleOptions } from './audit.options.ts';
import { resolveSettings } from './audit.settings.ts';
import { Redactor } from './entry/redaction/redact.ts';

function refusalOf(options: unknown): unknown {
  try {
    resolveSettings(options as AuditModuleOptions);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('resolveSettings', () => {
  it('should give defaults for everything that is not set', () => {
    const settings = resolveSettings({});
    expect(settings).toEqual({
      reading: { connections: 8, timeoutMs: 5_000 },
      exports: {
        directory: resolve('.audit-journal-exports'),
        keepMs: 604_800_000,
        maxPerUser: 10,
        maxParallel: 20,
        chunkRows: 20_000,
      },
      live: { maxStreams: 100, maxPerUser: 10, pollMs: 1_000, lifetimeMs: 900_000 },
      journal: {
        directory: resolve('.audit-journal'),
        sync: 'interval',
        syncIntervalMs: 100,
        maxBytes: 1_073_741_824,
        segmentBytes: 16_777_216,
        keepStoredMs: 600_000,
      },
      archive: { directory: resolve('.audit-archive'), s3: undefined, fileBytes: 536_870_912 },
      maxQueueBytes: 33_554_432,
      batchSize: 2_000,
      flushIntervalMs: 200,
      abortGraceMs: 10_000,
      drainTimeoutMs: 5_000,
      policy: [],
      maxBodyBytes: 16_384,
      redactKeys: [],
      severityRules: [],
      maxChangedRows: 1_000,
      captureCrashes: true,
      appendOnly: 'warn',
      rules: { redactor: expect.any(Redactor), severityRules: [], maxBodyBytes: 16_384 },
      clock: expect.any(Function),
    });
    expect(settings.clock()).toBeInstanceOf(Date);
    expect(resolveSettings({ batchSize: undefined }).batchSize).toBe(2_000);
  });

  it('should keep what is set', () => {
    const given = {
      journal: {
        directory: '/var/lib/audit',
        sync: 'always',
        syncIntervalMs: 1,
        maxBytes: 65_536,
        segmentBytes: 4_096,
        keepStoredMs: 0,
      },
      archive: { directory: '/var/lib/archive', s3: { bucket: 'log', region: 'eu-central-1' }, fileBytes: 4_096 },
      maxQueueBytes: 65_536,
      batchSize: 1,
      flushIntervalMs: 0,
      drainTimeoutMs: 0,
      policy: [{ level: 'none', routes: ['/docs/**'], methods: ['GET'], statuses: ['2xx', 304] }] as const,
      maxBodyBytes: 0,
      redactKeys: ['salary'],
      severityRules: [{ severity: 'ERROR', when: () => true }] as const,
      maxChangedRows: 0,
      captureCrashes: false,
      appendOnly: 'require',
      trustedProxies: ['10.0.0.0/8'],
      clock: () => new Date(0),
      requestId: () => 'r',
      abortGraceMs: 1,
      reading: { connections: 2, timeoutMs: 1_000 },
      exports: { directory: '/var/lib/exports', keepMs: 1_000, maxPerUser: 1, maxParallel: 2, chunkRows: 3 },
      live: { maxStreams: 5, maxPerUser: 1, pollMs: 50, lifetimeMs: 60_000 },
    } as const satisfies AuditModuleOptions;
    expect(resolveSettings(given)).toEqual({ ...given, rules: expect.anything() });
  });

  it('should be frozen and independent of what was given', () => {
    const redactKeys = ['salary'];
    const settings = resolveSettings({ redactKeys });
    redactKeys.push('bonus');
    expect(settings.redactKeys).toEqual(['salary']);
    expect([Object.isFrozen(settings), Object.isFrozen(settings.redactKeys)]).toEqual([true, true]);
  });

  it('should merge the options of the journal with their defaults, and freeze them', () => {
    const { journal } = resolveSettings({
      journal: { sync: 'never', maxBytes: undefined, directory: 'here/../there' },
    });
    expect(journal).toEqual({
      ...resolveSettings({}).journal,
      sync: 'never',
      directory: resolve('there'),
    });
    expect(Object.isFrozen(journal)).toBe(true);
  });

  it('should have no journal when it is switched off by name', () => {
    expect(resolveSettings({ journal: false }).journal).toBe(false);
    expect(resolveSettings({ journal: undefined }).journal).not.toBe(false);
  });

  it.each<[options: object, named: string]>([
    [{ bathSize: 5 }, '"bathSize"'],
    [{ toString: 5 }, '"toString"'],
    [{ maxQueueBytes: 1_000 }, '"maxQueueBytes"'],
    [{ maxQueueBytes: 5 * 1024 ** 3 }, '"maxQueueBytes"'],
    [{ batchSize: 0 }, '"batchSize"'],
    [{ batchSize: 10_001 }, '"batchSize"'],
    [{ batchSize: 1.5 }, '"batchSize"'],
    [{ batchSize: '5' }, '"batchSize"'],
    [{ batchSize: null }, '"batchSize"'],
    [{ flushIntervalMs: -1 }, '"flushIntervalMs"'],
    [{ drainTimeoutMs: Number.NaN }, '"drainTimeoutMs"'],
    [{ journal: true }, '"journal"'],
    [{ journal: null }, '"journal"'],
    [{ journal: 'off' }, '"journal"'],
    [{ journal: { path: '/tmp' } }, '"journal.path"'],
    [{ journal: { constructor: 1 } }, '"journal.constructor"'],
    [{ journal: { directory: ' ' } }, '"journal.directory"'],
    [{ journal: { directory: 5 } }, '"journal.directory"'],
    [{ journal: { sync: 'sometimes' } }, '"journal.sync"'],
    [{ journal: { sync: true } }, '"journal.sync"'],
    [{ journal: { syncIntervalMs: 0 } }, '"journal.syncIntervalMs"'],
    [{ journal: { syncIntervalMs: 60_001 } }, '"journal.syncIntervalMs"'],
    [{ journal: { maxBytes: 65_535 } }, '"journal.maxBytes"'],
    [{ journal: { maxBytes: '1 GiB' } }, '"journal.maxBytes"'],
    [{ journal: { segmentBytes: 4_095 } }, '"journal.segmentBytes"'],
    [{ journal: { segmentBytes: 2 * 1024 ** 3 } }, '"journal.segmentBytes"'],
    [{ journal: { keepStoredMs: -1 } }, '"journal.keepStoredMs"'],
    [{ journal: { keepStoredMs: 8 * 24 * 3_600_000 } }, '"journal.keepStoredMs"'],
    [{ live: 5 }, '"live"'],
    [{ live: null }, '"live"'],
    [{ live: { pollMs: 9 } }, '"live.pollMs"'],
    [{ live: { maxStreams: 0 } }, '"live.maxStreams"'],
    [{ live: { streams: 5 } }, '"live.streams"'],
    [{ clock: new Date() }, '"clock"'],
    [{ requestId: 'x' }, '"requestId"'],
    [{ captureCrashes: 'yes' }, '"captureCrashes"'],
    [{ appendOnly: true }, '"appendOnly"'],
    [{ maxBodyBytes: 300_000 }, '"maxBodyBytes"'],
    [{ maxChangedRows: -1 }, '"maxChangedRows"'],
    [{ redactKeys: 'salary' }, '"redactKeys"'],
    [{ redactKeys: ['--'] }, '"redactKeys"'],
    [{ severityRules: [{}] }, '"severityRules"'],
    [{ policy: {} }, '"policy"'],
    [{ policy: [null] }, '"policy"'],
    [{ policy: [{ level: 'all' }] }, '"policy"'],
    [{ policy: [{ level: 'none', route: ['/docs'] }] }, '"policy"'],
    [{ policy: [{ level: 'none', routes: ['docs'] }] }, '"policy"'],
    [{ policy: [{ level: 'none', routes: [] }] }, '"policy"'],
    [{ policy: [{ level: 'none', routes: '/docs' }] }, '"policy"'],
    [{ policy: [{ level: 'none', methods: ['get'] }] }, '"policy"'],
    [{ policy: [{ level: 'none', statuses: ['2x'] }] }, '"policy"'],
    [{ policy: [{ level: 'none', statuses: [2000] }] }, '"policy"'],
  ])('should refuse %p naming %s', (options, named) => {
    const error = refusalOf(options);
    expect(error).toBeInstanceOf(AuditError);
    expect(error).toMatchObject({ code: 'AUDIT_OPTIONS_INVALID', message: expect.stringContaining(named) });
  });
});
