import { setImmediate } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditAction, AuditLog, AuditModule, type AuditModuleOptions, AuditService } from '../../src/audit/index.ts';
import { createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { LogReader } from '../support/log-reader.ts';

const ENTRY = { category: 'job', action: AuditAction.Run, resource: 'night_run' } as const;

/** A program without HTTP that uses the log. */
async function createJob(url: string, options: AuditModuleOptions = {}, extra: object = {}) {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true, retryAttempts: 0, extra }),
      AuditModule.forRoot(options),
    ],
  })
  class JobModule {}
  return NestFactory.createApplicationContext(JobModule, { logger: false, abortOnError: false });
}

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
    const job = await createJob(database.url, { flushIntervalMs: 60_000 });
    for (let index = 0; index < 1_234; index += 1) {
      job.get(AuditService).record({ ...ENTRY, resourceId: String(index) });
    }
    await job.close();
    expect(await stored(`log.category = 'job'`)).toBe(1_234);
  });

  it('should keep the order in which entries of the same moment were recorded', async () => {
    const job = await createJob(database.url, { clock: () => new Date('2026-11-20T12:00:00Z'), batchSize: 7 });
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
    const job = await createJob(database.url, { clock: () => new Date('2031-05-31T23:59:59.999Z') });
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
    const job = await createJob(database.url, { flushIntervalMs: 60_000 });
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

  it('should shed and count what exceeds the bound, and keep the rest', async () => {
    const job = await createJob(database.url, { maxQueueBytes: 65_536, flushIntervalMs: 60_000, batchSize: 10_000 });
    const audit = job.get(AuditService);
    for (let index = 0; index < 1_000; index += 1) audit.record({ ...ENTRY, category: 'flood' });
    const { queued, shed, queuedBytes } = audit.status();
    expect(queued + shed).toBe(1_000);
    expect(shed).toBeGreaterThan(0);
    expect(queuedBytes).toBeLessThanOrEqual(65_536);
    await job.close();
    expect(await stored(`log.category = 'flood'`)).toBe(queued);
  });

  it('should connect as the host does', async () => {
    const readOnly = { options: '-c default_transaction_read_only=on' };
    const job = await createJob(database.url, { flushIntervalMs: 0, drainTimeoutMs: 0 }, readOnly);
    const audit = job.get(AuditService);
    audit.record({ ...ENTRY, category: 'read-only' });
    while (audit.status().queued > 0 && audit.status().failures === 0) await setImmediate();
    expect(audit.status()).toMatchObject({ queued: 1, quarantined: 0 });
    await job.close();
  });

  it('should record an entry whose parts are hostile', async () => {
    const job = await createJob(database.url);
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
    await expect(createJob(database.url, { batchSize: 0 })).rejects.toThrow('"batchSize" must be a whole number');
    await expect(createJob(database.url, { bathSize: 5 } as AuditModuleOptions)).rejects.toThrow(
      'no option "bathSize"',
    );
  });
});

describe('delivery while the database is away', () => {
  it('should keep entries, never throw, and write each once when the database is back', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const job = await createJob(proxy.url, { flushIntervalMs: 10 });
    const audit = job.get(AuditService);
    audit.record({ ...ENTRY, resourceId: 'before' });
    await audit.flush();
    await proxy.cut();
    for (let index = 0; index < 100; index += 1) audit.record({ ...ENTRY, resourceId: `away-${index}` });
    const flushed = audit.flush();
    while (audit.status().failures === 0) await setImmediate();
    expect(audit.status().queued).toBe(100);
    await proxy.restore();
    await flushed;
    expect(await new LogReader(job).all()).toHaveLength(101);
    expect(audit.status()).toMatchObject({ queued: 0, shed: 0, failures: 0 });
    await job.close();
    await proxy.cut();
    await database.drop();
  });

  it('should end at shutdown in bounded time although the database has frozen', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const job = await createJob(proxy.url, { drainTimeoutMs: 50 });
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

  it('should end at shutdown after its time although entries wait', async () => {
    const database = await createTestDatabase();
    const proxy = await createCuttableProxy(database.url);
    const job = await createJob(proxy.url, { flushIntervalMs: 10, drainTimeoutMs: 50 });
    await proxy.cut();
    job.get(AuditService).record(ENTRY);
    await job.close();
    expect(job.get(AuditService).status().queued).toBe(1);
    await database.drop();
  });
});
