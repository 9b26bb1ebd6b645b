import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { type AboutWriter, JournalDirectory, newWriterId } from './journal-directory.ts';
import { REAL_FILES } from './journal-files.ts';

const newRoot = temporaryDirectories();
const held: JournalDirectory[] = [];

async function create(root: string, { target = 'db', writer = newWriterId(), files = REAL_FILES } = {}) {
  const directory = await JournalDirectory.create(root, { writer, target, files });
  held.push(directory);
  return directory;
}

/** As a process leaves it that has died some minutes ago. */
async function die(directory: JournalDirectory): Promise<string> {
  held.splice(held.indexOf(directory), 1);
  await directory.release({ isEmpty: false });
  const before = new Date(Date.now() - 600_000);
  utimesSync(join(directory.path, 'writer.json'), before, before);
  return directory.path;
}

function change(path: string, about: Partial<AboutWriter>): void {
  const file = join(path, 'writer.json');
  const { mtime } = statSync(file);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...about }));
  utimesSync(file, mtime, mtime);
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

afterEach(async () => {
  for (const directory of held.splice(0)) await directory.release({ isEmpty: false });
});

describe(JournalDirectory.name, () => {
  it('should be open to its owner only, and say whose it is', async () => {
    const root = join(newRoot(), 'below', 'journal');
    const { path, writer } = await create(root, { target: 'localhost db' });
    expect(path).toBe(join(root, writer));
    expect([root, path, join(path, 'orphans')].map(modeOf)).toEqual(['700', '700', '700']);
    expect(modeOf(join(path, 'writer.json'))).toBe('600');
    expect(JSON.parse(readFileSync(join(path, 'writer.json'), 'utf8'))).toMatchObject({
      processId: process.pid,
      target: 'localhost db',
    });
  });

  it('should force onto the disk what others have to find after a loss of power', async () => {
    const disk = new FailingFiles();
    await create(newRoot(), { files: disk.files });
    expect(disk.count('fsyncSync')).toBeGreaterThan(0);
    expect(disk.openFiles).toBe(0);
  });

  it('should say what to do when there is a file in its place', async () => {
    const root = join(newRoot(), 'journal');
    writeFileSync(root, '');
    await expect(create(root)).rejects.toMatchObject({
      code: 'AUDIT_JOURNAL_UNUSABLE',
      message: expect.stringMatching(/can't be kept in .*journal: .*name another directory/),
      cause: expect.objectContaining({ code: 'ENOTDIR' }),
    });
  });

  it.each(['mkdirSync', 'writeFileSync', 'renameSync'] as const)(
    'should say so and leave nothing behind when %s is refused',
    async (call) => {
      const root = newRoot();
      const disk = new FailingFiles();
      disk.fail(call, 'EACCES');
      await expect(create(root, { files: disk.files })).rejects.toMatchObject({
        code: 'AUDIT_JOURNAL_UNUSABLE',
        message: expect.stringContaining('EACCES'),
      });
      expect(readdirSync(root)).toEqual([]);
    },
  );

  it('should not be made where there is one of the same writer', async () => {
    const root = newRoot();
    const { writer } = await create(root);
    await expect(create(root, { writer })).rejects.toMatchObject({ code: 'AUDIT_JOURNAL_UNUSABLE' });
    expect(readdirSync(root)).toEqual([writer]);
  });

  it('should not be met by others while it is made', async () => {
    const root = newRoot();
    const directory = await create(root);
    const dead = await die(await create(root));
    renameSync(dead, join(root, `making-${newWriterId()}`));
    mkdirSync(join(root, newWriterId()));
    writeFileSync(join(root, newWriterId()), '');
    expect(await directory.adopt('log')).toEqual({ adopted: [], foreign: [] });
  });

  it('should go when it is released and nothing is in it', async () => {
    const root = newRoot();
    const directory = await create(root);
    held.pop();
    await directory.release({ isEmpty: true });
    expect(readdirSync(root)).toEqual([]);
  });

  it('should stay when it is released with a journal in it that nobody has read', async () => {
    const root = newRoot();
    const dead = await die(await create(root));
    const directory = await create(root);
    await directory.adopt('log');
    held.pop();
    await directory.release({ isEmpty: true });
    expect(readdirSync(join(directory.path, 'orphans'))).toEqual([dead.slice(root.length + 1)]);
  });

  it('should note where the entries really go', async () => {
    const directory = await create(newRoot());
    const { path } = directory;
    directory.identify('log/db');
    const { mtimeMs, ino } = statSync(join(path, 'writer.json'));
    directory.identify('log/db');
    expect(JSON.parse(readFileSync(join(path, 'writer.json'), 'utf8'))).toMatchObject({ log: 'log/db', target: 'db' });
    expect(statSync(join(path, 'writer.json'))).toMatchObject({ mtimeMs, ino });
    expect(modeOf(join(path, 'writer.json'))).toBe('600');
  });

  it('should say that its process lives, and that it is gone', async () => {
    const directory = await create(newRoot());
    const about = join(directory.path, 'writer.json');
    utimesSync(about, 1, 1);
    expect(directory.beat()).toBe(true);
    expect(Date.now() - statSync(about).mtimeMs).toBeLessThan(60_000);
    rmSync(directory.path, { recursive: true });
    expect(directory.beat()).toBe(false);
  });

  it('should be made again after it was deleted, with all that it says, and be nobody else’s', async () => {
    const root = newRoot();
    const directory = await create(root);
    directory.identify('log');
    rmSync(root, { recursive: true });
    directory.restore();
    await directory.restored;
    expect([directory.beat(), modeOf(directory.path), modeOf(join(directory.path, 'writer.json'))]).toEqual([
      true,
      '700',
      '600',
    ]);
    expect(JSON.parse(readFileSync(join(directory.path, 'writer.json'), 'utf8'))).toMatchObject({ log: 'log' });
    expect(await (await create(root)).adopt('log')).toEqual({ adopted: [], foreign: [] });
    const dead = await die(directory);
    expect((await present(held[0]).adopt('log')).adopted).toEqual([
      join(present(held[0]).path, 'orphans', dead.slice(root.length + 1)),
    ]);
  });

  it('should be complete when it was made again twice at once', async () => {
    const directory = await create(newRoot());
    rmSync(directory.path, { recursive: true });
    directory.restore();
    directory.restore();
    await directory.restored;
    expect(directory.beat()).toBe(true);
  });

  it('should tell when it can not be made again', async () => {
    const root = join(newRoot(), 'journal');
    const directory = await create(root);
    rmSync(root, { recursive: true });
    writeFileSync(root, '');
    expect(() => directory.restore()).toThrow('ENOTDIR');
  });
});

describe('adoption', () => {
  it('should leave alone who lives', async () => {
    const root = newRoot();
    const [one, other] = [await create(root), await create(root)];
    expect(await one.adopt('log')).toEqual({ adopted: [], foreign: [] });
    expect(await other.adopt('log')).toEqual({ adopted: [], foreign: [] });
    expect(readdirSync(root).toSorted()).toEqual([one.writer, other.writer].toSorted());
  });

  it('should take over the dead, once among several at the same time', async () => {
    const root = newRoot();
    const living = [await create(root), await create(root), await create(root)];
    const dead: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const path = await die(await create(root));
      change(path, { log: 'log' });
      writeFileSync(join(path, 'segment'), 'kept');
      dead.push(path.slice(root.length + 1));
    }
    const adoptions = await Promise.all(living.map((directory) => directory.adopt('log')));
    const adopted = adoptions.flatMap((each) => each.adopted);
    expect(adopted.map((path) => path.slice(-36)).toSorted()).toEqual(dead.toSorted());
    for (const path of adopted) expect(readFileSync(join(path, 'segment'), 'utf8')).toBe('kept');
    expect(readdirSync(root)).toHaveLength(3);
    expect(await Promise.all(living.map((directory) => directory.adopt('log')))).toEqual(
      living.map(() => ({ adopted: [], foreign: [] })),
    );
  });

  it('should bring along what the dead had taken over, however deep', async () => {
    const root = newRoot();
    const first = await die(await create(root));
    const second = await create(root);
    await second.adopt('log');
    const third = await create(root);
    const secondPath = await die(second);
    // died before it had moved what the second had taken over
    renameSync(secondPath, join(third.path, 'orphans', second.writer));
    const nested = join(third.path, 'orphans', second.writer, 'orphans', first.slice(root.length + 1));
    expect(existsSync(nested)).toBe(true);
    mkdirSync(join(nested, 'orphans', 'no-writer'));
    await die(third);
    const fourth = await create(root);
    const { adopted } = await fourth.adopt('log');
    const names = [third.writer, second.writer, first.slice(root.length + 1)];
    expect(adopted.toSorted()).toEqual(names.map((name) => join(fourth.path, 'orphans', name)).toSorted());
    for (const path of adopted.slice(0, 2)) expect(readdirSync(join(path, 'orphans'))).toEqual([]);
  });

  it('should go on with the others when one can not be moved', async () => {
    const root = newRoot();
    const first = await die(await create(root));
    const second = await create(root);
    await second.adopt('log');
    await die(second);
    const disk = new FailingFiles();
    const third = await create(root, { files: disk.files });
    disk.fail('renameSync', 'EIO', { after: 1, times: 1 });
    const { adopted } = await third.adopt('log');
    expect(adopted).toEqual([join(third.path, 'orphans', second.writer)]);
    expect(readdirSync(join(present(adopted[0]), 'orphans'))).toEqual([first.slice(root.length + 1)]);
  });

  it('should forget what was never made, when it is old', async () => {
    const root = newRoot();
    const [old, recent] = ['making-old', 'making-recent'].map((name) => join(root, name));
    for (const path of [present(old), present(recent)]) mkdirSync(path);
    const before = new Date(Date.now() - 7_200_000);
    utimesSync(present(old), before, before);
    await (await create(root)).adopt('log');
    expect([existsSync(present(old)), existsSync(present(recent))]).toEqual([false, true]);
  });

  it('should leave the journal of another log, and tell of it', async () => {
    const root = newRoot();
    const ours = await create(root, { target: 'here' });
    const paths: Record<string, string> = {};
    for (const [name, about] of Object.entries({
      sameLog: { log: 'log', target: 'elsewhere' },
      otherLog: { log: 'other', target: 'here' },
      sameTarget: { target: 'here' },
      otherTarget: { target: 'elsewhere' },
    })) {
      paths[name] = await die(await create(root));
      change(paths[name], about);
    }
    const { adopted, foreign } = await ours.adopt('log');
    const nameOf = (path: string): string =>
      Object.entries(paths).find(([, each]) => each.endsWith(path.slice(-36)))?.[0] ?? path;
    expect(adopted.map(nameOf).toSorted()).toEqual(['sameLog', 'sameTarget']);
    expect(foreign.toSorted()).toEqual([`${paths['otherLog']}`, `${paths['otherTarget']}`].toSorted());
    expect(foreign.every((path) => existsSync(path))).toBe(true);
  });

  it.each(['', '{', 'null', '"text"', '[]', '{"host":1}'])('should pass over what says %j of itself', async (text) => {
    const root = newRoot();
    const ours = await create(root);
    const path = await die(await create(root));
    writeFileSync(join(path, 'writer.json'), text);
    const other = await die(await create(root));
    const { adopted, foreign } = await ours.adopt('log');
    expect([adopted.map((each) => each.slice(-36)), foreign]).toEqual([[other.slice(-36)], []]);
  });

  it('should tell the dead of another machine by their silence', async () => {
    const root = newRoot();
    const ours = await create(root);
    const [silent, living] = [await die(await create(root)), await die(await create(root))];
    for (const path of [silent, living]) change(path, { host: 'elsewhere', boot: 'another' });
    utimesSync(join(living, 'writer.json'), new Date(), new Date(Date.now() - 60_000));
    const { adopted } = await ours.adopt('log');
    expect(adopted.map((each) => each.slice(-36))).toEqual([silent.slice(-36)]);
  });

  it('should know that all are dead of this machine from before it was started anew', async () => {
    const root = newRoot();
    const ours = await create(root);
    const path = await die(await create(root));
    change(path, { boot: 'before' });
    utimesSync(join(path, 'writer.json'), new Date(), new Date());
    expect((await ours.adopt('log')).adopted.map((each) => each.slice(-36))).toEqual([path.slice(-36)]);
  });
});
