import { readdirSync } from 'node:fs';
import { createDiskJournal } from '../../../../test/support/disk-journals.ts';
import { frameOf, framesOf, sequencesOf } from '../../../../test/support/frames.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { DiskJournal, type JournalSync } from './disk-journal.ts';

const newDirectory = temporaryDirectories();
const setUp = (options: Parameters<typeof createDiskJournal>[1] = {}) => createDiskJournal(newDirectory(), options);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe(`sync of a ${DiskJournal.name}`, () => {
  it.each<[JournalSync, number, number]>([
    ['always', 2, 2],
    ['interval', 0, 1],
    ['never', 0, 1],
  ])('should force what is written onto the disk %s', async (sync, byItself, whenAsked) => {
    const { journal, disk } = setUp({ sync });
    journal.write(framesOf(1, 2));
    journal.write(framesOf(3, 4));
    const count = (): number => disk.count('fdatasync') + disk.count('fdatasyncSync');
    expect(count()).toBe(byItself);
    await journal.sync();
    await journal.sync();
    journal.syncNow();
    expect(count()).toBe(whenAsked);
  });

  it.each(['sync', 'syncNow'] as const)('should force the name of a new segment onto the disk by %s', async (how) => {
    const { journal, disk } = setUp();
    const synced = (): number => disk.count('fsync') + disk.count('fsyncSync');
    for (const [frames, expected] of [
      [framesOf(1, 2), 1],
      [framesOf(3, 4), 1],
    ] as const) {
      journal.write(frames);
      await journal[how]();
      expect(synced()).toBe(expected);
    }
    journal.abandon();
    journal.write(framesOf(5, 6));
    await journal[how]();
    expect(synced()).toBe(2);
  });

  it('should not say that the name is on the disk when it could not be looked after', async () => {
    const { journal, disk } = setUp();
    journal.write(framesOf(1, 2));
    disk.fail('openSync', 'EMFILE');
    await expect(journal.sync()).rejects.toThrow('EMFILE');
    expect(() => journal.syncNow()).toThrow('EMFILE');
    disk.heal();
    await journal.sync();
    expect(disk.count('fsync')).toBe(1);
  });

  it.each(['sync', 'syncNow'] as const)(
    'should write anew what the disk may have lost when %s fails once',
    async (how) => {
      const { journal, disk, firsts, reread, recovered } = setUp();
      journal.write(framesOf(1, 4));
      await journal.sync();
      journal.write(framesOf(5, 7));
      disk.fail(how === 'sync' ? 'fdatasync' : 'fdatasyncSync', 'EIO', { times: 1 });
      await journal[how]();
      expect(firsts()).toEqual([1, 5]);
      expect(await sequencesOf(present(journal.current))).toEqual([5, 6, 7]);
      journal.write(framesOf(8, 9));
      expect(firsts()).toEqual([1, 5]);
      expect([await reread(), await recovered()]).toEqual([upTo(9), upTo(9)]);
    },
  );

  it('should write anew what stands in several segments, and keep no other copy', async () => {
    const { journal, disk, directory, firsts, reread, recovered } = setUp({ segmentBytes: 150 });
    for (const frame of framesOf(1, 2)) journal.write([frame]);
    await journal.sync();
    for (const frame of framesOf(3, 9)) journal.write([frame]);
    expect(firsts()).toEqual([1, 4, 7]);
    disk.fail('fdatasync', 'EIO', { times: 1 });
    await journal.sync();
    expect(firsts()).toEqual([1, 3]);
    expect([readdirSync(directory).length, disk.openFiles]).toEqual([2, 2]);
    expect(await sequencesOf(present(journal.current))).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect([await reread(), await recovered()]).toEqual([upTo(9), upTo(9)]);
  });

  it.each<JournalSync>(['always', 'interval'])(
    'should lose nothing and stay small while the disk fails for ever (%s)',
    async (sync) => {
      const { journal, disk, directory, reread, recovered } = setUp({ sync });
      journal.write(framesOf(1, 4));
      await journal.sync();
      disk.fail('fdatasync', 'EIO');
      disk.fail('fdatasyncSync', 'EIO');
      const waiting = framesOf(5, 7);
      const write = (): void => journal.write(waiting);
      if (sync === 'interval') write();
      for (let again = 0; again < 20; again += 1) {
        expect(sync === 'always' ? write : () => journal.syncNow()).toThrow('EIO');
        await expect(journal.sync()).rejects.toThrow('EIO');
        journal.abandon();
      }
      expect([readdirSync(directory).length, disk.openFiles]).toEqual([2, 2]);
      expect(await sequencesOf(present(journal.current))).toEqual([5, 6, 7]);
      disk.heal();
      journal.write(framesOf(8, 9));
      await journal.sync();
      expect([await reread(), await recovered()]).toEqual([upTo(9), upTo(9)]);
    },
  );

  it('should keep what it has when there is no room to write it anew', async () => {
    const { journal, disk, directory, firsts, recovered } = setUp();
    journal.write(framesOf(1, 4));
    disk.fail('fdatasync', 'EIO', { times: 1 });
    disk.room = 200;
    await expect(journal.sync()).rejects.toThrow('ENOSPC');
    expect([firsts(), readdirSync(directory).length]).toEqual([[1], 1]);
    disk.heal();
    disk.fail('fdatasync', 'EIO', { times: 1 });
    await journal.sync();
    expect(await sequencesOf(present(journal.current))).toEqual(upTo(4));
    expect(await recovered()).toEqual(upTo(4));
  });

  it('should not take a second answer of the kernel for the truth where nothing was kept', async () => {
    const { journal, disk } = setUp({ sync: 'never' });
    journal.write(framesOf(1, 4));
    disk.fail('fdatasync', 'EIO', { times: 1 });
    await expect(journal.sync()).rejects.toThrow('EIO');
    disk.fail('fdatasyncSync', 'EIO', { times: 1 });
    expect(() => journal.syncNow()).toThrow('EIO');
  });

  it('should share a sync among those who ask while one is under way', async () => {
    const { journal, disk } = setUp();
    journal.write(framesOf(1, 2));
    const letGo = disk.hold('fdatasync');
    const first = journal.sync();
    journal.write(framesOf(3, 4));
    const others = Array.from({ length: 9 }, async (_, index) => {
      await journal.sync();
      journal.write([frameOf(10 + index)]);
      return disk.count('fdatasync');
    });
    letGo();
    await first;
    expect(await Promise.all(others)).toEqual(Array.from({ length: 9 }, () => 2));
  });

  it('should fail each of those who share a sync, and nobody after them', async () => {
    const { journal, disk } = setUp({ sync: 'never' });
    journal.write(framesOf(1, 2));
    const letGo = disk.hold('fdatasync');
    const first = journal.sync();
    const others = [journal.sync(), journal.sync()];
    letGo();
    disk.fail('fdatasync', 'EIO', { times: 1 });
    journal.write(framesOf(3, 4));
    await first;
    expect((await Promise.allSettled(others)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await journal.sync();
  });

  it('should not rely on a sync that is not answered yet', async () => {
    const { journal, disk } = setUp();
    journal.write(framesOf(1, 2));
    const letGo = disk.hold('fdatasync');
    const sync = journal.sync();
    journal.syncNow();
    expect([disk.count('fdatasyncSync'), disk.count('fsyncSync')]).toEqual([1, 1]);
    letGo();
    await sync;
  });

  it('should keep what was written between two that overlap', async () => {
    const { journal, disk, recovered } = setUp();
    journal.write(framesOf(1, 4));
    const letGo = disk.hold('fdatasync');
    const sync = journal.sync();
    journal.syncNow();
    journal.write(framesOf(5, 7));
    letGo();
    await sync;
    disk.fail('fdatasync', 'EIO', { times: 1 });
    await journal.sync();
    expect(await sequencesOf(present(journal.current))).toEqual([5, 6, 7]);
    expect(await recovered()).toEqual(upTo(7));
  });

  it('should write anew what one of two that overlap could not force onto the disk', async () => {
    const { journal, disk } = setUp();
    journal.write(framesOf(1, 4));
    disk.fail('fdatasync', 'EIO', { times: 1 });
    const sync = journal.sync();
    journal.syncNow(); // the kernel tells of its failure once
    await sync;
    expect(journal.segments).toHaveLength(1);
    expect(await sequencesOf(present(journal.current))).toEqual(upTo(4));
    expect(disk.count('writeSync')).toBe(2);
  });

  it('should remove segments while a sync of them is under way', async () => {
    const { journal, disk, firsts } = setUp({ segmentBytes: 1 });
    for (const frame of framesOf(1, 3)) journal.write([frame]);
    const letGo = disk.hold('fdatasync');
    const sync = journal.sync();
    journal.removeOldest(() => true);
    journal.write([frameOf(4)]);
    letGo();
    await sync;
    expect(firsts()).toEqual([3, 4]);
  });
});
