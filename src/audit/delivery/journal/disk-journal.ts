import { type BufferedFrame, slicesOf } from './frame-buffer.ts';
import type { JournalFiles } from './journal-files.ts';
import { Segment } from './segment.ts';
import { syncDirectory, syncDirectoryNow } from './sync-directory.ts';

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
  /** Number of the frame that was written last, and of the last that the disk is known to have. */
  last: number;
  synced: number;
  /** Kept in memory until the disk has it, or not at all where nobody waits for that. */
  unsynced: BufferedFrame[];
}

/**
 * The segments of the journal of this process. What `write` has taken survives the end of the process; what was synced
 * survives the end of the machine.
 */
export class DiskJournal {
  readonly isFinal = false;
  readonly #options: DiskJournalOptions;
  #written: readonly Written[] = [];
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;
  /** How many segments were begun, and how many of their names the disk is known to have. */
  #begun = 0;
  #named = 0;
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

  /** Whether somebody has deleted the segment that is written to. */
  get isDeleted(): boolean {
    return !this.#isAbandoned && this.current?.isDeleted === true;
  }

  /** The segment that is written to, unless there is none yet. */
  get current(): Segment | undefined {
    return this.#written.at(-1)?.segment;
  }

  /**
   * Writes all of the frames, or none of them. Where each write is synced, they may be written although that fails.
   * @throws what the file system throws
   */
  write(frames: readonly BufferedFrame[]): void {
    const [first] = frames;
    if (first === undefined) return;
    const last = this.#written.at(-1);
    const isFull = last !== undefined && last.segment.size >= this.#options.segmentBytes;
    if (last === undefined || isFull || this.#isAbandoned) this.#begin(first.sequence, frames);
    else {
      last.segment.append(slicesOf(frames));
      this.#note(last, frames);
    }
    if (this.#options.sync === 'always') this.syncNow();
  }

  /** Begins another segment with the next frame: this one is not to be trusted any more. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /**
   * Forces what was written before onto the disk; those who ask while that is done share the next time. After a failure
   * the kernel may have forgotten what it could not write, so all that is not known to be there is written anew, to
   * another segment.
   * @throws what the file system throws when that fails as well
   */
  sync(): Promise<void> {
    const running = this.#syncing;
    if (running === undefined) {
      return (this.#syncing = this.#sync().finally(() => {
        this.#syncing = undefined;
      }));
    }
    const next = async (): Promise<void> => {
      await running.catch(() => undefined); // it may have begun before the write
      this.#nextSync = undefined;
      await this.sync();
    };
    return (this.#nextSync ??= next());
  }

  /** {@link sync}, while nothing else happens. */
  syncNow(): void {
    try {
      this.#syncAllNow();
    } catch (error) {
      this.#writeAnew(error);
      this.#syncAllNow();
    }
  }

  /** Removes the oldest segments as long as they may go. @throws what the file system throws */
  removeOldest(mayGo: (segment: Segment, next: Segment) => boolean): void {
    for (;;) {
      const [oldest, next] = this.#written;
      if (oldest === undefined || next === undefined || !mayGo(oldest.segment, next.segment)) return;
      oldest.segment.remove();
      this.#written = this.#written.filter((written) => written !== oldest);
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
    } catch (error) {
      this.#writeAnew(error);
      await this.#syncAll();
    }
  }

  async #syncAll(): Promise<void> {
    const upTo = this.#written.at(-1)?.last ?? 0;
    for (;;) {
      const written = this.#written.find(
        ({ segment, synced, last }) => segment.first <= upTo && synced < Math.min(last, upTo),
      );
      if (written === undefined) return this.#syncDirectory();
      const { last, unsynced } = written;
      try {
        await written.segment.sync();
      } catch (error) {
        // another sync may have believed the kernel meanwhile, which tells of a failure only once
        written.unsynced = [...unsynced, ...written.unsynced];
        throw error;
      }
      noteSynced(written, last);
    }
  }

  #syncAllNow(): void {
    for (const written of this.#written) {
      if (written.synced >= written.last) continue;
      written.segment.syncNow();
      noteSynced(written, written.last);
    }
    this.#syncDirectoryNow();
  }

  /** The name of a new segment is kept in its directory, which has to be forced onto the disk too. */
  async #syncDirectory(): Promise<void> {
    const begun = this.#begun;
    if (this.#named >= begun) return;
    await syncDirectory(this.#options.directory, this.#options.files);
    this.#named = Math.max(this.#named, begun);
  }

  #syncDirectoryNow(): void {
    if (this.#named >= this.#begun) return;
    syncDirectoryNow(this.#options.directory, this.#options.files);
    this.#named = this.#begun;
  }

  /** @throws the failure that is the reason where nothing was kept in memory, and what the file system throws */
  #writeAnew(failure: unknown): void {
    if (this.#options.sync === 'never') throw failure;
    const unsynced = this.#written.flatMap((written) => written.unsynced);
    const bySequence = new Map(unsynced.map((frame) => [frame.sequence, frame])); // some may be there twice
    const frames = [...bySequence.values()].toSorted((one, other) => one.sequence - other.sequence);
    const [first] = frames;
    if (first === undefined) return;
    const before = this.#written;
    this.#begin(first.sequence, frames);
    for (const written of before) {
      const isCopied = written.unsynced[0]?.sequence === written.segment.first;
      noteSynced(written, written.last);
      if (!isCopied) continue;
      discard(written.segment);
      this.#written = this.#written.filter((each) => each !== written);
    }
  }

  #begin(sequence: number, frames: readonly BufferedFrame[]): void {
    const { directory, files } = this.#options;
    const segment = Segment.create(directory, sequence, files);
    try {
      segment.append(slicesOf(frames));
    } catch (error) {
      discard(segment);
      throw error;
    }
    const written: Written = { segment, last: 0, synced: 0, unsynced: [] };
    this.#note(written, frames);
    this.#written = [...this.#written, written];
    this.#begun += 1;
    this.#isAbandoned = false;
  }

  #note(written: Written, frames: readonly BufferedFrame[]): void {
    written.last = frames.at(-1)?.sequence ?? written.last;
    if (this.#options.sync === 'never') return;
    for (const frame of frames) written.unsynced.push(frame); // there may be more than a call takes arguments
  }
}

function noteSynced(written: Written, last: number): void {
  written.synced = Math.max(written.synced, last);
  written.unsynced = written.unsynced.filter(({ sequence }) => sequence > last);
}

/** Nothing in it is needed: when it can't be removed, it does no harm. */
function discard(segment: Segment): void {
  try {
    segment.remove();
  } catch {
    segment.close();
  }
}
