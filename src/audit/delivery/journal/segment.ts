import { join } from 'node:path';
import type { JournalFiles } from './journal-files.ts';

/** `segment-000000000000001-000.journal`: the number of its first frame, and which one it is that begins with it. */
const NAME = /^segment-(\d{15})-(\d{3,})\.journal$/;
const OWNER_ONLY = 0o600;

let opened = 0;

/** Bytes to write: a part of a buffer. */
export interface Slice {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * One file of a journal: frames one after the other, only ever appended to. It stays open, so that it can be read to its
 * end even when somebody deletes it.
 */
export class Segment {
  /** The number of its first frame, which is its name too. */
  readonly first: number;
  /** Grows with each segment that is opened: of two, the one that was written later has the greater one. */
  readonly order = ++opened;
  readonly #path: string;
  readonly #fd: number;
  readonly #files: JournalFiles;
  #size: number;
  #isClosed = false;
  /** Calls that the file system has not answered: until then the number of the file must not become that of another one. */
  #underWay = 0;
  /** When it was written last, in milliseconds since 1970. */
  writtenAt: number;

  private constructor(parts: {
    first: number;
    path: string;
    fd: number;
    files: JournalFiles;
    size: number;
    at: number;
  }) {
    this.first = parts.first;
    this.#path = parts.path;
    this.#fd = parts.fd;
    this.#files = parts.files;
    this.#size = parts.size;
    this.writtenAt = parts.at;
  }

  /** @throws what the file system throws */
  static create(directory: string, first: number, files: JournalFiles): Segment {
    const prefix = join(directory, `segment-${String(first).padStart(15, '0')}-`);
    let again = 0;
    const next = (): string => `${prefix}${String(again++).padStart(3, '0')}.journal`;
    let path = next();
    while (files.existsSync(path)) path = next();
    const fd = files.openSync(path, 'wx+', OWNER_ONLY);
    return new Segment({ first, path, fd, files, size: 0, at: Date.now() });
  }

  /** The segments that a directory holds, in the order in which they were written. @throws what the file system throws */
  static openAll(directory: string, files: JournalFiles): Segment[] {
    const segments: Segment[] = [];
    try {
      for (const { name, first } of namesIn(directory, files)) {
        const path = join(directory, name);
        const fd = files.openSync(path, 'r');
        const { size, mtimeMs } = files.fstatSync(fd);
        segments.push(new Segment({ first, path, fd, files, size, at: mtimeMs }));
      }
    } catch (error) {
      for (const segment of segments) segment.close();
      throw error;
    }
    return segments;
  }

  /** How much of it is written for certain. */
  get size(): number {
    return this.#size;
  }

  /** Whether the file has lost its name: somebody has deleted it. */
  get isDeleted(): boolean {
    return !this.#isClosed && this.#files.fstatSync(this.#fd).nlink === 0;
  }

  /**
   * Writes all of the slices, or nothing. A full disk may take a part without a word and refuse the next: what was
   * written of it is cut off again, and would be written over if that can't be done.
   * @throws what the file system throws
   */
  append(slices: readonly Slice[]): void {
    let end = this.#size;
    try {
      for (const { buffer, start, end: until } of slices) {
        for (let at = start; at < until;) {
          const written = this.#files.writeSync(this.#fd, buffer, at, until - at, end);
          if (written === 0) throw new Error('Nothing more can be written to the journal.');
          at += written;
          end += written;
        }
      }
    } catch (error) {
      try {
        this.#files.ftruncateSync(this.#fd, this.#size);
      } catch {
        // the next frame is written over it
      }
      throw error;
    }
    this.#size = end;
    this.writtenAt = Date.now();
  }

  /** Resolves when all that was written before is on the disk. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return resolve();
      this.#underWay += 1;
      this.#files.fdatasync(this.#fd, (error) => {
        this.#answered();
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  syncNow(): void {
    if (!this.#isClosed) this.#files.fdatasyncSync(this.#fd);
  }

  /** At most that many bytes from there on; fewer at its end, or where somebody has cut it; none when it is closed. */
  read(offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - offset)));
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return resolve(buffer.subarray(0, 0));
      this.#underWay += 1;
      this.#files.read(this.#fd, buffer, 0, buffer.length, offset, (error, bytesRead) => {
        this.#answered();
        if (error === null) resolve(buffer.subarray(0, bytesRead));
        else reject(error);
      });
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#underWay === 0) this.#files.closeSync(this.#fd);
  }

  /** @throws what the file system throws, unless it is gone already */
  remove(): void {
    this.#files.rmSync(this.#path, { force: true });
    this.close();
  }

  #answered(): void {
    this.#underWay -= 1;
    if (this.#isClosed && this.#underWay === 0) this.#files.closeSync(this.#fd);
  }
}

function namesIn(directory: string, files: JournalFiles): { readonly name: string; readonly first: number }[] {
  return files
    .readdirSync(directory)
    .map((name) => NAME.exec(name))
    .filter((match) => match !== null)
    .map(([name, first, again]) => ({ name, first: Number(first), again: Number(again) }))
    .toSorted((one, other) => one.first - other.first || one.again - other.again);
}
