import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { AuditStore } from '../../src/audit/delivery/writer/audit-store.ts';
import { begin } from '../../src/audit/delivery/writer/store-statements.ts';
import { batchOf, lineOf } from '../support/batches.ts';
import { type CuttableProxy, createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

/** A statement is waited for that long, in milliseconds. */
const QUERY_TIMEOUT_MS = 15_000;
const OTHER_TIMERS = ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] as const;

describe(`the connection of ${AuditStore.name}`, () => {
  let database: TestDatabase;
  let proxy: CuttableProxy;
  let host: DataSource;
  let store: AuditStore;
  let other: Client;
  let writer: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    proxy = await createCuttableProxy(database.url);
    host = await new DataSource({ type: 'postgres', url: proxy.url }).initialize();
    store = new AuditStore(host);
    other = new Client({ connectionString: database.url });
    await other.connect();
    writer = randomUUID();
  });

  afterEach(async () => {
    await other.end();
    await store.close();
    await host.destroy();
    await proxy.cut();
  });

  const insert = (first: number, ...lines: readonly string[]) => store.insert(batchOf(writer, first, lines));
  const isOne = async (text: string): Promise<boolean> => (await other.query(text)).rowCount === 1;
  const STORE = `application_name = 'audit-writer' AND datname = current_database()`;
  const kill = () => other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${STORE}`);
  const stored = async (): Promise<unknown> =>
    (await other.query(`SELECT resource_id AS id FROM audit_logs WHERE user_id = $1 ORDER BY id`, [writer])).rows.map(
      ({ id }) => id as string,
    );
  const line = (resourceId: string, more: object = {}): string => lineOf({ userId: writer, resourceId, ...more });

  /** Has whatever batch of the writer comes wait in its transaction. @returns what lets it go on */
  async function hold(): Promise<() => Promise<unknown>> {
    await other.query(`SELECT pg_advisory_lock(hashtextextended('audit_log_batches ' || $1, 0))`, [writer]);
    return () => other.query('SELECT pg_advisory_unlock_all()');
  }

  const untilItWaits = () =>
    until('the batch waits in its transaction', () =>
      isOne(`SELECT FROM pg_stat_activity WHERE ${STORE} AND wait_event = 'advisory'`),
    );

  it('should be made when it is needed, and counted', async () => {
    expect(store.connection).toBeUndefined();
    await insert(1, line('a'));
    await insert(2, line('b'));
    expect(store.connection).toBe(1);
    expect(await isOne(`SELECT FROM pg_stat_activity WHERE ${STORE}`)).toBe(true);
  });

  it('should be found lost at once, and made again by what comes next', async () => {
    await insert(1, line('a'));
    await kill();
    await until('it is known to be lost', () => store.connection === undefined);
    await insert(2, line('b'));
    expect([store.connection, await stored()]).toEqual([2, ['a', 'b']]);
  });

  it('should leave nothing of a batch when it is killed in the midst of it', async () => {
    const letGo = await hold();
    const failure = insert(1, line('a')).then(
      () => 'none',
      ({ code }) => code as string,
    );
    await untilItWaits();
    await kill();
    expect(await failure).toBe('57P01');
    await letGo();
    expect(store.connection).toBeUndefined();
    expect(await stored()).toEqual([]);
    expect(await insert(1, line('a'))).toMatchObject({ isStored: true });
  });

  it('should be given up when it does not answer, and made again by what comes next', async () => {
    await insert(1, line('a'));
    proxy.freeze();
    jest.useFakeTimers({ doNotFake: [...OTHER_TIMERS, 'setInterval', 'clearInterval'] });
    const failure = insert(2, line('b')).then(
      () => 'none',
      ({ message }) => message as string,
    );
    await jest.advanceTimersByTimeAsync(QUERY_TIMEOUT_MS);
    jest.useRealTimers();
    expect(await failure).toBe('Query read timeout');
    expect(store.connection).toBeUndefined();
    expect(await insert(2, line('b'))).toMatchObject({ isStored: true });
    expect([store.connection, await stored()]).toEqual([2, ['a', 'b']]);
  });

  it('should be made when the database is there again', async () => {
    await insert(1, line('a'));
    await proxy.cut();
    await expect(insert(2, line('b'))).rejects.toBeInstanceOf(Error);
    await expect(insert(2, line('b'))).rejects.toThrow('ECONNREFUSED');
    await proxy.restore();
    expect(await insert(2, line('b'))).toMatchObject({ isStored: true });
  });

  it('should let nobody into the transaction of a batch', async () => {
    const letGo = await hold();
    const failure = insert(1, line('in the batch'), line('refused', { ipAddress: 'nowhere' })).catch(() => 'failed');
    await untilItWaits();
    const elsewhere = host.transaction((manager) =>
      store.insertIn(manager, line('in a transaction of the host', { timestamp: '2040-07-01T00:00:00.000Z' })),
    );
    const others = [store.identity(), store.register(writer), store.ranges(writer, 1), store.finish(writer, 2)];
    await letGo();
    expect(await failure).toBe('failed');
    await elsewhere; // with the partition, which would have gone with the batch
    await Promise.all(others);
    expect(await stored()).toEqual(['in a transaction of the host']);
    expect(await isOne(`SELECT FROM audit_log_writers WHERE writer_id = '${writer}' AND last_seq = 2`)).toBe(true);
  });

  it('should get past a batch of its own that the network has lost in the midst of its transaction', async () => {
    const lost = new Client({ connectionString: database.url });
    const isEnded = new Promise((resolve) => lost.on('error', resolve));
    await lost.connect();
    await lost.query(begin(writer)); // and nothing more is heard of it
    await expect(insert(1, line('a'))).rejects.toMatchObject({ code: '55P03' }); // the lock is not waited for for ever
    expect(await isEnded).toMatchObject({ code: '25P03' });
    expect(await insert(1, line('a'))).toEqual({ isStored: true, duplicates: 0 });
    expect(await stored()).toEqual(['a']);
  });

  it('should end when it is closed in the midst of a batch', async () => {
    const letGo = await hold();
    const failure = insert(1, line('a')).catch(() => 'failed');
    await untilItWaits();
    await store.close();
    expect(await failure).toBe('failed');
    await letGo();
    expect(await stored()).toEqual([]);
  });

  it('should refuse a database that is not PostgreSQL', async () => {
    const wrong = new AuditStore({ options: { type: 'mysql' } } as DataSource);
    await expect(wrong.identity()).rejects.toThrow('needs PostgreSQL');
  });
});
