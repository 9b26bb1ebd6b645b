import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { DiskJournal } from './disk-journal.ts';
import { Journal } from './journal.ts';
import { checksumOf, type JournalBatch, type StoredRange } from './journal-batch.ts';
import { newWriterId } from './journal-directory.ts';
import { REAL_FILES } from './journal-files.ts';
import { OrphanJournal } from './orphan-journal.ts';

const newDirectory = temporaryDirectories();
const ALL = { maxEntries: 1_000, maxBytes: 1_000_000 };
const opened: OrphanJournal[] = [];

/** A process with a journal; `die` leaves it as it is on the disk, and opens it as another process would. */
function setUp({ segmentBytes = 100_000 } = {}) {
  const writer = newWriterId();
  const path = join(newDirectory(), writer);
  mkdirSync(path);
  const live = new Journal({
    writer,
    maxQueueBytes: 100_000,
    maxBytes: 100_000,
    isOnDisk: true,
    onDiskFault: () => undefined,
    onDiskRecovery: () => undefined,
    onLost: () => undefined,
    onDisplaced: () => undefined,
  });
  live.open(new DiskJournal({ directory: path, sync: 'interval', segmentBytes, files: REAL_FILES }));
  const append = (...lines: string[]): void => {
    for (const line of lines) {
      live.append(line, 'standard');
      live.write();
    }
  };
  const disk = new FailingFiles();
  const told: unknown[] = [];
  const die = (): OrphanJournal => {
    live.disk?.close();
    const orphan = OrphanJournal.open(path, {
      files: disk.files,
      onSettled: (count) => told.push(count),
      onLost: ({ count }) => told.push(`lost ${count}`),
      onDisplaced: (entries) => told.push(`displaced ${entries.length}`),
    });
    opened.push(orphan);
    return orphan;
  };
  return { writer, path, live, append, die, told, disk };
}

const textOf = (batch: JournalBatch | undefined): string | undefined =>
  batch && `${batch.first}-${batch.last}: ${batch.entries.map(({ line }) => String(line)).join(' ')}`;
const rowOf = ({ first, last, entries }: JournalBatch): StoredRange => ({ first, last, checksum: checksumOf(entries) });

afterEach(() => opened.splice(0).forEach((orphan) => orphan.close()));

describe(OrphanJournal.name, () => {
  it('should give what its process has left, under its name', async () => {
    const { writer, append, die, told } = setUp();
    append('a', 'b');
    const orphan = die();
    expect([orphan.writer, orphan.firstHeld, orphan.isFinal, orphan.isDone]).toEqual([writer, 1, true, false]);
    expect(orphan.bytes).toBe(2 * 57);
    expect(Math.abs(Date.now() - orphan.writtenAt)).toBeLessThan(60_000);
    const batch = await orphan.read(ALL);
    expect([batch?.writer, textOf(batch)]).toEqual([writer, '1-2: a b']);
    orphan.settle(present(batch), 0);
    expect([await orphan.read(ALL), orphan.isDone, orphan.storedUpTo]).toEqual([undefined, true, 2]);
    expect(told).toEqual([{ stored: 2, refused: 0, found: 0 }]);
  });

  it('should give what came after its process had closed it', async () => {
    const { live, append, die } = setUp();
    append('a');
    await live.close();
    append('b', 'c');
    expect(textOf(await die().read(ALL))).toBe('1-3: a b c');
  });

  it('should not count what its process had stored itself', async () => {
    const { live, append, die, told } = setUp({ segmentBytes: 130 });
    append('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const rows: StoredRange[] = [];
    for (let count = 0; count < 2; count += 1) {
      const batch = await live.read({ ...ALL, maxEntries: 2 });
      live.settle(present(batch), 0);
      rows.push(rowOf(present(batch)));
    }
    live.removeStored(Infinity);
    const orphan = die();
    expect(orphan.firstHeld).toBe(4);
    orphan.reconcile(rows.slice(1));
    expect(textOf(await orphan.read(ALL))).toBe('5-7: e f g');
    expect([told, orphan.storedUpTo]).toEqual([[{ stored: 0, refused: 0, found: 1 }], 4]);
  });

  it('should give the frames at the end that hold no entry as a batch of their own', async () => {
    const { live, die } = setUp();
    live.withdraw(live.intend('intent'));
    live.write();
    const orphan = die();
    const batch = await orphan.read(ALL);
    expect([textOf(batch), orphan.isDone]).toEqual(['1-2: ', false]);
    orphan.settle(present(batch), 0);
    expect([await orphan.read(ALL), orphan.isDone, orphan.storedUpTo]).toEqual([undefined, true, 2]);
    orphan.reconcile([]);
    expect([orphan.isDone, textOf(await orphan.read(ALL))]).toEqual([false, '1-2: ']);
  });

  it('should pass over a torn end', async () => {
    const { path, append, die, told } = setUp();
    append('a', 'b');
    const file = join(path, present(readdirSync(path)[0]));
    truncateSync(file, 57 + 30);
    const orphan = die();
    expect([textOf(await orphan.read(ALL)), await orphan.read(ALL), told]).toEqual(['1-1: a', undefined, []]);
  });

  it('should be nothing when nothing was written', async () => {
    const { die } = setUp();
    const orphan = die();
    expect([orphan.firstHeld, orphan.bytes, orphan.writtenAt]).toEqual([1, 0, 0]);
    expect([await orphan.read(ALL), orphan.isDone, await orphan.openIntents()]).toEqual([undefined, true, []]);
  });

  it('should tell what its process had begun, also before it was read and after', async () => {
    const { live, append, die } = setUp({ segmentBytes: 1 });
    const [one, two] = [live.intend('one'), live.intend('two'), live.intend('three')];
    append('a');
    live.append('outcome', 'critical', one);
    live.withdraw(two);
    append('b');
    live.intend('four');
    live.write();
    const orphan = die();
    const lines = async (): Promise<string[]> => (await orphan.openIntents()).map(({ line }) => line);
    expect(await lines()).toEqual(['three', 'four']);
    while ((await orphan.read(ALL)) !== undefined);
    expect(await lines()).toEqual(['three', 'four']);
  });

  it('should leave no file open when it can not be opened', () => {
    const { append, die, disk } = setUp({ segmentBytes: 1 });
    append('a', 'b', 'c');
    disk.fail('openSync', 'EMFILE', { after: 2 });
    expect(() => die()).toThrow('EMFILE');
    expect(disk.openFiles).toBe(0);
  });

  it('should go with all that is in it', () => {
    const { path, append, die, disk } = setUp({ segmentBytes: 1 });
    append('a', 'b');
    mkdirSync(join(path, 'orphans'));
    writeFileSync(join(path, 'writer.json'), '{}');
    die().remove();
    expect([existsSync(path), disk.openFiles]).toEqual([false, 0]);
  });

  it('should not take with it what its process had taken over and nobody has read', () => {
    const { path, append, die } = setUp();
    append('a');
    const nested = join(path, 'orphans', newWriterId());
    mkdirSync(nested, { recursive: true });
    writeFileSync(join(nested, 'segment'), 'kept');
    die().remove();
    expect(readFileSync(join(nested, 'segment'), 'utf8')).toBe('kept');
    expect(readdirSync(path)).toEqual(['orphans']);
  });
});
