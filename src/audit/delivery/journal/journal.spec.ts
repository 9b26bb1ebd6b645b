import { readdirSync } from 'node:fs';
import { ALL, createJournal, linesOf, storeAll, type TestJournalOptions } from '../../../../test/support/journals.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import type { AuditDelivery } from '../../entry/delivery.ts';
import { Journal } from './journal.ts';
import { REAL_FILES } from './journal-files.ts';

const newDirectory = temporaryDirectories();
const setUp = (options: TestJournalOptions = {}) => createJournal(newDirectory(), options);
const FRAME_BYTES = 56;

afterEach(() => void jest.restoreAllMocks());

describe(Journal.name, () => {
  it('should give what was written, and count it until it is settled', async () => {
    const { journal, append, read } = setUp();
    append('a', 'b');
    expect(await read()).toEqual([]);
    expect(journal.figures).toMatchObject({ accepted: 2, queued: 2, journalled: 0, queuedBytes: 2 * FRAME_BYTES + 2 });
    journal.write();
    expect(journal.figures).toMatchObject({ accepted: 2, queued: 0, journalled: 2, queuedBytes: 0 });
    expect(journal.figures.bytes).toBe(2 * FRAME_BYTES + 2);
    const batch = await journal.read(ALL);
    expect(linesOf(batch)).toEqual(['a', 'b']);
    journal.settle(present(batch), 1);
    expect(journal.figures).toMatchObject({ accepted: 2, stored: 1, refused: 1, queued: 0, journalled: 0 });
    expect([journal.waiting, journal.storedUpTo, journal.sequence, journal.lastEntry]).toEqual([0, 2, 2, 2]);
  });

  it('should write what came before it had a disk', async () => {
    const { journal, append, open, read, onDisk } = setUp({ isOpen: false });
    append('a');
    journal.write();
    expect([await journal.sync(), journal.syncNow(), journal.isAvailable]).toEqual([false, false, false]);
    expect(await read()).toEqual(['a']);
    append('b');
    open();
    expect(await onDisk()).toEqual([1, 2]);
    expect([await read(), journal.isAvailable, await journal.sync()]).toEqual([['b'], true, true]);
  });

  it('should tell since when the oldest entry waits', async () => {
    const now = jest.spyOn(Date, 'now');
    const { journal, append } = setUp();
    expect(journal.waitingSince).toBeUndefined();
    for (const moment of [1_000, 2_000, 3_000]) {
      now.mockReturnValue(moment);
      append('a');
    }
    journal.write();
    expect(journal.waitingSince).toBe(1_000);
    journal.settle(present(await journal.read({ ...ALL, maxEntries: 1 })), 0);
    expect(journal.waitingSince).toBeLessThanOrEqual(2_000);
    expect(journal.waitingSince).toBeGreaterThanOrEqual(1_000);
    await storeAll(journal);
    expect(journal.waitingSince).toBeUndefined();
  });

  it('should not lose a number to a line that is too long for a frame', async () => {
    const { journal, append, read } = setUp({ maxQueueBytes: 1e9, maxBytes: 1e9 });
    append('a');
    expect(() => append('x'.repeat(8 * 1024 * 1024 + 1))).toThrow(RangeError);
    append('b');
    journal.write();
    expect([await read(), journal.sequence, journal.figures.accepted]).toEqual([['a', 'b'], 2, 2]);
  });

  it('should not wait for ever for what is lost', async () => {
    const { journal, append, told, directory } = setUp();
    append('a', 'b', 'c');
    journal.write();
    const [name] = readdirSync(directory);
    const fd = REAL_FILES.openSync(`${directory}/${name}`, 'r+');
    REAL_FILES.writeSync(fd, Buffer.from('!'), 0, 1, FRAME_BYTES + 1 + FRAME_BYTES);
    REAL_FILES.closeSync(fd);
    expect(await storeAll(journal)).toEqual(['a', 'c']);
    expect(told).toEqual(['lost 1']);
    expect(journal.figures).toMatchObject({ accepted: 2, stored: 2, queued: 0, journalled: 0 });
    expect([journal.waiting, journal.waitingSince]).toEqual([0, undefined]);
  });

  it('should hand over what others have written under its numbers, and not count it any more', async () => {
    const { journal, append, told, read } = setUp();
    append('a', 'b', 'c');
    journal.write();
    journal.reconcile([{ first: 2, last: 2, checksum: 1 }]);
    expect([await read(), await read()]).toEqual([['a'], ['c']]);
    expect([told, journal.figures.accepted]).toEqual([['displaced b'], 2]);
  });

  it('should know its own batches after a part of them was removed', async () => {
    const { journal, append, told, read } = setUp({ segmentBytes: 1 });
    for (const line of ['a', 'b', 'c', 'd']) {
      append(line);
      journal.write();
    }
    const batch = await journal.read({ ...ALL, maxEntries: 3 });
    journal.settle(present(batch), 0);
    journal.removeStored(Infinity);
    expect(journal.firstHeld).toBe(4);
    journal.reconcile([]);
    expect([journal.storedUpTo, await read()]).toEqual([3, ['d']]);
    expect(told).toEqual([]);
  });

  it('should keep stored segments as long as it is told, and those that are not stored', async () => {
    const { journal, append, directory } = setUp({ segmentBytes: 1 });
    for (const line of ['a', 'b', 'c']) {
      append(line);
      journal.write();
    }
    journal.settle(present(await journal.read({ ...ALL, maxEntries: 2 })), 0);
    journal.removeStored(Date.now() - 60_000);
    expect(readdirSync(directory)).toHaveLength(3);
    journal.removeStored(Infinity);
    expect([readdirSync(directory).length, journal.firstHeld]).toEqual([1, 3]);
    expect(await storeAll(journal)).toEqual(['c']);
    journal.removeStored(Infinity);
    expect(readdirSync(directory)).toHaveLength(1);
  });
});

describe('room', () => {
  const ranks: readonly AuditDelivery[] = ['best-effort', 'standard', 'critical'];
  const fill = (journal: Journal, rank: AuditDelivery, size = 44): number => {
    let count = 0;
    while (journal.append('x'.repeat(size), rank)) count += 1;
    return count;
  };

  it('should be kept for the classes above, in memory', () => {
    const { journal } = setUp({ isOnDisk: false, maxQueueBytes: 1_600 });
    expect(ranks.map((rank) => fill(journal, rank))).toEqual([8, 6, 2]);
    expect(journal.figures).toMatchObject({ accepted: 16, queued: 16, journalled: 0, queuedBytes: 1_600, bytes: 0 });
  });

  it('should be kept for the classes above, on the disk', () => {
    const { journal } = setUp({ maxBytes: 1_600 });
    const write = (): void => journal.write();
    const fillDisk = (rank: AuditDelivery): number => {
      let count = 0;
      while (journal.append('x'.repeat(44), rank)) {
        write();
        count += 1;
      }
      return count;
    };
    expect(ranks.map((rank) => fillDisk(rank))).toEqual([8, 6, 2]);
    expect(journal.figures.bytes).toBe(1_600);
  });

  it('should be left by those of dead processes', () => {
    const { journal } = setUp({ maxBytes: 1_600 });
    journal.foreignBytes = 1_000;
    expect(fill(journal, 'best-effort')).toBe(0);
    expect(journal.append('x', 'standard')).toBe(true);
    expect([journal.figures.bytes, journal.isAvailable]).toEqual([1_000, true]);
    journal.foreignBytes = 1_550;
    expect(journal.isAvailable).toBe(false);
  });

  it('should be there again when something is stored', async () => {
    const { journal } = setUp({ isOnDisk: false, maxQueueBytes: 1_600 });
    expect(fill(journal, 'standard')).toBe(14);
    journal.settle(present(await journal.read({ ...ALL, maxEntries: 4 })), 0);
    expect(fill(journal, 'standard')).toBe(4);
  });

  it('should be made by what is stored and only kept', async () => {
    const { journal, append } = setUp({ maxBytes: 1_600, segmentBytes: 200 });
    const line = 'x'.repeat(150);
    for (let round = 0; round < 20; round += 1) {
      expect(append(line)).toEqual([true]);
      journal.write();
      await storeAll(journal);
    }
    expect(journal.figures.bytes).toBeLessThanOrEqual(1_600);
    expect(journal.isAvailable).toBe(true);
  });

  it('should be counted before it is written', () => {
    const { append } = setUp({ maxBytes: 1_600 });
    expect(append(...Array.from({ length: 10 }, () => 'x'.repeat(150))).filter(Boolean).length).toBeLessThan(8);
  });

  it('should be left for what has begun when nothing critical may begin any more', () => {
    const { journal } = setUp({ isOnDisk: false, maxQueueBytes: 1_600 });
    expect(journal.isAvailable).toBe(true);
    fill(journal, 'critical', 44);
    expect(journal.isAvailable).toBe(false);
  });

  it('should be there while entries wait in memory only', async () => {
    const { journal, append } = setUp({ isOnDisk: false });
    append('a', 'b');
    journal.write();
    expect([await journal.sync(), journal.syncNow(), journal.isFailing]).toEqual([true, true, false]);
    expect([journal.intend('critical'), journal.sequence]).toEqual([0, 2]);
    expect(await storeAll(journal)).toEqual(['a', 'b']);
    expect(journal.figures).toEqual({
      accepted: 2,
      stored: 2,
      refused: 0,
      queued: 0,
      journalled: 0,
      queuedBytes: 0,
      bytes: 0,
    });
    append('c');
    expect(await storeAll(journal)).toEqual(['c']);
  });
});

describe('a journal that is closed', () => {
  it('should leave what comes after it on the disk, synced', async () => {
    const { journal, disk, append, onDisk } = setUp();
    append('a');
    await journal.close();
    const synced = disk.count('fdatasyncSync');
    append('b');
    journal.write();
    append('c');
    journal.write();
    expect(disk.count('fdatasyncSync')).toBe(synced + 2);
    expect(disk.openFiles).toBe(0);
    expect(await onDisk()).toEqual([1, 2, 3]);
    expect(await journal.sync()).toBe(true);
  });

  it('should leave nothing in memory that came while it was closed', async () => {
    const { journal, disk, append, onDisk } = setUp();
    append('a');
    const letGo = disk.hold('fdatasync');
    const closed = journal.close();
    append('b');
    letGo();
    await closed;
    expect(await onDisk()).toEqual([1, 2]);
  });

  it('should not be read by what reads it still', async () => {
    const { journal, disk, append } = setUp();
    append('a');
    journal.write();
    const letGo = disk.hold('read');
    const batch = journal.read(ALL);
    const closed = journal.close();
    letGo();
    await closed;
    expect(linesOf(await batch)).toEqual(['a']);
    expect(await journal.read(ALL)).toBeUndefined();
  });
});
