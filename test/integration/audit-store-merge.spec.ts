import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { checksumOf, type JournalBatch } from '../../src/audit/delivery/journal/journal-batch.ts';
import { AuditStore } from '../../src/audit/delivery/writer/audit-store.ts';
import { batchOf, lineOf } from '../support/batches.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/** Whatever there is, is older than that, in seconds. */
const ALL = -10;
const HOUR = 3_600;

describe(`${AuditStore.name}.merge`, () => {
  let database: TestDatabase;
  let host: DataSource;
  let store: AuditStore;
  let writer: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    store = new AuditStore(host);
  });

  afterAll(async () => {
    await store.close();
    await host.destroy();
    await database.drop();
  });

  beforeEach(() => {
    writer = randomUUID();
  });

  const rows = (of = writer): Promise<Record<string, unknown>[]> =>
    host.query(
      `SELECT first_seq::int AS first, last_seq::int AS last, entries::int, quarantined::int, checksum::float8
       FROM audit_log_batches WHERE writer_id = $1 ORDER BY first_seq`,
      [of],
    );

  async function insert(first: number, last: number, of = writer): Promise<JournalBatch> {
    const batch = batchOf(of, first, [lineOf()], last);
    await store.insert(batch);
    return batch;
  }

  it('should make one row of those that follow each other, and leave holes where they are', async () => {
    const alone = await insert(20, 25);
    for (const [first, last] of [
      [4, 5],
      [1, 3],
      [6, 6],
      [8, 9],
      [10, 12],
    ] as const) {
      await insert(first, last);
    }
    await store.skip(batchOf(writer, 13, [lineOf()]));
    await store.merge(ALL);
    const all = [
      { first: 1, last: 6, entries: 3, quarantined: 0, checksum: null },
      { first: 8, last: 13, entries: 2, quarantined: 1, checksum: null },
      { first: 20, last: 25, entries: 1, quarantined: 0, checksum: checksumOf(alone.entries) },
    ];
    expect(await rows()).toEqual(all);
    await store.merge(ALL);
    expect(await rows()).toEqual(all);
  });

  it('should let merged rows grow, and tell the time of the latest', async () => {
    await insert(1, 1);
    await insert(2, 2);
    await host.query(`UPDATE audit_log_batches SET committed_at = '2026-01-01' WHERE writer_id = $1`, [writer]);
    await store.merge(HOUR);
    await insert(3, 3);
    await host.query(
      `UPDATE audit_log_batches SET committed_at = '2026-02-01' WHERE writer_id = $1 AND first_seq = 3`,
      [writer],
    );
    await store.merge(HOUR);
    expect(await rows()).toEqual([{ first: 1, last: 3, entries: 3, quarantined: 0, checksum: null }]);
    expect(
      await host.query(`SELECT FROM audit_log_batches WHERE writer_id = $1 AND committed_at = '2026-02-01'`, [writer]),
    ).toHaveLength(1);
  });

  it('should leave what is young as it is, and what stands on both sides of it apart', async () => {
    for (const sequence of [1, 2, 3, 4, 5]) await insert(sequence, sequence);
    await store.merge(HOUR);
    expect(await rows()).toHaveLength(5);
    await host.query(
      `UPDATE audit_log_batches SET committed_at = now() - interval '2 hours' WHERE writer_id = $1 AND first_seq <> 3`,
      [writer],
    );
    await store.merge(HOUR);
    expect((await rows()).map(({ first, last }) => [first, last])).toEqual([
      [1, 2],
      [3, 3],
      [4, 5],
    ]);
  });

  it('should keep the numbers that are refused as they are for those that come', async () => {
    for (const sequence of [1, 2, 3]) await insert(sequence, sequence);
    await store.merge(ALL);
    expect(await store.insert(batchOf(writer, 2, [lineOf()]))).toMatchObject({ isStored: false });
    expect(await store.ranges(writer, 1)).toEqual([{ first: 1, last: 3, checksum: null }]);
    expect(await store.insert(batchOf(writer, 4, [lineOf()]))).toMatchObject({ isStored: true });
  });

  it('should lose nothing beside batches that are stored, and beside others that merge', async () => {
    const writers = Array.from({ length: 8 }, () => randomUUID());
    const stores = [0, 1, 2, 3].map(() => new AuditStore(host));
    const merges = new AbortController();
    const merging = stores.slice(2).map(async (each) => {
      while (!merges.signal.aborted) await each.merge(ALL);
    });
    const storing = stores.slice(0, 2).map(async (each, index) => {
      const own = writers.filter((_, place) => place % 2 === index);
      for (let sequence = 1; sequence <= 40; sequence += 1) {
        for (const name of own) {
          expect(await each.insert(batchOf(name, sequence, [lineOf()]))).toMatchObject({ isStored: true });
        }
      }
    });
    await Promise.all(storing).finally(() => merges.abort());
    await Promise.all(merging);
    await store.merge(ALL);
    for (const name of writers) expect(await rows(name)).toMatchObject([{ first: 1, last: 40, entries: 40 }]);
    await Promise.all(stores.map((each) => each.close()));
  });

  it('should work for a role that can neither delete nor change anything', async () => {
    const role = `writer_${randomUUID().slice(0, 8)}`;
    await host.query(`CREATE ROLE ${role} LOGIN PASSWORD 'writer'`);
    await host.query(`GRANT SELECT, INSERT ON audit_logs, audit_log_batches TO ${role}`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'writer' });
    const limited = await new DataSource({ type: 'postgres', url: url.href }).initialize();
    const limitedStore = new AuditStore(limited);
    for (const sequence of [1, 2]) await limitedStore.insert(batchOf(writer, sequence, [lineOf()]));
    await limitedStore.merge(ALL);
    expect(await rows()).toHaveLength(1);
    await limitedStore.close();
    await limited.destroy();
    await host.query(`REVOKE ALL ON audit_logs, audit_log_batches FROM ${role}`);
    await host.query(`DROP ROLE ${role}`);
  });
});
