import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loggedWords } from '../../../test/support/deliveries.ts';
import { inDirectory } from '../../../test/support/disk-journals.ts';
import { FailingFiles } from '../../../test/support/failing-files.ts';
import { sequencesIn } from '../../../test/support/frames.ts';
import { ALL, storeAll } from '../../../test/support/journals.ts';
import { temporaryDirectories } from '../../../test/support/temporary-directory.ts';
import { until } from '../../../test/support/until.ts';
import type { JournalOptions } from '../audit.options.ts';
import { resolveSettings } from '../audit.settings.ts';
import { DeliveryLog } from './delivery-log.ts';
import { Journal } from './journal/journal.ts';
import { LiveJournals } from './live-journals.ts';

const WRITER = '01234567-89ab-4def-8123-456789abcdef';

const newDirectory = temporaryDirectories();
const said = loggedWords();
const made: LiveJournals[] = [];
afterEach(async () => {
  for (const journals of made.splice(0)) await journals.close({ isEmpty: false });
});

/** The journals of a process in a directory of their own, or in memory. */
async function setUp({
  isOpen = true,
  isOnDisk = true,
  ...options
}: Partial<JournalOptions> & { isOpen?: boolean; isOnDisk?: boolean } = {}) {
  const disk = new FailingFiles();
  const root = newDirectory();
  const onDisplaced = jest.fn();
  const journals = new LiveJournals({
    settings: resolveSettings({ journal: isOnDisk && { directory: root, ...options } }),
    files: disk.files,
    log: new DeliveryLog(),
    writer: WRITER,
    onLost: () => undefined,
    onDisplaced,
  });
  made.push(journals);
  if (isOpen) await journals.open('target');
  const append = (...lines: string[]): boolean[] => lines.map((line) => journals.append(line, 'standard'));
  return { journals, disk, root, append, onDisplaced };
}

/** The directories of journals, oldest first, each with the numbers of the entries in it. */
async function entriesIn(root: string): Promise<number[][]> {
  const names = readdirSync(root).filter((name) => !name.includes('.'));
  return Promise.all(names.map((name) => inDirectory(join(root, name), sequencesIn)));
}

/** It turns out that another process has written under the numbers of a journal up to one. */
async function displace(journal: Journal, last: number): Promise<void> {
  const range = { first: 1, last, checksum: 1 };
  journal.write();
  journal.reconcile([range]);
  await journal.read(ALL);
  journal.reconcile([range]);
}

describe(LiveJournals.name, () => {
  it('should have what was taken on the disk at the end of the turn, without being asked', async () => {
    const { root, append } = await setUp();
    append('a', 'b');
    expect(await entriesIn(root)).toEqual([[]]);
    await new Promise(setImmediate);
    expect(await entriesIn(root)).toEqual([[1, 2]]);
    append('c');
    await new Promise(setImmediate);
    expect(await entriesIn(root)).toEqual([[1, 2, 3]]);
  });

  it('should write what was taken before there was a directory', async () => {
    const { journals, root, append } = await setUp({ isOpen: false });
    append('a');
    journals.commit();
    expect(journals.directory).toBeUndefined();
    await journals.open('target');
    expect(await entriesIn(root)).toEqual([[1]]);
    expect(journals.directory?.path).toBe(join(root, readdirSync(root)[0] ?? ''));
  });

  it('should keep entries in memory where no journal is wanted', async () => {
    const { journals, root, append } = await setUp({ isOnDisk: false });
    append('a', 'b');
    journals.commit();
    journals.beat();
    expect([journals.directory, journals.waiting, readdirSync(root)]).toEqual([undefined, 2, []]);
    expect(await journals.intend('intent')).toMatchObject({ number: 0 });
    expect(journals.total('queued')).toBe(2);
  });

  it('should be up to a mark when all before it is stored, whatever comes later', async () => {
    const { journals, append } = await setUp();
    expect(journals.mark()()).toBe(true);
    append('a');
    journals.commit();
    const isStored = journals.mark();
    expect(isStored()).toBe(false);
    expect(await storeAll(journals.current)).toEqual(['a']);
    append('b');
    expect([isStored(), journals.mark()()]).toEqual([true, false]);
  });

  describe('when the disk takes nothing', () => {
    it('should begin nothing critical, and not leave it open either', async () => {
      const { journals, disk, root } = await setUp({ sync: 'always' });
      disk.fail('writeSync', 'EIO');
      await expect(journals.intend('a')).resolves.toBeUndefined();
      expect(journals.intendNow('b')).toBeUndefined();
      expect(await entriesIn(root)).toEqual([[]]);
      expect(said).toEqual([expect.stringContaining('takes nothing')]);
    });

    it('should begin nothing critical that is written but can not be synced', async () => {
      const { journals, disk } = await setUp();
      disk.fail('fdatasync', 'EIO');
      disk.fail('fdatasyncSync', 'EIO');
      await expect(journals.intend('a')).resolves.toBeUndefined();
      expect(journals.intendNow('b')).toBeUndefined();
    });
  });

  it('should begin what is critical when that is on the disk', async () => {
    const { journals, disk } = await setUp();
    const later = await journals.intend('a');
    expect([later?.number, disk.count('fdatasync')]).toEqual([1, 1]);
    expect([journals.intendNow('b')?.number, disk.count('fdatasyncSync')]).toEqual([2, 1]);
  });

  it('should sync once for all that came within the interval', async () => {
    const { disk, append, journals } = await setUp({ syncIntervalMs: 5 });
    append('a');
    journals.commit();
    append('b');
    journals.commit();
    await until('it is synced', () => disk.count('fdatasync') > 0);
    expect(disk.count('fdatasync')).toBe(1);
  });

  it.each([{ sync: 'always' }, { sync: 'never' }, { isOpen: false }, { isOnDisk: false }] as const)(
    'should wait for no interval with %j',
    async (options) => {
      const { journals, append } = await setUp(options);
      const timers = jest.spyOn(globalThis, 'setTimeout');
      append('a');
      journals.commit();
      expect(timers).not.toHaveBeenCalled();
    },
  );

  describe('when somebody has taken the directory away', () => {
    it('should make it again with all that waits, and say so once', async () => {
      const { journals, root, append } = await setUp();
      append('a', 'b');
      journals.commit();
      for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
      journals.beat();
      await journals.directory?.restored;
      journals.beat();
      expect(said).toEqual([expect.stringContaining('it is made again')]);
      append('c');
      journals.commit();
      expect((await entriesIn(root)).flat()).toContain(3);
      expect(journals.directory?.beat()).toBe(true);
    });

    it('should say so again when it happens again', async () => {
      const { journals, root } = await setUp();
      for (let again = 0; again < 2; again += 1) {
        for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
        journals.beat();
        await journals.directory?.restored;
        journals.beat();
      }
      expect(said).toHaveLength(2);
    });
  });

  describe('when somebody else writes under the same name', () => {
    it('should go on under another name with what was displaced, and all that comes', async () => {
      const { journals, root, append, onDisplaced } = await setUp();
      append('a', 'b', 'c');
      journals.commit();
      const isStored = journals.mark();
      await displace(journals.current, 2);
      expect(journals.waiting).toBe(3);
      await until('it has moved', () => journals.all.length === 2);
      expect(onDisplaced).toHaveBeenCalled();
      expect([journals.displaced, journals.waiting, isStored()]).toEqual([0, 3, false]);
      expect(journals.current.writer).not.toBe(WRITER);
      expect(said).toEqual([expect.stringContaining('2 audit entries go on')]);
      append('d');
      await new Promise(setImmediate);
      expect((await entriesIn(root)).toSorted((one, other) => one.length - other.length)).toHaveLength(2);
      const [old, current] = journals.all;
      expect(current && (await storeAll(current))).toEqual(['a', 'b', 'd']);
      expect(isStored()).toBe(false);
      expect(old && (await storeAll(old))).toEqual(['c']);
      expect([isStored(), journals.waiting]).toEqual([true, 0]);
    });

    it('should not take a third name for what was displaced from the first one later', async () => {
      const { journals, append } = await setUp();
      append('a', 'b');
      const old = journals.current;
      await displace(journals.current, 1);
      await until('it has moved', () => journals.all.length === 2);
      await displace(old, 2);
      expect([journals.all.length, journals.displaced]).toEqual([2, 0]);
      journals.commit();
      expect(await storeAll(journals.current)).toEqual(['a', 'b']);
    });

    it('should go on under the old name when there can be no other', async () => {
      const { journals, disk, append } = await setUp();
      append('a', 'b');
      disk.fail('mkdirSync', 'ENOSPC');
      disk.fail('writeFileSync', 'ENOSPC');
      await displace(journals.current, 1);
      await until('it has tried', () => said.length > 1);
      expect(said[1]).toContain('could not be made, the old one goes on');
      expect([journals.all.length, journals.displaced, journals.waiting]).toEqual([1, 0, 2]);
      expect(await storeAll(journals.current)).toEqual(['b', 'a']);
    });

    it('should keep what finds no room until there is some', async () => {
      const { journals, append } = await setUp({ isOpen: false, isOnDisk: false });
      append('a');
      const isStored = journals.mark();
      const refusing = jest.spyOn(Journal.prototype, 'append').mockReturnValue(false);
      await displace(journals.current, 1);
      journals.beat();
      expect([journals.all.length, journals.displaced, journals.waiting, isStored()]).toEqual([2, 1, 1, false]);
      refusing.mockRestore();
      journals.beat();
      expect([journals.displaced, journals.waiting, isStored()]).toEqual([0, 1, false]);
      expect(await storeAll(journals.current)).toEqual(['a']);
      expect([journals.waiting, isStored()]).toEqual([0, true]);
    });
  });

  it('should leave nothing behind at the end when nothing is needed any more', async () => {
    const { journals, root } = await setUp();
    await journals.close({ isEmpty: true });
    expect(readdirSync(root)).toEqual([]);
  });

  it('should leave everything behind at the end when entries wait', async () => {
    const { journals, root, append } = await setUp();
    append('a');
    await journals.close({ isEmpty: false });
    expect(await entriesIn(root)).toEqual([[1]]);
  });
});
