import { type BufferedFrame, slicesOf } from './frame-buffer.ts';
import type { JournalFiles } from './journal-files.ts';
import { Segment } from './segment.ts';

/** When what is written is forced onto the disk, where it survives a loss of power. */
export type JournalSync = 'always' | 'interval' | 'never';

export interface DiskJournalOptions {
  readonly directory: string;
  readonly sync: JournalSync;
  readonly segmentBytes: number;
  readonly files: JournalFiles;
}

/** A segment, and what of it is not known to be on the disk itself. */
interface Written {
  readonly segment: Segment;
  isDirty: boolean;
  /** Kept in memory until the disk has it, or not at all where nobody waits for that. */
  readonly unsynced: BufferedFrame[];
}

/**
 * The segments of the journal of this process. What `write` has taken survives the end of the process; what was synced
 * survives the end of the machine.
 */
export class DiskJournal {
  readonly isFinal = false;
  readonly #options: DiskJournalOptions;
  #written: Written[] = [];
  #syncing: Promise<void> | undefined;
  #isDirectoryUnsynced = true;
  #isAbandoned = false;

  constructor(options: DiskJournalOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  get segments(): readonly Segment[] {
    return this.#written.map(({ segment }) => segment);
  }

  get bytes(): number {
    return this.#written.reduce((sum, { segment }) => sum + segment.size, 0);
  }

  /** The segment that is written to, unless there is none yet. */
  get current(): Segment | undefined {
    return this.#written.at(-1)?.segment;
  }

  /**
   * Writes all of the frames, or none of them.
   * @throws what the file system throws
   */
  write(frames: readonly BufferedFrame[]): void {
    const [first] = frames;
    if (first === undefined) return;
    const target = this.#segmentFor(first.sequence);
    target.segment.append(slicesOf(frames));
    target.isDirty = true;
    if (this.#options.sync !== 'never') target.unsynced.push(...frames);
    if (this.#options.sync === 'always') this.syncNow();
  }

  /** Begins another segment with the next frame: this one is not to be trusted any more. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /**
   * Forces what was written before onto the disk; those who ask at the same time share it. After a failure the kernel
   * may have forgotten what it could not write, so all that is not known to be there is written anew, to another segment.
   * @throws what the file system throws when that fails as well
   */
  async sync(): Promise<void> {
    while (this.#syncing !== undefined) await this.#syncing.catch(() => undefined); // it may have begun before the write
    this.#syncing = this.#sync();
    try {
      await this.#syncing;
    } finally {
      this.#syncing = undefined;
    }
  }

  /** {@link sync}, while nothing else happens. */
  syncNow(): void {
    try {
      this.#syncAllNow();
    } catch {
      this.#writeAnew();
      this.#syncAllNow();
    }
  }

  /** Removes the oldest segments as long as they may go. @throws what the file system throws */
  removeOldest(mayGo: (segment: Segment, next: Segment) => boolean): void {
    for (;;) {
      const [oldest, next] = this.#written;
      if (oldest === undefined || next === undefined || !mayGo(oldest.segment, next.segment)) return;
      oldest.segment.remove();
      this.#written = this.#written.slice(1);
    }
  }

  /** What is written after this goes to another segment. */
  close(): void {
    for (const { segment } of this.#written) segment.close();
    this.#written = [];
  }

  async #sync(): Promise<void> {
    try {
      await this.#syncAll();
    } catch {
      this.#writeAnew();
      await this.#syncAll();
    }
  }

  async #syncAll(): Promise<void> {
    for (const written of this.#written) {
      if (!written.isDirty) continue;
      const count = written.unsynced.length;
      written.isDirty = false;
      try {
        await written.segment.sync();
      } catch (error) {
        written.isDirty = true;
        throw error;
      }
      written.unsynced.splice(0, count);
    }
    await this.#syncDirectory();
  }

  #syncAllNow(): void {
    for (const written of this.#written) {
      if (!written.isDirty) continue;
      written.segment.syncNow();
      written.isDirty = false;
      written.unsynced.length = 0;
    }
  }

  /** The name of a new segment is kept in its directory, which has to be forced onto the disk too. */
  async #syncDirectory(): Promise<void> {
    if (!this.#isDirectoryUnsynced) return;
    const { files, directory } = this.#options;
    this.#isDirectoryUnsynced = false;
    const fd = files.openSync(directory, 'r');
    await new Promise<void>((resolve) => files.fsync(fd, () => resolve())); // not every file system can
    files.closeSync(fd);
  }

  #writeAnew(): void {
    const unsynced = this.#written.flatMap((written) => written.unsynced);
    const [first] = unsynced;
    if (first === undefined) return;
    const anew = this.#begin(first.sequence);
    anew.segment.append(slicesOf(unsynced));
    for (const written of this.#written) {
      written.isDirty = false;
      written.unsynced.length = 0;
    }
    anew.isDirty = true;
    anew.unsynced.push(...unsynced);
  }

  #segmentFor(sequence: number): Written {
    const last = this.#written.at(-1);
    const isFull = last !== undefined && last.segment.size >= this.#options.segmentBytes;
    if (last !== undefined && !isFull && !this.#isAbandoned) return last;
    return this.#begin(sequence);
  }

  #begin(sequence: number): Written {
    const { directory, files } = this.#options;
    const written: Written = { segment: Segment.create(directory, sequence, files), isDirty: false, unsynced: [] };
    this.#written.push(written);
    this.#isDirectoryUnsynced = true;
    this.#isAbandoned = false;
    return written;
  }
}
