import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, chmod, copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ArchiveStorage } from './archive-storage.ts';

/** The archive in a folder of this machine, for its owner's eyes only. */
export class DirectoryStorage extends ArchiveStorage {
  readonly location: string;

  constructor(directory: string) {
    super();
    this.location = directory;
  }

  /** What a crash leaves behind ends in `.partial`, which no reader of Parquet takes for its own. */
  async put(name: string, path: string): Promise<void> {
    const target = join(this.location, name);
    const partial = `${target}.${randomUUID()}.partial`;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    try {
      await copyFile(path, partial);
      await chmod(partial, 0o600);
      await forceToDisk(partial);
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    await forceToDisk(dirname(target));
  }

  async get(name: string, path: string, signal?: AbortSignal): Promise<void> {
    const [from, to] = [createReadStream(join(this.location, name)), createWriteStream(path, { mode: 0o600 })];
    await pipeline(from, to, { ...(signal && { signal }) });
  }

  async has(name: string): Promise<boolean> {
    try {
      await access(join(this.location, name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    try {
      const names = await readdir(join(this.location, folder));
      return names.map((name) => `${folder}${name}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.location, name), { force: true });
  }
}

/** A rename survives a loss of power only when its folder was forced onto the disk as well. */
async function forceToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
