import { setImmediate } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { AuditLog, type AuditModuleOptions, AuditService, type JournalOptions } from '../../src/audit/index.ts';
import { createJob, JOB_ENTRY } from '../fixture/job-app.ts';
import { createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { LogReader } from '../support/log-reader.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const ENTRY = JOB_ENTRY;

const directories = temporaryDirectories();
/** A journal of its own. */
const journal = (options: JournalOptions = {}): JournalOptions => ({ directory: directories(), ...options });

describe('delivery', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function stored(where: string): Promise<number> {
    const reader = await new DataSource({ type: 'postgres', url: database.url, entities: [AuditLog] }).initialize();
    const count = await reader.getRepository(AuditLog).createQueryBuilder('log').where(where).getCount();
    await reader.destroy();
    return count;
  }

  it('should record from a program without HTTP and write everything at shutdown', async () => {
    const job = await createJob(database.url, { journal: journal(), flushIntervalMs: 60_000 });
    for (let index = 0; index < 1_234; index += 1) {
      job.get(AuditService).record({ ...ENTRY, resourceId: String(index) });
    }
    await job.close();
    expect(await stored(`log.category = 'job'`)).toBe(1_234);
  });

  it('should keep the order in which entries of the same moment were recorded', async () => {
    const job = await createJob(database.url, {
      journal: journal(),
      clock: () => new Date('2026-11-20T12:00:00Z'),
      batchSize: 7,
    });
    for (let index = 0; index < 100; index += 1) {
      job.get(AuditService).record({ ...ENTRY, category: 'order', resourceId: String(index) });
    }
    const entries = (await new LogReader(job).all()).filter(({ category }) => category === 'order');
    expect(entries.map(({ resourceId }) => Number(resourceId))).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
    await job.close();
  });

  it('should make the partition of a month that has none, on demand', async () => {
    const job = await createJob(database.url, {
      journal: journal(),
      clock: () => new Date('2031-05-31T23:59:59.999Z'),
    });
    job.get(AuditService).record({ ...ENTRY, category: 'future' });
    await job.get(AuditService).flush();
    const partitions: unknown = await job
      .get(DataSource)
      .query(`SELECT to_regclass('audit_logs_2031_05') IS NOT NULL AS made`);
    expect(partitions).toEqual([{ made: true }]);
    await job.close();
    expect(await stored(`log.category = 'future'`)).toBe(1);
  });

  it('should set aside the one record the database refuses and store the others', async () => {
    const job = await createJob(database.url, { journal: journal(), flushIntervalMs: 60_000 });
    const audit = job.get(AuditService);
    for (let index = 0; index < 500; index += 1) {
      const refused = index === 321;
      audit.recordFrom(
        {
          actor: undefined,
          requestId: null,
          traceId: null,
          userAgent: null,
          ipAddress: refused ? 'nowhere' : '10.0.0.1',
        },
        { ...ENTRY, category: 'poison' },
      );
    }
    await audit.flush();
    expect(audit.status()).toMatchObject({ queued: 0, quarantined: 1, shed: 0 });
    expect(await stored(`log.category = 'poison'`)).toBe(499);
    await job.close();
  });

  it.each([
    { bound: 65_536, place: 'memory', where: 'queued', bytes: 'queuedBytes' },
    { bound: 131_072, place: 'the journal', where: 'journalled', bytes: 'journalBytes' },
  ] as const)('should shed what exceeds the bound of $place, keep the rest, and tell of it', async (given) => {
    const { bound, where, bytes } = given;
    const room =
      where === 'queued'
        ? ({ journal: false, maxQueueBytes: bound } as const)
        : { journal: journal({ maxBytes: bound }) };
    const job = await createJob(database.url, { ...room, flushIntervalMs: 60_000, batchSize: 10_000 });
    const audit = job.get(AuditService);
    for (let index = 0; index < 1_000; index += 1) audit.record({ ...ENTRY, category: 'flood', resource: where });
    const status = audit.status();
    expect(status[where] + status.shed).toBe(1_000);
    expect(status.shed).toBeGreaterThan(0);
    expect(status[bytes]).toBeLessThanOrEqual(bound);
    await job.close();
    expect(await stored(`log.category = 'flood' AND log.resourceType = '${where}'`)).toBe(status[where]);
    expect(await stored(`log.actionType = 'audit_gap' AND log.metadata->>'count' = '${status.shed}'`)).toBe(1);
  });

  it('should connect as the host does', async () => {
    const readOnly = { options: '-c default_transaction_read_only=on' };
    const job = await createJob(database.url, { journal: journal(), flushIntervalMs: 0, drainTimeoutMs: 0 }, readOnly);
    const audit = job.get(AuditService);
    audit.record({ ...ENTRY, category: 'read-only' });
    while (audit.status().committed === 0 && audit.status().failures === 0) await setImmediate();
    expect(audit.status()).toMatchObject({ committed: 0, journalled: 1, quarantined: 0 });
    await job.close();
  });

  it('should record an entry whose parts are hostile', async () => {
    const job = await createJob(database.url, { journal: journal() });
    const circular: Record<string, unknown> = { big: 10n, date: new Date(0), nul: 'a\0b', lone: '\ud800' };
    circular['self'] = circular;
    const hostile = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    job.get(AuditService).record({
      ...ENTRY,
      category: 'hostile',
      description: 'two\r\nlines \u202e \0',
      resourceId: 'x'.repeat(10_000),
      metadata: { circular, hostile, password: 'hunter2', nested: [{ apiKey: 1234 }] },
    });
    const entry = (await new LogReader(job).all()).find(({ category }) => category === 'hostile')!;
    expect(entry.description).toBe(String.raw`two\u000d\u000alines \u202e \u0000`);
    expect(entry.resourceId).toHaveLength(300);
    expect(entry.metadata).toEqual({
      circular: { big: '10', date: '1970-01-01T00:00:00.000Z', nul: 'a\uFFFDb', lone: '\uFFFD', self: '[circular]' },
      hostile: { x: '[unreadable]' },
      password: '[REDACTED]',
      nested: [{ apiKey: '[REDACTED]' }],
    });
    await job.close();
  });

  it('should refuse options that are out of range, naming the option', async () => {
    await expect(createJob(database.url, { journal: journal(), batchSize: 0 })).rejects.toThrow(
      '"batchSize" must be a whole number',
    );
    await expect(createJob(database.url, { journal: journal(), bathSize: 5 } as AuditModuleOptions)).rejects.toThrow(
      'no option "bathSize"',
    );
  });
});

describe('delivery while the database is away', () => {
  it('should keep entries, never throw, and write each once when the database is back', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const job = await createJob(proxy.url, { journal: journal(), flushIntervalMs: 10 });
    const audit = job.get(AuditService);
    audit.record({ ...ENTRY, resourceId: 'before' });
    await audit.flush();
    await proxy.cut();
    for (let index = 0; index < 100; index += 1) audit.record({ ...ENTRY, resourceId: `away-${index}` });
    const flushed = audit.flush();
    while (audit.status().failures === 0) await setImmediate();
    expect(audit.status()).toMatchObject({ committed: 1, queued: 0, journalled: 100, state: 'retrying' });
    await proxy.restore();
    await flushed;
    expect(await new LogReader(job).all()).toHaveLength(101);
    expect(audit.status()).toMatchObject({ committed: 101, queued: 0, journalled: 0, shed: 0, failures: 0 });
    await job.close();
    await proxy.cut();
    await database.drop();
  });

  it('should end at shutdown in bounded time although the database has frozen', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const job = await createJob(proxy.url, { journal: journal(), drainTimeoutMs: 50 });
    job.get(AuditService).record(ENTRY);
    await job.get(AuditService).flush();
    proxy.freeze();
    job.get(AuditService).record(ENTRY);
    const begun = performance.now();
    await job.get(AuditService).onApplicationShutdown();
    expect(performance.now() - begun).toBeLessThan(5_000);
    await proxy.cut();
    await job.close();
    await database.drop();
  });

  it('should end at shutdown after its time although entries wait, and leave them to the next start', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const directory = directories();
    const options = { journal: { directory }, flushIntervalMs: 10, drainTimeoutMs: 50 };
    const job = await createJob(proxy.url, options);
    await proxy.cut();
    job.get(AuditService).record(ENTRY);
    await job.close();
    expect(job.get(AuditService).status()).toMatchObject({ captured: 1, journalled: 1, queued: 0 });
    await proxy.restore();
    const next = await createJob(proxy.url, options);
    await until('it is stored', () => next.get(AuditService).status().recovered === 1);
    expect(await new LogReader(next).all()).toHaveLength(1);
    expect(next.get(AuditService).status()).toMatchObject({ captured: 0, committed: 0 });
    await next.close();
    await proxy.cut();
    await database.drop();
  });

  it('should lose at shutdown what waits in memory only', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const job = await createJob(proxy.url, { journal: false, drainTimeoutMs: 50 });
    await proxy.cut();
    job.get(AuditService).record(ENTRY);
    await job.close();
    expect(job.get(AuditService).status()).toMatchObject({ captured: 1, queued: 1, journalled: 0 });
    await database.drop();
  });
});
