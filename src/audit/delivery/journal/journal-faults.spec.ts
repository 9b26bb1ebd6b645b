import { readdirSync } from 'node:fs';
import { ALL, createJournal, linesOf, storeAll, type TestJournalOptions } from '../../../../test/support/journals.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const setUp = (options: TestJournalOptions = {}) => createJournal(newDirectory(), options);

/** Lets so much time pass that the disk is tried again. */
function passTime(): void {
  const now = performance.now() + 1_001;
  jest.spyOn(performance, 'now').mockReturnValue(now);
}

afterEach(() => void jest.restoreAllMocks());

describe('a disk that fails', () => {
  it('should have entries wait in memory, and be written when it takes them again', async () => {
    const { journal, disk, append, told, onDisk } = setUp();
    append('a');
    journal.write();
    disk.room = 10;
    append('b', 'c');
    journal.write();
    expect([told, journal.isFailing, journal.isAvailable]).toEqual([['fault ENOSPC'], true, false]);
    expect(journal.figures).toMatchObject({ accepted: 3, queued: 2, journalled: 1 });
    expect(linesOf(await journal.read(ALL))).toEqual(['a', 'b', 'c']);
    journal.reconcile([]);
    disk.heal();
    journal.write();
    expect(journal.isFailing).toBe(true);
    passTime();
    append('d');
    journal.write();
    expect([told.slice(1), journal.isFailing, journal.isAvailable]).toEqual([['recovery'], false, true]);
    expect(await onDisk()).toEqual([1, 2, 3, 4]);
    expect(await storeAll(journal)).toEqual(['a', 'b', 'c', 'd']);
    expect(journal.figures).toMatchObject({ accepted: 4, queued: 0, journalled: 0, stored: 4 });
  });

  it('should not be tried all the time, and be told of once', () => {
    const { journal, disk, append, told } = setUp();
    disk.fail('writeSync', 'EIO');
    for (let again = 0; again < 5; again += 1) {
      append('a');
      journal.write();
    }
    expect(disk.count('writeSync')).toBe(1);
    passTime();
    journal.write();
    expect([disk.count('writeSync'), told]).toEqual([2, ['fault EIO']]);
  });

  it('should be tried although nothing waits to be written', async () => {
    const { journal, disk, append, told } = setUp();
    disk.fail('writeSync', 'EIO');
    append('a');
    journal.write();
    expect(await storeAll(journal)).toEqual(['a']);
    expect(journal.figures.queuedBytes).toBe(0);
    passTime();
    journal.write();
    expect([told, journal.isFailing]).toEqual([['fault EIO'], true]);
    disk.heal();
    passTime();
    journal.write();
    expect([told, journal.isAvailable]).toEqual([['fault EIO', 'recovery'], true]);
  });

  it.each(['sync', 'syncNow'] as const)('should be told of when %s fails, until it works again', async (how) => {
    const { journal, disk, append, told, onDisk } = setUp();
    append('a');
    disk.fail('fdatasync', 'EIO');
    disk.fail('fdatasyncSync', 'EIO');
    expect([await journal[how](), journal.isFailing]).toEqual([false, true]);
    for (let again = 0; again < 5; again += 1) {
      passTime();
      append('b');
      expect([await journal[how](), told]).toEqual([false, ['fault EIO']]);
    }
    disk.heal();
    passTime();
    expect([await journal[how](), told]).toEqual([true, ['fault EIO', 'recovery']]);
    expect(await onDisk()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await storeAll(journal)).toEqual(['a', 'b', 'b', 'b', 'b', 'b']);
  });

  it('should take what is in memory with it when the journal is closed, if it takes it then', async () => {
    const { journal, disk, append, onDisk } = setUp();
    disk.fail('writeSync', 'EIO', { times: 1 });
    append('a');
    journal.write();
    await journal.close();
    expect(await onDisk()).toEqual([1]);
  });
});

describe('an intent', () => {
  it('should be open until its outcome is told, or it is withdrawn', async () => {
    const { journal, openIntents } = setUp();
    const [one, two, three] = [journal.intend('one'), journal.intend('two'), journal.intend('three')];
    expect(await journal.sync()).toBe(true);
    expect(await openIntents()).toEqual(['one', 'two', 'three']);
    journal.append('outcome', 'critical', two);
    journal.withdraw(three);
    journal.withdraw(three);
    journal.withdraw(99);
    journal.write();
    expect([one, two, three, journal.sequence]).toEqual([1, 2, 3, 5]);
    expect(await openIntents()).toEqual(['one']);
    expect(linesOf(await journal.read(ALL))).toEqual(['outcome']);
  });

  it('should be carried on when its segment is removed', async () => {
    const { journal, disk, append, directory, openIntents } = setUp({ segmentBytes: 1 });
    const [one, two] = [journal.intend('one'), journal.intend('two')];
    journal.write();
    journal.append('outcome', 'critical', two);
    journal.write();
    append('b');
    journal.write();
    await storeAll(journal);
    journal.removeStored(Infinity);
    expect(disk.count('fdatasyncSync')).toBeGreaterThan(0);
    expect([readdirSync(directory).length, await openIntents()]).toEqual([1, ['one']]);
    append('c');
    journal.write();
    await storeAll(journal);
    journal.removeStored(Infinity);
    expect(await openIntents()).toEqual(['one']);
    journal.append('end', 'critical', one);
    journal.write();
    expect(await openIntents()).toEqual([]);
  });

  it.each(['writeSync', 'fdatasyncSync'] as const)('should keep its segment while %s fails', async (call) => {
    const { journal, disk, append, directory, openIntents } = setUp({ segmentBytes: 1 });
    journal.intend('one');
    await journal.sync();
    append('b');
    await journal.sync();
    await storeAll(journal);
    const before = present(readdirSync(directory)[0]);
    disk.fail(call, 'EIO');
    for (let again = 0; again < 3; again += 1) {
      passTime();
      journal.removeStored(Infinity);
      expect(readdirSync(directory)).toContain(before);
      expect(await openIntents()).toEqual(['one']);
    }
    disk.heal();
    passTime();
    journal.write();
    journal.removeStored(Infinity);
    expect(readdirSync(directory)).not.toContain(before);
    expect(await openIntents()).toEqual(['one']);
  });

  it('should be told to the disk although it was stored while the disk failed, and its outcome too', async () => {
    const { journal, disk, append, openIntents, onDisk } = setUp();
    const one = journal.intend('one');
    journal.write();
    disk.fail('writeSync', 'EIO');
    append('a');
    journal.write();
    const [two, three] = [journal.intend('two'), journal.intend('three')];
    journal.append('outcome', 'critical', one);
    journal.append('short', 'critical', three);
    append('b');
    expect(await storeAll(journal)).toEqual(['a', 'outcome', 'short', 'b']);
    expect(journal.figures).toMatchObject({ accepted: 4, stored: 4, queued: 0, journalled: 0 });
    disk.heal();
    passTime();
    journal.write();
    expect(await openIntents()).toEqual(['two']);
    expect([two, three]).toEqual([3, 4]);
    expect(await onDisk()).toEqual([1, 3, 5]);
    expect(await storeAll(journal)).toEqual([]);
  });
});
