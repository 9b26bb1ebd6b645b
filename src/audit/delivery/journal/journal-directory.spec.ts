import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { journalDirectories } from '../../../../test/support/journal-directories.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { JournalDirectory, newWriterId } from './journal-directory.ts';

const newRoot = temporaryDirectories();
const { create, release, die } = journalDirectories();

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

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
    await release(directory, { isEmpty: true });
    expect(readdirSync(root)).toEqual([]);
  });

  it('should stay when it is released with a journal in it that nobody has read', async () => {
    const root = newRoot();
    const dead = await die(await create(root));
    const directory = await create(root);
    await directory.adopt('log');
    await release(directory, { isEmpty: true });
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
    const other = await create(root);
    expect(await other.adopt('log')).toEqual({ adopted: [], foreign: [] });
    const dead = await die(directory);
    expect((await other.adopt('log')).adopted).toEqual([join(other.path, 'orphans', dead.slice(root.length + 1))]);
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
