import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { changeWriter, journalDirectories } from '../../../../test/support/journal-directories.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';

const newRoot = temporaryDirectories();
const { create, die } = journalDirectories();

describe('adoption of journals', () => {
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
      changeWriter(path, { log: 'log' });
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
      changeWriter(paths[name], about);
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
    for (const path of [silent, living]) changeWriter(path, { host: 'elsewhere', boot: 'another' });
    utimesSync(join(living, 'writer.json'), new Date(), new Date(Date.now() - 60_000));
    const { adopted } = await ours.adopt('log');
    expect(adopted.map((each) => each.slice(-36))).toEqual([silent.slice(-36)]);
  });

  it('should know that all are dead of this machine from before it was started anew', async () => {
    const root = newRoot();
    const ours = await create(root);
    const path = await die(await create(root));
    changeWriter(path, { boot: 'before' });
    utimesSync(join(path, 'writer.json'), new Date(), new Date());
    expect((await ours.adopt('log')).adopted.map((each) => each.slice(-36))).toEqual([path.slice(-36)]);
  });
});
