import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { copyStatement, KEY_LENGTH, keyOf } from './copy-statement.ts';
import type { CopyOut } from './copy-out.ts';
import type { ExportDatabase } from './export-database.ts';
import type { ExportFiles } from './export-files.ts';
import { framingOf } from './export-framing.ts';
import { type ExportJob, type ExportProgress, selectionOfJob } from './export-job.ts';

/** What the file is made with. */
export interface ExportWriterPorts {
  readonly database: ExportDatabase;
  readonly files: ExportFiles;
  /** Entries that are written before it is noted how far it is. */
  readonly chunkRows: number;
}

const NOTHING: ExportProgress = {
  rowsDone: 0,
  bytesDone: 0,
  newestEntryAt: null,
  oldestEntryAt: null,
  lastEntryId: null,
  isWhole: false,
};

/**
 * Makes the file of an export in chunks. Each is on the disk before it is noted, so that whoever goes on cuts the file
 * back to what was noted and makes the same bytes again: the chunks do not depend on when they are made.
 */
export class ExportFileWriter {
  readonly #job: ExportJob;
  readonly #ports: ExportWriterPorts;
  readonly #file: FileHandle;
  readonly #hash: Hash;
  #progress: ExportProgress;
  #copy: CopyOut | undefined;
  #aborted: Error | undefined;

  private constructor(job: ExportJob, ports: ExportWriterPorts, { file, progress, hash }: Resumed) {
    this.#job = job;
    this.#ports = ports;
    this.#file = file;
    this.#progress = progress;
    this.#hash = hash;
  }

  /** Goes on from where it was noted to be; from the beginning when that is not here. */
  static async open(job: ExportJob, ports: ExportWriterPorts): Promise<ExportFileWriter> {
    let progress: ExportProgress = job;
    let file = await ports.files.resume(job.id, progress.bytesDone);
    if (file === undefined) {
      progress = NOTHING;
      file = await ports.files.resume(job.id, 0);
    }
    if (file === undefined) throw new Error('A file can not be cut back to nothing.');
    const hash = createHash('sha256');
    if (progress.bytesDone > 0) for await (const bytes of ports.files.partOf(job.id)) hash.update(bytes as Buffer);
    return new ExportFileWriter(job, ports, { file, progress, hash });
  }

  get progress(): ExportProgress {
    return this.#progress;
  }

  /** Writes the next chunk. @returns how far the file is then, on the disk */
  async writeChunk(): Promise<ExportProgress> {
    const { shape, storedBefore } = this.#job;
    const { database, chunkRows } = this.#ports;
    const { rowsDone, oldestEntryAt, lastEntryId } = this.#progress;
    const after =
      oldestEntryAt === null || lastEntryId === null
        ? undefined
        : { timestamp: oldestEntryAt.toISOString(), id: lastEntryId };
    const framing = framingOf(shape.format, shape);
    const part = rowsDone === 0 ? framing : { ...framing, opening: '', first: framing.between };
    let [first, last] = [this.#progress.newestEntryAt?.toISOString(), after];
    const copy = await database.copy({
      text: copyStatement({
        ...shape,
        selection: selectionOfJob(this.#job),
        isUtc: shape.timeZone === 'UTC',
        chunk: { storedBefore, after, rows: chunkRows },
      }),
      framing: { ...part, closing: '' },
      timeZone: shape.timeZone,
      keyBytes: KEY_LENGTH,
      onRow: (row) => {
        last = keyOf(row);
        first ??= last.timestamp;
      },
    });
    this.#copy = copy;
    if (this.#aborted !== undefined) copy.destroy(this.#aborted);
    const content: Readable = shape.gzip ? pipeline(copy, createGzip(), () => undefined) : copy;
    let bytesDone = this.#progress.bytesDone;
    for await (const bytes of content) bytesDone += await this.#append(bytes as Buffer);
    if (this.#aborted !== undefined) throw this.#aborted;
    await this.#file.datasync();
    this.#progress = {
      rowsDone: rowsDone + copy.rows,
      bytesDone,
      newestEntryAt: first === undefined ? null : new Date(first),
      oldestEntryAt: last === undefined ? null : new Date(last.timestamp),
      lastEntryId: last?.id ?? null,
      isWhole: copy.rows < chunkRows,
    };
    return this.#progress;
  }

  /** Ends the file. */
  async finish(): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const { shape } = this.#job;
    const { closing } = framingOf(shape.format, shape);
    const end = shape.gzip && closing !== '' ? gzipSync(closing) : Buffer.from(closing);
    const bytes = this.#progress.bytesDone + (await this.#append(end));
    await this.#file.datasync();
    return { bytes, sha256: this.#hash.digest('hex') };
  }

  /** Breaks off what is under way. */
  abort(reason: Error): void {
    this.#aborted ??= reason;
    this.#copy?.destroy(reason);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #append(bytes: Buffer): Promise<number> {
    await this.#ports.files.append(this.#file, bytes);
    this.#hash.update(bytes);
    return bytes.length;
  }
}

interface Resumed {
  readonly file: FileHandle;
  readonly progress: ExportProgress;
  readonly hash: Hash;
}
