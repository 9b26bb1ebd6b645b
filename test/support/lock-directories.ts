import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { holdLock, type WriterLock } from '../../src/audit/delivery/journal/writer-lock.ts';
import { temporaryDirectories } from './temporary-directory.ts';

/** Directories to be held, each a new one, and locks that are released after each test. */
export interface LockDirectories {
  readonly newDirectory: () => string;
  /** One whose path is nearly as long as can be. */
  readonly longDirectory: () => string;
  /** One whose path has more bytes than a socket may have, but not more characters. */
  readonly wideDirectory: () => string;
  readonly hold: (directory: string) => Promise<WriterLock>;
}

/** To be called once, at the top of a file of tests. */
export function lockDirectories(): LockDirectories {
  const newParent = temporaryDirectories();
  const locks: WriterLock[] = [];
  afterEach(async () => {
    for (const lock of locks.splice(0)) await lock.release();
  });
  const below = (...names: string[]): string => {
    const path = join(newParent(), ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };
  return {
    newDirectory: () => below('journal'),
    longDirectory: () => below('directory'.repeat(20), 'ü'.repeat(60)),
    wideDirectory: () => below('ü'.repeat(40)),
    hold: async (directory) => {
      const lock = await holdLock(directory);
      locks.push(lock);
      return lock;
    },
  };
}
