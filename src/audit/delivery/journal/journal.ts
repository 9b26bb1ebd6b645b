import type { AuditDelivery } from '../../entry/delivery.ts';
import { BatchReader } from './batch-reader.ts';
import type { DiskJournal } from './disk-journal.ts';
import { type BufferedFrame, FrameBuffer } from './frame-buffer.ts';
import type { FrameHead } from './frame.ts';
import type { BatchLimits, JournalBatch, JournalSource, StoredRange } from './journal-batch.ts';
import type { JournalFigures } from './journal-figures.ts';
import type { JournalOptions } from './journal-options.ts';
import { type LiveJournal, LiveStream } from './live-stream.ts';
import { fits, FULL_PART, PART_OF } from './parts.ts';
import { PendingFrames } from './pending-frames.ts';

/** After a failure the disk is tried again when so much time has passed, in milliseconds. */
const DISK_RETRY_MS = 1_000;

/**
 * The journal of this process: numbers what is recorded, keeps it in frames until the database has it, and is as safe
 * as its disk. Without a disk, or while the disk takes nothing, the frames wait in memory.
 */
export class Journal implements JournalSource, LiveJournal {
  readonly writer: string;
  readonly #options: JournalOptions;
  readonly #writerBytes: Buffer;
  readonly #buffer = new FrameBuffer();
  readonly #reader: BatchReader;
  readonly #intents = new Map<number, { readonly line: string; frame: number }>();
  readonly #pending = new PendingFrames();
  #disk: DiskJournal | undefined;
  #sequence = 0;
  #lastEntry = 0;
  #waitingSince = 0;
  #accepted = 0;
  #stored = 0;
  #refused = 0;
  #written = 0;
  #failedAt: number | undefined;
  #isClosed = false;
  /** Bytes that journals of dead processes hold. */
  foreignBytes = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.writer = options.writer;
    this.#writerBytes = Buffer.from(options.writer.replaceAll('-', ''), 'hex');
    this.#reader = new BatchReader({
      writer: options.writer,
      stream: new LiveStream(this),
      firstHeld: () => this.firstHeld,
      onSettled: ({ stored, refused, found }) => {
        this.#stored += stored + found;
        this.#refused += refused;
      },
      onLost: options.onLost,
      onDisplaced: (entries, unsettled) => {
        this.#accepted -= unsettled; // they go on under another number
        options.onDisplaced(entries);
      },
    });
  }

  /** From now on frames are written to this disk; those that came before are written first. */
  open(disk: DiskJournal): void {
    this.#disk = disk;
    this.write();
  }

  /** Takes one record. False when there is no room for it. It is on the disk after {@link write}. */
  append(line: string, rank: AuditDelivery, intent = 0): boolean {
    if (!this.#makesRoom(line.length, PART_OF[rank])) return false;
    if (this.waiting === 0) this.#waitingSince = Date.now();
    this.#add({ type: 'entry', intent }, line);
    this.#intents.delete(intent);
    this.#accepted += 1;
    this.#lastEntry = this.#sequence;
    return true;
  }

  /**
   * Takes the line of the entry that is due when nothing more is heard of something that is about to begin.
   * @returns the number that its outcome is told by; 0 where there is no disk
   */
  intend(line: string): number {
    if (!this.#options.isOnDisk) return 0; // it would end with the process, as all else
    const number = this.#sequence + 1;
    this.#add({ type: 'intent', intent: number }, line);
    this.#intents.set(number, { line, frame: number });
    return number;
  }

  /** What was intended needs no entry of its own. */
  withdraw(intent: number): void {
    if (this.#intents.delete(intent)) this.#add({ type: 'settled', intent }, '');
  }

  /** Whether so much room is left that something critical may begin. */
  get isAvailable(): boolean {
    const isUsable = !this.#options.isOnDisk || (this.#disk !== undefined && !this.isFailing);
    return isUsable && this.#makesRoom(0, FULL_PART);
  }

  /** Whether there should be a disk, and it takes nothing. */
  get isFailing(): boolean {
    return this.#failedAt !== undefined;
  }

  /** {@link write}, and at once also when the disk has just failed: what was in the way may be gone. */
  retry(): void {
    if (this.isFailing) this.#failedAt = -DISK_RETRY_MS;
    this.write();
  }

  /** Writes what is in memory to the disk, all at once. What the disk does not take stays in memory. Never throws. */
  write(): void {
    if (this.#disk === undefined) return;
    const now = performance.now();
    if (this.#failedAt !== undefined) {
      if (now - this.#failedAt < DISK_RETRY_MS && !this.#isClosed) return;
      this.#forgetStored();
      if (this.#pending.isEmpty) this.#add({ type: 'settled', intent: 0 }, ''); // something has to try the disk
    }
    if (this.#pending.isEmpty) return;
    try {
      this.#disk.write(this.#pending.all);
      if (this.isFailing || this.#isClosed) this.#disk.syncNow(); // to be sure of the disk; nobody asks for it later
      if (this.#isClosed) this.#disk.close();
    } catch (error) {
      return void this.#fail(error, now);
    }
    this.#written = this.#sequence;
    this.#pending.clear();
    if (this.#failedAt === undefined) return;
    this.#failedAt = undefined;
    this.#options.onDiskRecovery();
  }

  /** Has what was written survive a loss of power too. @returns whether it does; without a disk there is nothing to do */
  async sync(): Promise<boolean> {
    this.write();
    if (this.#disk === undefined || this.isFailing) return !this.#options.isOnDisk;
    try {
      await this.#disk.sync();
      return true;
    } catch (error) {
      return this.#fail(error, performance.now());
    }
  }

  /** {@link sync}, while nothing else happens. */
  syncNow(): boolean {
    this.write();
    if (this.#disk === undefined || this.isFailing) return !this.#options.isOnDisk;
    try {
      this.#disk.syncNow();
      return true;
    } catch (error) {
      return this.#fail(error, performance.now());
    }
  }

  async read(limits: BatchLimits): Promise<JournalBatch | undefined> {
    const batch = await this.#reader.read(limits);
    if (batch === undefined) this.#tidy();
    return batch;
  }

  /** Frames without entries that are not stored yet. */
  rest(): JournalBatch | undefined {
    return this.#reader.rest();
  }

  settle(batch: JournalBatch, refused: number): void {
    this.#reader.settle(batch, refused);
    this.#waitingSince = this.#reader.lastAt;
    this.#tidy();
  }

  reconcile(ranges: readonly StoredRange[]): void {
    this.#reader.reconcile(ranges);
  }

  /** Removes segments that are stored and were written before that moment, in milliseconds since 1970. */
  removeStored(before: number): void {
    this.#disk?.removeOldest((segment, next) => {
      return next.first - 1 <= this.#reader.stored && segment.writtenAt <= before && this.#carryIntents(next.first);
    });
  }

  /** What comes after this is written and closed at once; a later process finds it. */
  async close(): Promise<void> {
    await this.sync();
    this.#isClosed = true;
    this.write();
    this.#disk?.close();
  }

  get disk(): DiskJournal | undefined {
    return this.#disk;
  }

  get written(): number {
    return this.#written;
  }

  get stranded(): readonly BufferedFrame[] {
    return this.#disk === undefined || this.isFailing ? this.#pending.all : [];
  }

  get firstHeld(): number {
    return this.#disk?.segments[0]?.first ?? this.#pending.all[0]?.sequence ?? this.#sequence + 1;
  }

  /** The number of the last frame. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The number of the last entry. */
  get lastEntry(): number {
    return this.#lastEntry;
  }

  /** Up to here the database has everything. */
  get storedUpTo(): number {
    return this.#reader.stored;
  }

  /** Entries that are not settled. */
  get waiting(): number {
    return this.#accepted - this.#stored - this.#refused;
  }

  /** Since when, at the most, the oldest of them waits, in milliseconds since 1970. */
  get waitingSince(): number | undefined {
    return this.waiting > 0 ? this.#waitingSince : undefined;
  }

  /** Entries that were taken; those of them that are settled; those in memory, on the disk, and their sizes. */
  get figures(): JournalFigures {
    const { waiting } = this;
    const queued = Math.min(this.#pending.entries, waiting);
    return {
      accepted: this.#accepted,
      stored: this.#stored,
      refused: this.#refused,
      queued,
      journalled: waiting - queued,
      queuedBytes: this.#pending.bytes,
      bytes: (this.#disk?.bytes ?? 0) + this.foreignBytes,
    };
  }

  #add({ type, intent }: Pick<FrameHead, 'type' | 'intent'>, line: string): void {
    const sequence = this.#sequence + 1;
    const frame = this.#buffer.add({ type, intent, writer: this.#writerBytes, sequence, at: Date.now() }, line);
    this.#sequence = sequence;
    this.#pending.add(frame);
  }

  /** What is stored, and only kept to be sent again perhaps, makes room for what is not. */
  #makesRoom(bytes: number, part: number): boolean {
    const hasRoom = (): boolean => {
      const disk = this.#disk && this.#disk.bytes + this.foreignBytes;
      return fits({ memory: this.#pending.bytes + bytes, disk }, this.#options, part);
    };
    return hasRoom() || (this.removeStored(Infinity), hasRoom());
  }

  #fail(error: unknown, now: number): false {
    if (!this.isFailing) this.#options.onDiskFault(error);
    this.#failedAt = now;
    this.#disk?.abandon();
    return false;
  }

  /** Nothing waits any more of what is stored, or lost for good. */
  #tidy(): void {
    if (this.stranded.length > 0) this.#forgetStored();
    if (this.storedUpTo >= this.#lastEntry) this.#accepted -= this.waiting;
  }

  /** What is in the database by now needs no disk any more, unless it begins or ends something that the disk has to know. */
  #forgetStored(): void {
    const open = new Set([...this.#intents.values()].map(({ frame }) => frame));
    this.#pending.forget(
      this.storedUpTo,
      ({ sequence, intent }) => open.has(sequence) || (intent > 0 && intent <= this.#written),
    );
  }

  /** Intents whose frame is about to be removed get another one. @returns whether none is in danger */
  #carryIntents(border: number): boolean {
    const leaving = [...this.#intents].filter(([, { frame }]) => frame < border);
    if (leaving.length === 0 || this.isFailing) return leaving.length === 0;
    const first = this.#sequence + 1;
    for (const [number, { line }] of leaving) this.#add({ type: 'intent', intent: number }, line);
    if (!this.syncNow()) return false;
    leaving.forEach(([, intent], index) => (intent.frame = first + index));
    return true;
  }
}
