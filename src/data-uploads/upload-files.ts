import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Environment } from '../config/environment.ts';
import { AppError } from '../problem/app-error.ts';
import { errorCode } from '../start/error-code.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';

/** One file in the folder of the uploads. */
export interface StoredFile {
  readonly id: string;
  /** `part`: still arriving, or left behind by a process that has died. `csv`: kept. */
  readonly kind: 'part' | 'csv';
  readonly changedAt: Date;
}

/** A stage that sees the bytes on their way to the disk, and may refuse them. */
export type Stage = (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;

const NAME = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.(part|csv)$/;
const START_BYTES = 65_536;

/**
 * The uploaded files on disk, named by the ids of their uploads and readable for the application's user only. What
 * people call their files never becomes a path.
 */
@Injectable()
export class UploadFiles {
  readonly #directory: string;

  constructor({ UPLOADS_DIR, DATA_DIR }: Environment) {
    this.#directory = UPLOADS_DIR ?? join(DATA_DIR, 'uploads');
  }

  /** Writes a file in constant memory; it is on the disk, still under its temporary name, when the promise resolves. */
  async write(id: string, content: Readable, stage: Stage): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    // Opened here and not by the stream, which would still make the file after a refusal had removed it.
    const file = await open(this.#path(id, 'part'), 'wx', 0o600);
    await pipeline(content, stage, file.createWriteStream({ flush: true }));
  }

  /** Gives a written file its name. */
  keep(id: string): Promise<void> {
    return rename(this.#path(id, 'part'), this.#path(id, 'csv'));
  }

  /** Removes what was written and not kept. */
  discard(id: string): Promise<void> {
    return this.remove({ id, kind: 'part' });
  }

  remove({ id, kind }: Pick<StoredFile, 'id' | 'kind'>): Promise<void> {
    return rm(this.#path(id, kind), { force: true });
  }

  /**
   * Opens a kept file, with the text of its first 64 KiB.
   * @throws {AppError} IMPORT_FILE_MISSING
   */
  async read(id: string): Promise<{ readonly start: string; readonly content: ReadStream }> {
    const path = this.#path(id, 'csv');
    const file = await open(path).catch((error: unknown) => {
      const isGone = errorCode(error) === 'ENOENT';
      throw isGone ? new AppError(dataUploadsErrors.IMPORT_FILE_MISSING, { cause: error }) : error;
    });
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    const content = createReadStream(path, { fd: file, start: 0 });
    return { start: buffer.toString('utf8', 0, bytesRead), content };
  }

  /** Every file that is ours; others in the folder are nobody's business. */
  async list(): Promise<readonly StoredFile[]> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    const files = names.map(async (name): Promise<readonly StoredFile[]> => {
      const [, id, kind] = NAME.exec(name) ?? [];
      if (id === undefined || (kind !== 'part' && kind !== 'csv')) return [];
      const found = await stat(this.#path(id, kind)).catch(() => undefined); // gone since
      return found === undefined ? [] : [{ id, kind, changedAt: found.mtime }];
    });
    return (await Promise.all(files)).flat();
  }

  #path(id: string, kind: StoredFile['kind']): string {
    return join(this.#directory, `${id}.${kind}`);
  }
}
