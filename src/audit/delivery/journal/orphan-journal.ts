import { basename, join } from 'node:path';
import { BatchReader, type ReaderEvents } from './batch-reader.ts';
import { SegmentStream, type Segments } from './frame-stream.ts';
import type { BatchLimits, JournalBatch, JournalSource, StoredRange } from './journal-batch.ts';
import { ORPHANS } from './journal-directory.ts';
import type { JournalFiles } from './journal-files.ts';
import { type OpenIntent, openIntentsOf } from './open-intents.ts';
import { Segment } from './segment.ts';

/** The journal of a process that is dead. It is written under its own name, and then removed. */
export class OrphanJournal implements JournalSource, Segments {
  readonly isFinal = true;
  readonly writer: string;
  readonly segments: readonly Segment[];
  readonly #path: string;
  readonly #files: JournalFiles;
  readonly #reader: BatchReader;
  #isDone = false;

  private constructor(path: string, { files, ...events }: ReaderEvents & { readonly files: JournalFiles }) {
    this.#path = path;
    this.#files = files;
    this.writer = basename(path);
    this.segments = Segment.openAll(path, files);
    this.#reader = new BatchReader({
      ...events,
      writer: this.writer,
      stream: new SegmentStream(this),
      firstHeld: () => this.firstHeld,
    });
  }

  /** @throws what the file system throws */
  static open(path: string, options: ReaderEvents & { readonly files: JournalFiles }): OrphanJournal {
    return new OrphanJournal(path, options);
  }

  get firstHeld(): number {
    return this.segments[0]?.first ?? 1;
  }

  get bytes(): number {
    return this.segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** When it was written last, in milliseconds since 1970. */
  get writtenAt(): number {
    return Math.max(0, ...this.segments.map(({ writtenAt }) => writtenAt));
  }

  get storedUpTo(): number {
    return this.#reader.stored;
  }

  /** What the process had begun when it died. */
  openIntents(): Promise<readonly OpenIntent[]> {
    return openIntentsOf(new SegmentStream(this));
  }

  /** Whether the database has all that could be read. */
  get isDone(): boolean {
    return this.#isDone;
  }

  async read(limits: BatchLimits): Promise<JournalBatch | undefined> {
    const batch = (await this.#reader.read(limits)) ?? this.#reader.rest();
    this.#isDone = batch === undefined;
    return batch;
  }

  settle(batch: JournalBatch, refused: number): void {
    this.#reader.settle(batch, refused);
  }

  reconcile(ranges: readonly StoredRange[]): void {
    this.#isDone = false;
    this.#reader.reconcile(ranges);
  }

  close(): void {
    for (const segment of this.segments) segment.close();
  }

  /** What stands in it and was not read here, as journals that could not be moved, stays. @throws what the file system throws */
  remove(): void {
    this.close();
    for (const segment of this.segments) segment.remove();
    const nested = join(this.#path, ORPHANS);
    if (this.#files.existsSync(nested) && this.#files.readdirSync(nested).length > 0) return;
    this.#files.rmSync(this.#path, { recursive: true, force: true });
  }
}
