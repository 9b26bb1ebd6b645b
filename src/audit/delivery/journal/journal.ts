import type { AuditDelivery } from '../../entry/delivery.ts';
import { BatchReader } from './batch-reader.ts';
import type { DiskJournal } from './disk-journal.ts';
import { type BufferedFrame, FrameBuffer } from './frame-buffer.ts';
import type { FrameHead } from './frame.ts';
import type { BatchLimits, JournalBatch, JournalledEntry, JournalSource, StoredRange } from './journal-batch.ts';
import { type LiveJournal, LiveStream } from './live-stream.ts';

/** After a failure the disk is tried again when so much time has passed, in milliseconds. */
const DISK_RETRY_MS = 1_000;

/** How much of the room each class may use: the rest is kept for those above it. */
const PART_OF: Readonly<Record<AuditDelivery, number>> = { 'best-effort': 1 / 2, standard: 7 / 8, critical: 1 };

/** Nothing critical is begun when so much is used: the rest is for the entries of what has begun. */
const FULL_PART = 15 / 16;

/** What a journal is told to keep to, and whom it tells. */
export interface JournalOptions {
  /** The UUID of this writer. */
  readonly writer: string;
  /** Most bytes of frames in memory that no disk has. */
  readonly maxQueueBytes: number;
  /** Most bytes of segments, those of dead processes included. */
  readonly maxBytes: number;
  /** Whether frames belong on a disk, which is given by {@link Journal.open}. */
  readonly isOnDisk: boolean;
  readonly onDiskFault: (error: unknown) => void;
  readonly onDiskRecovery: () => void;
  readonly onLost: (lost: { readonly count: number; readonly from: number; readonly to: number }) => void;
  readonly onDisplaced: (entries: readonly JournalledEntry[]) => void;
}

/** Counts of entries since the start, and bytes. */
export interface JournalFigures {
  readonly accepted: number;
  readonly stored: number;
  readonly refused: number;
  /** In memory only. */
  readonly queued: number;
  /** On the disk, and not in the database yet. */
  readonly journalled: number;
  readonly queuedBytes: number;
  /** Of all segments, those of dead processes included. */
  readonly bytes: number;
}

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
  #disk: DiskJournal | undefined;
  #pending: BufferedFrame[] = [];
  #pendingBytes = 0;
  #sequence = 0;
  #lastEntry = 0;
  #waitingSince = 0;
  #accepted = 0;
  #stored = 0;
  #refused = 0;
  #queued = 0;
  #writes = 0;
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
      before: 0,
      onSettled: ({ stored, refused }) => {
        this.#stored += stored;
        this.#refused += refused;
      },
      onLost: options.onLost,
      onDisplaced: (entries) => {
        this.#accepted -= entries.length; // they go on under another number
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
    if (!this.#hasRoom(line.length, PART_OF[rank])) return false;
    if (this.waiting === 0) this.#waitingSince = Date.now();
    this.#add({ type: 'entry', intent }, line);
    this.#intents.delete(intent);
    this.#accepted += 1;
    this.#queued += 1;
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
    if (this.#options.isOnDisk && (this.#disk === undefined || this.isFailing)) return false;
    return this.#hasRoom(0, FULL_PART);
  }

  /** Whether there should be a disk, and it takes nothing. */
  get isFailing(): boolean {
    return this.#failedAt !== undefined;
  }

  /** Writes what is in memory to the disk, all at once. What the disk does not take stays in memory. Never throws. */
  write(): void {
    if (this.#disk === undefined || this.#pending.length === 0) return;
    const now = performance.now();
    if (this.#failedAt !== undefined && now - this.#failedAt < DISK_RETRY_MS) return;
    if (this.#failedAt !== undefined) this.#forgetStored();
    try {
      this.#disk.write(this.#pending);
      if (this.#isClosed) this.#disk.close();
    } catch (error) {
      this.#fail(error, now);
      return;
    }
    this.#writes += 1;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#queued = 0;
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

  read(limits: BatchLimits): Promise<JournalBatch | undefined> {
    return this.#reader.read(limits);
  }

  /** Frames without entries that are not stored yet. */
  rest(): JournalBatch | undefined {
    return this.#reader.rest();
  }

  settle(batch: JournalBatch, refused: number): void {
    this.#reader.settle(batch, refused);
    this.#waitingSince = this.#reader.lastAt;
    if (this.stranded.length > 0) this.#forgetStored();
  }

  reconcile(ranges: readonly StoredRange[]): void {
    this.#reader.reconcile(ranges);
  }

  /** Removes segments that are stored and were written before that moment, in milliseconds since 1970. */
  removeStored(before: number): void {
    this.#disk?.removeOldest((segment, next) => {
      if (next.first - 1 > this.#reader.stored || segment.writtenAt > before) return false;
      this.#carryIntents(next.first);
      return true;
    });
  }

  /** What comes after this is written and closed at once; a later process finds it. */
  async close(): Promise<void> {
    await this.sync();
    this.#isClosed = true;
    this.#disk?.close();
  }

  get disk(): DiskJournal | undefined {
    return this.#disk;
  }

  get writes(): number {
    return this.#writes;
  }

  get stranded(): readonly BufferedFrame[] {
    return this.#disk === undefined || this.isFailing ? this.#pending : [];
  }

  get firstHeld(): number {
    return this.#disk?.segments[0]?.first ?? this.#pending[0]?.sequence ?? this.#sequence + 1;
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
    const queued = Math.min(this.#queued, waiting);
    return {
      accepted: this.#accepted,
      stored: this.#stored,
      refused: this.#refused,
      queued,
      journalled: waiting - queued,
      queuedBytes: this.#pendingBytes,
      bytes: (this.#disk?.bytes ?? 0) + this.foreignBytes,
    };
  }

  #add(head: Pick<FrameHead, 'type' | 'intent'>, line: string): void {
    this.#sequence += 1;
    const { type, intent } = head;
    const frame = this.#buffer.add(
      { type, intent, writer: this.#writerBytes, sequence: this.#sequence, at: Date.now() },
      line,
    );
    this.#pending.push(frame);
    this.#pendingBytes += frame.end - frame.start;
  }

  #hasRoom(bytes: number, part: number): boolean {
    const { maxQueueBytes, maxBytes } = this.#options;
    if (this.#pendingBytes + bytes > maxQueueBytes * part) return false;
    return this.#disk === undefined || this.#disk.bytes + this.foreignBytes + bytes <= maxBytes * part;
  }

  #fail(error: unknown, now: number): false {
    const isFirst = this.#failedAt === undefined;
    this.#failedAt = now;
    this.#disk?.abandon();
    if (isFirst) this.#options.onDiskFault(error);
    return false;
  }

  /** What is in the database by now needs no disk any more. */
  #forgetStored(): void {
    const { stored } = this.#reader;
    const kept = this.#pending.findIndex(({ sequence }) => sequence > stored);
    const gone = this.#pending.splice(0, kept < 0 ? this.#pending.length : kept);
    for (const { start, end, isEntry } of gone) {
      this.#pendingBytes -= end - start;
      if (isEntry) this.#queued -= 1;
    }
  }

  /** Intents whose frame is about to be removed get another one. */
  #carryIntents(border: number): void {
    for (const [number, intent] of this.#intents) {
      if (intent.frame >= border) continue;
      this.#add({ type: 'intent', intent: number }, intent.line);
      intent.frame = this.#sequence;
    }
    this.write();
  }
}
