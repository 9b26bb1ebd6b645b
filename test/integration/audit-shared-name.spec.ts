import { randomUUID } from 'node:crypto';
import { AuditGaps } from '../../src/audit/delivery/audit-gaps.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { copyOfTheDead, filesIn, idsOf, LogTable, loggedWords, TestDelivery } from '../support/deliveries.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const DISPLACED = /^Another process writes under the same name/;

describe('two processes that write under one name', () => {
  const directories = temporaryDirectories();
  const words = loggedWords();
  let database: TestDatabase;
  let log: LogTable;
  let writer: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    log = await LogTable.open(database.url);
    writer = randomUUID();
  });

  afterEach(async () => {
    await log.close();
    await database.drop();
  });

  const start = (directory = directories()) =>
    TestDelivery.start(database.url, { journal: { directory, segmentBytes: 4_096 }, writer, batchSize: 10 });
  const storedBy = async (...deliveries: readonly TestDelivery[]): Promise<void> => {
    await Promise.all(deliveries.map(({ delivery }) => delivery.flush()));
  };
  const writers = async (): Promise<string[]> => {
    const rows = await log.dataSource.query<{ id: string }[]>('SELECT writer_id AS id FROM audit_log_writers');
    return rows.map(({ id }) => id);
  };
  const moves = (): number => words.filter((each) => DISPLACED.test(each)).length;

  it('should each have all of its entries stored once, when one comes after the other', async () => {
    const [one, other] = [await start(), await start()];
    one.record(idsOf('one', 25));
    await storedBy(one);
    other.record(idsOf('other', 40));
    await storedBy(other);
    expect(await log.ids()).toEqual([...idsOf('one', 25), ...idsOf('other', 40)].toSorted());
    one.record(idsOf('more of one', 25));
    other.record(idsOf('more of the other', 25));
    await storedBy(one, other);
    await one.end();
    await other.end();
    const all = [...idsOf('one', 25), ...idsOf('other', 40), ...idsOf('more of one', 25)];
    expect(await log.ids()).toEqual([...all, ...idsOf('more of the other', 25)].toSorted());
    expect(one.delivery.status()).toMatchObject({ captured: 50, committed: 50 });
    expect(other.delivery.status()).toMatchObject({ captured: 65, committed: 65 });
    expect((await new AuditGaps(log.dataSource).find()).gaps).toEqual([]);
  });

  it('should each have all of its entries stored once, when they write at the same time', async () => {
    const [one, other] = [await start(), await start()];
    for (let round = 0; round < 20; round += 1) {
      one.record(idsOf(`one-${round}`, 7));
      other.record(idsOf(`other-${round}`, 5));
      if (round % 3 === 0) await storedBy(one, other);
    }
    await storedBy(one, other);
    const due = Array.from({ length: 20 }, (_, round) => [...idsOf(`one-${round}`, 7), ...idsOf(`other-${round}`, 5)]);
    await until('all is stored', async () => (await log.ids()).length >= 240);
    expect(await log.ids()).toEqual(due.flat().toSorted());
    expect(one.delivery.status()).toMatchObject({ captured: 140, committed: 140, shed: 0, lost: 0 });
    expect(other.delivery.status()).toMatchObject({ captured: 100, committed: 100, shed: 0, lost: 0 });
    await one.end();
    await other.end();
    expect(moves()).toBeGreaterThanOrEqual(1);
    expect((await writers()).length).toBeGreaterThanOrEqual(2);
  });

  it('should go on under one other name, however much was displaced, and make that known', async () => {
    const directory = directories();
    const [one, other] = [await start(), await start(directory)];
    for (let batch = 1; batch <= 12; batch += 1) {
      one.record(idsOf(`one-${batch}`, 5));
      await storedBy(one);
    }
    await log.breakConnections();
    other.record(idsOf('other', 60));
    await storedBy(other);
    expect(await log.ids()).toHaveLength(120);
    expect(moves()).toBe(1);
    expect(await writers()).toHaveLength(2);
    expect(filesIn(directory).filter((path) => path.endsWith('writer.json'))).toHaveLength(2);
    await one.end();
    await other.end();
    const unfinished = await log.dataSource.query('SELECT FROM audit_log_writers WHERE finished_at IS NULL');
    expect(unfinished).toHaveLength(0);
  });

  it('should not lose what is displaced when the journal has no room for it under another name', async () => {
    const one = await start();
    const other = await TestDelivery.start(database.url, {
      journal: { directory: directories(), segmentBytes: 4_096, maxBytes: 65_536 },
      writer,
      flushIntervalMs: 60_000,
    });
    one.record(idsOf('one', 200));
    await storedBy(one);
    const taken = other.record(idsOf('other', 200)).filter(Boolean).length;
    await storedBy(other);
    const { captured, committed, shed } = other.delivery.status();
    expect([captured, committed]).toEqual([200, taken]);
    expect(shed).toBe(200 - taken);
    await one.end();
    await other.end();
    expect((await log.ids()).length).toBe(200 + taken);
  });

  it('should store what a dead copy has left, without taking another name for it', async () => {
    const original = directories();
    const one = await start(original);
    one.record(idsOf('before', 5));
    await storedBy(one);
    const copy = directories();
    const other = await start(directories());
    other.record(idsOf('before', 5));
    other.delivery.journals.commit();
    await storedBy(other);
    await other.end();
    copyOfTheDead(original, copy);
    one.record(idsOf('after', 30));
    await storedBy(one);
    const heir = await TestDelivery.start(database.url, { journal: { directory: copy } });
    await until('it is taken over', () => words.some((word) => word.includes('is taken over')));
    await storedBy(heir);
    await one.end();
    await heir.end();
    expect(await log.ids()).toHaveLength(40);
  });
});
