import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A part of a file, from its first to its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The files of exports, named by the ids that they have in the database and readable for the application's user only.
 * Nothing that a client says becomes part of a path.
 */
export class ExportFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Opens what is there of a file that is being made, cut back to so many bytes; undefined when there are less, as
   * another machine has made it.
   */
  async resume(id: string, bytes: number): Promise<FileHandle | undefined> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const file = await open(this.#path(id, 'part'), 'a+', 0o600);
    try {
      const { size } = await file.stat();
      if (size >= bytes) {
        await file.truncate(bytes);
        return file;
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return undefined;
  }

  /** Writes all of the bytes, or throws. */
  async append(file: FileHandle, bytes: Uint8Array): Promise<void> {
    await file.appendFile(bytes);
  }

  /** What is there of a file that is being made. */
  partOf(id: string): Readable {
    return createReadStream(this.#path(id, 'part'));
  }

  /** Gives a file that is whole its name. */
  async keep(id: string): Promise<void> {
    await rename(this.#path(id, 'part'), this.#path(id, 'file'));
  }

  /** Opens a kept file before anything is answered; undefined when it is not there. */
  async read(id: string, range: ByteRange): Promise<Readable | undefined> {
    const file = await open(this.#path(id, 'file')).catch((error: unknown) => {
      if ((error as { readonly code?: unknown } | null)?.code === 'ENOENT') return undefined;
      throw error;
    });
    return file?.createReadStream({ start: range.start, end: range.end });
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id, 'part'), { force: true });
    await rm(this.#path(id, 'file'), { force: true });
  }

  #path(id: string, kind: 'part' | 'file'): string {
    return join(this.#directory, `${id}.${kind}`);
  }
}
