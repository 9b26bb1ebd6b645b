import type { JournalFiles } from './journal-files.ts';

/** Forces the names that a directory holds onto the disk, as far as its file system can. @throws when it can't be opened */
export function syncDirectoryNow(directory: string, files: JournalFiles): void {
  const fd = files.openSync(directory, 'r');
  try {
    files.fsyncSync(fd);
  } catch {
    // not every file system can
  } finally {
    files.closeSync(fd);
  }
}

/** {@link syncDirectoryNow}, while other things happen. */
export async function syncDirectory(directory: string, files: JournalFiles): Promise<void> {
  const fd = files.openSync(directory, 'r');
  await new Promise<void>((resolve) => files.fsync(fd, () => resolve())); // not every file system can
  files.closeSync(fd);
}
