import { existsSync } from 'node:fs';
import { FailingFiles } from '../../../test/support/failing-files.ts';
import { temporaryDirectories } from '../../../test/support/temporary-directory.ts';
import { DiskJournal } from './journal/disk-journal.ts';
import { Journal } from './journal/journal.ts';
import { JournalDirectory, newWriterId } from './journal/journal-directory.ts';
import { REAL_FILES } from './journal/journal-files.ts';
import { Orphans } from './orphans.ts';

const newRoot = temporaryDirectories();
const held: JournalDirectory[] = [];
const ALL = { maxEntries: 1_000, maxBytes: 1_000_000 };

async function create(root: string): Promise<JournalDirectory> {
  const directory = await JournalDirectory.create(root, { writer: newWriterId(), target: 'db', files: REAL_FILES });
  held.push(directory);
  return directory;
}

/** Leaves the journal of a dead process that has recorded these lines, and had begun something. */
async function leave(root: string, lines: readonly string[], begun?: string): Promise<string> {
  const directory = await create(root);
  const journal = new Journal({
    writer: directory.writer,
    maxQueueBytes: 100_000,
    maxBytes: 100_000,
    isOnDisk: true,
    onDiskFault: () => undefined,
    onDiskRecovery: () => undefined,
    onLost: () => undefined,
    onDisplaced: () => undefined,
  });
  journal.open(new DiskJournal({ directory: directory.path, sync: 'never', segmentBytes: 1_000, files: REAL_FILES }));
  if (begun !== undefined) journal.intend(begun);
  lines.forEach((line) => journal.append(line, 'standard'));
  journal.write();
  journal.disk?.close();
  held.pop();
  await directory.release({ isEmpty: false });
  return directory.writer;
}

function setUp() {
  const disk = new FailingFiles();
  const told: string[] = [];
  const room = { isThere: true };
  const orphans = new Orphans(
    {
      onAdopted: ({ writer }) => told.push(`adopted ${writer}`),
      onForeign: () => told.push('foreign'),
      onSettled: ({ stored }) => told.push(`stored ${stored}`),
      onLost: ({ count }) => told.push(`lost ${count}`),
      onDisplaced: (entries) => told.push(`displaced ${entries.length}`),
      onOpenIntent: (line) => room.isThere && told.push(`open ${line}`) > 0,
    },
    disk.files,
  );
  const finished: [writer: string, last: number][] = [];
  const store = { finish: async (writer: string, last: number): Promise<void> => void finished.push([writer, last]) };
  /** Has the database take all that there is. */
  const storeAll = async (): Promise<void> => {
    for (const source of orphans.sources) {
      source.reconcile([]);
      for (let batch = await source.read(ALL); batch !== undefined; batch = await source.read(ALL)) {
        source.settle(batch, 0);
      }
    }
  };
  return { orphans, disk, told, room, finished, store, storeAll };
}

describe(Orphans.name, () => {
  afterEach(async () => {
    for (const directory of held.splice(0)) await directory.release({ isEmpty: true });
  });

  it('should see to what a dead process has left, tell its end, and remove it when it is old enough', async () => {
    const root = newRoot();
    const writer = await leave(root, ['a', 'b'], 'begun');
    const { orphans, told, finished, store, storeAll } = setUp();
    const living = await create(root);
    expect(await orphans.adopt(living, 'log')).toBe(true);
    await orphans.finish(store, Infinity);
    expect([told, finished]).toEqual([[`adopted ${writer}`], []]); // nothing is stored yet
    await storeAll();
    await orphans.finish(store, 0);
    expect(told).toEqual([`adopted ${writer}`, 'stored 2', 'open begun']);
    expect(finished).toEqual([[writer, 3]]);
    expect(orphans.sources).toHaveLength(1);
    await orphans.finish(store, Infinity);
    expect([orphans.sources, orphans.bytes, finished.length]).toEqual([[], 0, 1]);
    expect(existsSync(`${living.path}/orphans/${writer}`)).toBe(false);
  });

  it('should keep one as long as what was begun in it finds no room', async () => {
    const root = newRoot();
    await leave(root, ['a'], 'begun');
    const { orphans, told, room, finished, store, storeAll } = setUp();
    await orphans.adopt(await create(root), 'log');
    await storeAll();
    room.isThere = false;
    await orphans.finish(store, Infinity);
    expect([orphans.sources.length, finished]).toEqual([1, []]);
    room.isThere = true;
    await orphans.finish(store, Infinity);
    expect([orphans.sources.length, finished.length, told.at(-1)]).toEqual([0, 1, 'open begun']);
  });

  it('should try one again that can not be opened, and go on with the others', async () => {
    const root = newRoot();
    await leave(root, ['a']);
    await leave(root, ['b']);
    const { orphans, disk, told, storeAll } = setUp();
    const living = await create(root);
    disk.fail('openSync', 'EMFILE', { times: 1 });
    await expect(orphans.adopt(living, 'log')).rejects.toThrow("1 journals can't be opened");
    expect(orphans.sources).toHaveLength(1);
    expect(await orphans.adopt(living, 'log')).toBe(true);
    await storeAll();
    expect(told.filter((each) => each.startsWith('stored'))).toEqual(['stored 1', 'stored 1']);
    orphans.close();
  });
});
