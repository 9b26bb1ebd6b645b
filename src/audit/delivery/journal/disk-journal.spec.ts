import { readdirSync, rmSync } from 'node:fs';
import { createDiskJournal } from '../../../../test/support/disk-journals.ts';
import { frameOf, framesOf } from '../../../../test/support/frames.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { DiskJournal } from './disk-journal.ts';

const newDirectory = temporaryDirectories();
const setUp = (options: Parameters<typeof createDiskJournal>[1] = {}) => createDiskJournal(newDirectory(), options);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe(DiskJournal.name, () => {
  it('should begin another segment when one is full', async () => {
    const { journal, firsts, recovered } = setUp({ segmentBytes: 150 });
    expect([journal.current, journal.bytes]).toEqual([undefined, 0]);
    for (const frame of framesOf(1, 7)) journal.write([frame]);
    expect(firsts()).toEqual([1, 4, 7]);
    expect(journal.current).toBe(journal.segments[2]);
    expect(journal.bytes).toBe(7 * (56 + 7));
    expect(await recovered()).toEqual(upTo(7));
  });

  it('should write the frames of one moment by one call', () => {
    const { journal, disk } = setUp();
    journal.write(framesOf(1, 9));
    journal.write([]);
    expect(disk.count('writeSync')).toBe(1);
  });

  it('should take all frames or none', async () => {
    const { journal, disk, recovered } = setUp();
    journal.write(framesOf(1, 2));
    disk.room = 100;
    expect(() => journal.write(framesOf(3, 4))).toThrow('ENOSPC');
    expect(await recovered()).toEqual([1, 2]);
    disk.heal();
    journal.write(framesOf(3, 5));
    expect(await recovered()).toEqual(upTo(5));
  });

  it('should leave nothing behind of segments that could not be begun', async () => {
    const { journal, disk, directory, firsts, recovered } = setUp();
    journal.write(framesOf(1, 2));
    disk.room = 100;
    for (let again = 0; again < 20; again += 1) {
      journal.abandon();
      expect(() => journal.write(framesOf(3, 4))).toThrow('ENOSPC');
    }
    expect([readdirSync(directory), disk.openFiles]).toEqual([[expect.any(String)], 1]);
    disk.heal();
    journal.write(framesOf(3, 4));
    expect([firsts(), await recovered()]).toEqual([[1, 3], upTo(4)]);
  });

  it('should remove the oldest as long as they may go, but never the one that is written to', async () => {
    const { journal, directory, firsts } = setUp({ segmentBytes: 150 });
    for (const frame of framesOf(1, 10)) journal.write([frame]);
    const asked: number[][] = [];
    journal.removeOldest((segment, next) => {
      asked.push([segment.first, next.first]);
      return next.first <= 7;
    });
    expect(asked).toEqual([
      [1, 4],
      [4, 7],
      [7, 10],
    ]);
    expect([firsts(), readdirSync(directory).length]).toEqual([[7, 10], 2]);
    journal.removeOldest(() => true);
    expect([firsts(), readdirSync(directory).length]).toEqual([[10], 1]);
  });

  it('should keep a segment that could not be removed', async () => {
    const { journal, disk, firsts, reread } = setUp({ segmentBytes: 1 });
    for (const frame of framesOf(1, 3)) journal.write([frame]);
    disk.fail('rmSync', 'EACCES', { after: 1 });
    expect(() => journal.removeOldest(() => true)).toThrow('EACCES');
    expect([firsts(), await reread()]).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });

  it('should go on in another segment when it was closed', async () => {
    const { journal, disk, firsts, recovered } = setUp();
    journal.write(framesOf(1, 2));
    journal.close();
    expect([journal.segments, journal.bytes, disk.openFiles]).toEqual([[], 0, 0]);
    journal.write([frameOf(3)]);
    expect(firsts()).toEqual([3]);
    journal.close();
    expect([await recovered(), disk.openFiles]).toEqual([upTo(3), 0]);
  });

  it('should go on in another segment when somebody has taken the directory away and it was made again', async () => {
    const { journal, disk, directory, reread, recovered } = setUp();
    journal.write(framesOf(1, 2));
    rmSync(directory, { recursive: true });
    expect(journal.current?.isDeleted).toBe(true);
    journal.abandon();
    expect(() => journal.write([frameOf(3)])).toThrow('ENOENT');
    disk.files.mkdirSync(directory);
    journal.write([frameOf(3)]);
    await journal.sync();
    expect([await reread(), await recovered()]).toEqual([upTo(3), [3]]);
  });
});
