import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AboutWriter, JournalDirectory, newWriterId } from '../../src/audit/delivery/journal/journal-directory.ts';
import { REAL_FILES } from '../../src/audit/delivery/journal/journal-files.ts';

/** Directories of writers; those that still live are released after each test of the file. */
export function journalDirectories() {
  const held: JournalDirectory[] = [];
  afterEach(async () => {
    for (const directory of held.splice(0)) await directory.release({ isEmpty: false });
  });

  const create = async (root: string, { target = 'db', writer = newWriterId(), files = REAL_FILES } = {}) => {
    const directory = await JournalDirectory.create(root, { writer, target, files });
    held.push(directory);
    return directory;
  };

  const release = async (directory: JournalDirectory, journal: { readonly isEmpty: boolean }): Promise<void> => {
    held.splice(held.indexOf(directory), 1);
    await directory.release(journal);
  };

  /** Leaves it as a process does that has died some minutes ago. Gives its path. */
  const die = async (directory: JournalDirectory): Promise<string> => {
    await release(directory, { isEmpty: false });
    const before = new Date(Date.now() - 600_000);
    utimesSync(join(directory.path, 'writer.json'), before, before);
    return directory.path;
  };

  return { create, release, die };
}

/** Changes what the directory says of its writer, and not how long that has been silent. */
export function changeWriter(path: string, about: Partial<AboutWriter>): void {
  const file = join(path, 'writer.json');
  const { mtime } = statSync(file);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...about }));
  utimesSync(file, mtime, mtime);
}
