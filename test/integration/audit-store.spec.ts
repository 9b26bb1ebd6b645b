import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { checksumOf } from '../../src/audit/delivery/journal/journal-batch.ts';
import { AuditStore } from '../../src/audit/delivery/writer/audit-store.ts';
import { batchOf, lineOf } from '../support/batches.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const POISON = lineOf({ ipAddress: 'nowhere' });

describe(AuditStore.name, () => {
  let database: TestDatabase;
  let host: DataSource;
  let store: AuditStore;
  let writer: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  });

  afterAll(async () => {
    await host.destroy();
    await database.drop();
  });

  beforeEach(() => {
    store = new AuditStore(host);
    writer = randomUUID();
  });

  afterEach(() => store.close());

  const entries = async (): Promise<string[]> => {
    const rows: { id: string }[] = await host.query(`SELECT resource_id AS id FROM audit_logs WHERE user_id = $1`, [
      writer,
    ]);
    return rows.map(({ id }) => id).toSorted();
  };
  const batches = (): Promise<unknown> =>
    host.query(
      `SELECT first_seq::int AS first, last_seq::int AS last, entries::int, quarantined::int, checksum::float8
       FROM audit_log_batches WHERE writer_id = $1 ORDER BY first_seq`,
      [writer],
    );
  const line = (resourceId: string, more: object = {}): string => lineOf({ userId: writer, resourceId, ...more });

  it('should store entries and their numbers in one transaction', async () => {
    const batch = batchOf(writer, 1, [line('a'), line('b')], 4);
    expect(await store.insert(batch)).toEqual({ isStored: true, duplicates: 0 });
    expect([await entries(), await batches()]).toEqual([
      ['a', 'b'],
      [{ first: 1, last: 4, entries: 2, quarantined: 0, checksum: checksumOf(batch.entries) }],
    ]);
    const [transactions] = await host.query(
      `SELECT (SELECT min(xmin::text) FROM audit_log_batches WHERE writer_id::text = $1) =
         ALL (SELECT xmin::text FROM audit_logs WHERE user_id = $1) AS "areOne"`,
      [writer],
    );
    expect(transactions).toEqual({ areOne: true });
  });

  it('should store each field where it belongs, and JSON as it was written', async () => {
    const fields = {
      timestamp: '2026-11-28T12:34:56.789Z',
      resourceType: 'night_run',
      severity: 'ERROR',
      errorType: 'TypeError',
      errorFingerprint: 'f1',
      userLabel: 'Zoë "the \\ boss" 😀',
      tenantId: 't1',
      ipAddress: '2001:db8::1',
      userAgent: 'curl',
      requestId: 'r1',
      traceId: 'trace',
      metadata: { nested: [{ text: 'a\nb' }], big: 12345678901234 },
    };
    await store.insert(batchOf(writer, 1, [line('a', fields)]));
    const [row] = await host.query(`SELECT * FROM audit_logs WHERE user_id = $1`, [writer]);
    expect(row).toMatchObject({
      timestamp: new Date(fields.timestamp),
      category: 'job',
      action_type: 'run',
      resource_type: 'night_run',
      resource_id: 'a',
      description: 'the system has run something',
      status: 'success',
      severity: 'ERROR',
      error_type: 'TypeError',
      error_fingerprint: 'f1',
      actor_type: 'system',
      user_id: writer,
      user_label: fields.userLabel,
      tenant_id: 't1',
      ip_address: '2001:db8::1',
      user_agent: 'curl',
      request_id: 'r1',
      trace_id: 'trace',
      metadata: fields.metadata,
    });
  });

  it('should store numbers without entries', async () => {
    expect(await store.insert(batchOf(writer, 1, [], 3))).toEqual({ isStored: true, duplicates: 0 });
    expect(await batches()).toEqual([{ first: 1, last: 3, entries: 0, quarantined: 0, checksum: checksumOf([]) }]);
  });

  it.each([
    ['the same', 5, 2],
    ['the last', 6, 1],
    ['the first', 4, 2],
    ['all and more', 3, 5],
  ])('should store nothing when %s of its numbers are there', async (_what, first, count) => {
    await store.insert(batchOf(writer, 5, [line('a'), line('b')]));
    const lines = Array.from({ length: count }, (_, index) => line(`late-${index}`));
    expect(await store.insert(batchOf(writer, first, lines))).toEqual({ isStored: false, duplicates: 0 });
    expect(await entries()).toEqual(['a', 'b']);
    expect(await batches()).toHaveLength(1);
    expect(await store.insert(batchOf(writer, 7, [line('c')]))).toMatchObject({ isStored: true });
    expect(await store.insert(batchOf(randomUUID(), 5, [line('of another writer')]))).toMatchObject({ isStored: true });
  });

  it('should leave entries that are there under their id as they are, and count them', async () => {
    const [one, other] = [line('a'), line('b')];
    await store.insert(batchOf(writer, 1, [one]));
    expect(await store.insert(batchOf(writer, 2, [one, other]))).toEqual({ isStored: true, duplicates: 1 });
    expect(await entries()).toEqual(['a', 'b']);
  });

  it('should let only one of several store the same numbers', async () => {
    const others = [new AuditStore(host), new AuditStore(host), new AuditStore(host)];
    const answers = await Promise.all(others.map((each, index) => each.insert(batchOf(writer, 1, [line(`${index}`)]))));
    expect(answers.filter(({ isStored }) => isStored)).toHaveLength(1);
    expect(await entries()).toHaveLength(1);
    await Promise.all(others.map((each) => each.close()));
  });

  it('should make the partitions of months that have none', async () => {
    const moments = ['2030-01-31T23:59:59.999Z', '2030-02-01T00:00:00.000Z', '2026-11-28T00:00:00.000Z'];
    const lines = moments.map((timestamp) => line(timestamp, { timestamp }));
    expect(await store.insert(batchOf(writer, 1, lines))).toEqual({ isStored: true, duplicates: 0 });
    expect(await entries()).toEqual(moments.toSorted());
  });

  it('should leave nothing behind of a batch that the database refuses, and go on over the same connection', async () => {
    await store.insert(batchOf(writer, 1, [line('a')]));
    const { connection } = store;
    await expect(store.insert(batchOf(writer, 2, [line('b'), POISON]))).rejects.toMatchObject({ code: '22P02' });
    expect([await entries(), store.connection]).toEqual([['a'], connection]);
    expect(await store.insert(batchOf(writer, 2, [line('b')]))).toMatchObject({ isStored: true });
    expect(await batches()).toHaveLength(2);
  });

  it('should note the numbers of what is refused', async () => {
    await store.skip(batchOf(writer, 1, [POISON]));
    expect([await entries(), await batches()]).toEqual([
      [],
      [{ first: 1, last: 1, entries: 0, quarantined: 1, checksum: expect.any(Number) }],
    ]);
  });

  it('should tell which numbers of a writer are there, from one on', async () => {
    const checksums: number[] = [];
    for (const [first, last] of [
      [5, 6],
      [1, 2],
      [3, 4],
    ] as const) {
      const batch = batchOf(writer, first, [line(String(first))], last);
      checksums[first] = checksumOf(batch.entries);
      await store.insert(batch);
    }
    const all = [
      { first: 1, last: 2, checksum: checksums[1] },
      { first: 3, last: 4, checksum: checksums[3] },
      { first: 5, last: 6, checksum: checksums[5] },
    ];
    expect(await store.ranges(writer, 1)).toEqual(all);
    expect(await store.ranges(writer, 4)).toEqual(all.slice(1));
    expect(await store.ranges(writer, 7)).toEqual([]);
    expect(await store.ranges(randomUUID(), 1)).toEqual([]);
  });

  it('should make a writer known once, and tell when it has ended', async () => {
    expect([await store.register(writer), await store.register(writer)]).toEqual([true, false]);
    const about = async (): Promise<Record<string, unknown>> =>
      (await host.query(`SELECT * FROM audit_log_writers WHERE writer_id = $1`, [writer]))[0];
    expect(await about()).toMatchObject({ process_id: process.pid, finished_at: null, last_seq: null });
    await store.finish(writer, 1_234);
    expect(await about()).toMatchObject({ finished_at: expect.any(Date), last_seq: '1234' });
  });

  it('should tell which log it is, the same over each connection and another one in another database', async () => {
    const identity = await store.identity();
    expect(identity).toMatch(/^[\da-f-]{36}\/test_[\da-f]+$/);
    const again = new AuditStore(host);
    expect(await again.identity()).toBe(identity);
    await again.close();
    const elsewhere = await createTestDatabase();
    const otherHost = await new DataSource({ type: 'postgres', url: elsewhere.url }).initialize();
    const other = new AuditStore(otherHost);
    expect(await other.identity()).not.toBe(identity);
    await other.close();
    await otherHost.destroy();
    await elsewhere.drop();
  });

  it('should say where it writes to without a password', () => {
    const secret = new AuditStore(
      new DataSource({ type: 'postgres', url: 'postgres://me:hunter2@db.local:5433/shop' }),
    );
    expect(secret.target).toContain('db.local:5433');
    expect(secret.target).toContain('shop');
    expect(secret.target).not.toContain('hunter2');
  });
});
