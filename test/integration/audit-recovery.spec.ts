import { readFileSync, statSync } from 'node:fs';
import { AuditGaps } from '../../src/audit/delivery/audit-gaps.ts';
import { createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  copyOfTheDead,
  filesIn,
  idsOf,
  LogTable,
  loggedWords,
  segmentsIn,
  TestDelivery,
} from '../support/deliveries.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

/** Small, so that there are many of them. */
const SEGMENT = 4_096;

describe('recovery of the log', () => {
  const directories = temporaryDirectories();
  const words = loggedWords();
  let database: TestDatabase;
  let log: LogTable;
  let directory: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    log = await LogTable.open(database.url);
    directory = directories();
  });

  afterEach(async () => {
    await log.close();
    await database.drop();
  });

  const start = (more: Partial<Parameters<typeof TestDelivery.start>[1]> = {}, url = database.url) =>
    TestDelivery.start(url, { journal: { directory, segmentBytes: SEGMENT }, ...more });
  const untilStored = (ids: readonly string[]) =>
    until('all is stored', async () => (await log.ids()).length >= ids.length);
  const nothingIsMissing = async () => expect((await new AuditGaps(log.dataSource).find()).gaps).toEqual([]);

  it('should write once, with the next start, what was recorded while the database was away', async () => {
    const proxy = await createCuttableProxy(database.url);
    const ids = idsOf('away', 700);
    const first = await start({ drainTimeoutMs: 20 }, proxy.url);
    first.record(['before']);
    await first.delivery.flush();
    await proxy.cut();
    first.record(ids);
    await first.end();
    expect(first.delivery.status()).toMatchObject({ captured: 701, committed: 1, journalled: 700 });
    expect(words).toContainEqual('700 audit entries wait in the journal for the next start');

    const next = await start();
    await untilStored(['before', ...ids]);
    await until('the rest is told', () => next.delivery.status().recovered === 700);
    expect(await log.ids()).toEqual(['before', ...ids].toSorted());
    expect(next.delivery.status()).toMatchObject({ captured: 0, lost: 0 });
    await next.end();
    await nothingIsMissing();
  });

  it('should write once what a process has left that could not end, also when the one that took it over dies', async () => {
    const proxy = await createCuttableProxy(database.url);
    const first = await start({ drainTimeoutMs: 20 }, proxy.url);
    first.record(['stored']);
    await first.delivery.flush();
    await proxy.cut();
    first.record(idsOf('left', 50));
    first.delivery.journals.commit();
    const second = directories();
    copyOfTheDead(directory, second);
    await first.end();

    await proxy.restore();
    const heir = await TestDelivery.start(proxy.url, { journal: { directory: second }, batchSize: 5 });
    await until('it is at it', async () => (await log.ids()).length > 5);
    heir.record(['of the heir']);
    heir.delivery.journals.commit();
    const third = directories();
    copyOfTheDead(second, third);
    await heir.end();
    await log.setBack(4);

    const last = await TestDelivery.start(database.url, { journal: { directory: third } });
    const ids = ['stored', ...idsOf('left', 50), 'of the heir'];
    await untilStored(ids);
    expect(await log.ids()).toEqual(ids.toSorted());
    await last.end();
    await proxy.cut();
    await nothingIsMissing();
  });

  it('should send again what the database does not have any more, after it was set back', async () => {
    const delivery = await start();
    const ids = idsOf('kept', 300);
    for (let index = 0; index < 300; index += 10) {
      delivery.record(ids.slice(index, index + 10));
      await delivery.delivery.flush();
    }
    expect(await log.setBack(10)).toBe(200);
    await log.breakConnections();
    delivery.record(['after']);
    await delivery.delivery.flush();
    await untilStored([...ids, 'after']);
    expect(await log.ids()).toEqual(['after', ...ids].toSorted());
    expect(delivery.delivery.status()).toMatchObject({ captured: 301, committed: 301, lost: 0 });
    await delivery.end();
    await nothingIsMissing();
  });

  it('should send again what a process has stored that is gone, while its journal is kept', async () => {
    const first = await start();
    const ids = idsOf('kept', 100);
    for (let index = 0; index < 100; index += 10) {
      first.record(ids.slice(index, index + 10));
      await first.delivery.flush();
    }
    await first.end();
    await log.setBack(4);
    const next = await start();
    await untilStored(ids);
    expect(await log.ids()).toEqual(ids.toSorted());
    await log.setBack(2);
    await log.breakConnections();
    next.record(['after']);
    await untilStored([...ids, 'after']);
    expect(await log.ids()).toEqual([...ids, 'after'].toSorted());
    await next.end();
    await nothingIsMissing();
  });

  it('should remove what is stored when it was kept for long enough, and what is not stored never', async () => {
    const proxy = await createCuttableProxy(database.url);
    const delivery = await start({ journal: { directory, segmentBytes: SEGMENT, keepStoredMs: 0 } }, proxy.url);
    await proxy.cut();
    const ids = idsOf('large', 100);
    for (const id of ids) {
      delivery.record([id]);
      delivery.delivery.journals.commit();
    }
    const segments = segmentsIn(directory).length;
    expect(segments).toBeGreaterThan(5);
    await until('it has failed twice', () => delivery.delivery.status().failures > 1);
    expect(segmentsIn(directory)).toHaveLength(segments);
    await proxy.restore();
    await delivery.delivery.flush();
    await until('they are removed', () => segmentsIn(directory).length === 1);
    await log.breakConnections();
    delivery.record(['after']);
    await delivery.delivery.flush();
    expect(await log.ids()).toEqual(['after', ...ids].toSorted());
    await delivery.end();
    await proxy.cut();
    expect(filesIn(directory)).toEqual([]);
    await nothingIsMissing();
  });

  it('should remove the journal of a dead process when that was kept for long enough', async () => {
    const first = await start();
    first.record(idsOf('old', 50));
    await first.end();
    expect(segmentsIn(directory).length).toBeGreaterThan(0);
    const next = await start({ journal: { directory, segmentBytes: SEGMENT, keepStoredMs: 0 } });
    await until('it is removed', () => segmentsIn(directory).length === 0);
    expect(next.delivery.status()).toMatchObject({ recovered: 0, journalBytes: 0 });
    await next.end();
    expect(filesIn(directory)).toEqual([]);
  });

  it('should set aside the one of 500 that the database refuses, for nobody else to read, and tell of it', async () => {
    const delivery = await start({ flushIntervalMs: 60_000 });
    const ids = idsOf('poison', 500);
    const poison = delivery.line('poison', {}).replace('"ipAddress":null', '"ipAddress":"nowhere"');
    delivery.record(ids.slice(0, 321));
    delivery.delivery.append(poison, 'standard');
    delivery.record(ids.slice(321, 499));
    await delivery.delivery.flush();
    await delivery.delivery.flush(); // what it tells of it
    expect(await log.ids()).toEqual(ids.slice(0, 499).toSorted());
    expect(delivery.delivery.status()).toMatchObject({ captured: 501, committed: 500, quarantined: 1, shed: 0 });
    const [path, ...others] = filesIn(directory).filter((each) => each.endsWith('.ndjson'));
    expect(others).toEqual([]);
    expect(statSync(path!).mode & 0o777).toBe(0o600);
    const [why, line] = readFileSync(path!, 'utf8').split('\n');
    expect(line).toBe(poison);
    const { writer, sequence } = JSON.parse(why!) as Record<string, unknown>;
    expect(sequence).toBe(322);
    expect(await log.told('quarantine')).toEqual([expect.objectContaining({ writer, sequence, sqlState: '22P02' })]);
    await delivery.end();
    await nothingIsMissing();
  });
});
