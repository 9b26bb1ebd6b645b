import type { Frame } from './frame.ts';
import type { FrameStream } from './frame-stream.ts';
import {
  type BatchLimits,
  checksumOf,
  type JournalBatch,
  type JournalledEntry,
  type StoredRange,
} from './journal-batch.ts';

/** What is found while a journal is read. */
export interface ReaderEvents {
  /** Entries were stored, or turned out to be, or were refused: each is told of once. */
  readonly onSettled?: (count: { readonly stored: number; readonly refused: number }) => void;
  /** Frames that are not there any more: damaged, or deleted. `from` and `to` are the moments around them, in ms since 1970. */
  readonly onLost?: (lost: { readonly count: number; readonly from: number; readonly to: number }) => void;
  /** Entries whose numbers the database has with other content: somebody else uses the same writer id. */
  readonly onDisplaced?: (entries: readonly JournalledEntry[]) => void;
}

export interface BatchReaderOptions extends ReaderEvents {
  readonly writer: string;
  readonly stream: FrameStream;
  /** The number before the first frame that is held. */
  readonly before: number;
}

/**
 * Makes batches of the frames of one writer: without holes, without what the database has. Where the database has
 * numbers further on, as after a commit whose answer was lost, it looks whether those are these frames.
 */
export class BatchReader {
  readonly #options: BatchReaderOptions;
  #frames: readonly Frame[] = [];
  #place = 0;
  /** The last number that was read, and when it was written. */
  #last: number;
  #lastAt = 0;
  /** The highest number that was ever read: what comes up to it again was told of. */
  #highest: number;
  /** Up to here the database has everything. */
  #stored: number;
  /** Up to here entries were told of as settled. */
  #told: number;
  #known: readonly StoredRange[] = [];
  /** The first of the frames that were read and hold no entry: they go with the next entry. */
  #idleFrom: number | undefined;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
    this.#last = options.before;
    this.#highest = options.before;
    this.#stored = options.before;
    this.#told = options.before;
  }

  /** The number up to which the database has all frames that are there. */
  get stored(): number {
    return this.#stored;
  }

  /** When the frame that was read last was written, in milliseconds since 1970. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** The frames of the next batch, contiguous; undefined when no more entries are there at the moment. */
  async read({ maxEntries, maxBytes }: BatchLimits): Promise<JournalBatch | undefined> {
    const entries: JournalledEntry[] = [];
    let bytes = 0;
    let first = this.#idleFrom;
    this.#idleFrom = undefined;
    let frame: Frame | undefined;
    while ((frame = this.#ready() ?? (await this.#more())) !== undefined) {
      const { sequence, payload, type, checksum } = frame;
      if (sequence <= this.#last) {
        this.#take(frame);
        continue;
      }
      const known = this.#known.find((range) => range.first <= sequence && sequence <= range.last);
      const isHole = sequence !== this.#last + 1;
      if (first !== undefined && (isHole || known !== undefined)) return this.#batch({ first, entries, bytes });
      if (isHole) this.#noteHole(frame);
      if (known !== undefined) {
        await this.#pass(known);
        continue;
      }
      const isFull = entries.length >= maxEntries || (entries.length > 0 && bytes + payload.length > maxBytes);
      if (type === 'entry' && isFull) break;
      first ??= sequence;
      this.#take(frame);
      if (type !== 'entry') continue;
      entries.push({ sequence, line: payload, checksum });
      bytes += payload.length;
    }
    if (first === undefined) return undefined;
    if (entries.length > 0) return this.#batch({ first, entries, bytes });
    this.#idleFrom = first;
    return undefined;
  }

  /** The frames at the end that hold no entry, as a batch without entries: their numbers are not missing. */
  rest(): JournalBatch | undefined {
    const first = this.#idleFrom;
    this.#idleFrom = undefined;
    return first === undefined ? undefined : this.#batch({ first, entries: [], bytes: 0 });
  }

  /** All up to the end of this batch is in the database, but for those that it has refused. */
  settle({ last, entries }: JournalBatch, refused: number): void {
    this.#stored = Math.max(this.#stored, last);
    this.#tell(last, entries, refused);
  }

  /** Begins anew behind what the database has without a hole, and remembers what it has further on. */
  reconcile(ranges: readonly StoredRange[]): void {
    const { before, stream } = this.#options;
    let stored = before;
    const known: StoredRange[] = [];
    for (const range of ranges) {
      // what was stored in this process, or lies before what is held, is known to be ours
      if (range.first <= stored + 1 && (range.last <= this.#stored || range.checksum === null)) {
        stored = Math.max(stored, range.last);
      } else known.push(range);
    }
    this.#stored = stored;
    this.#known = known.filter(({ last }) => last > stored);
    this.#last = stored;
    this.#idleFrom = undefined;
    this.#frames = [];
    this.#place = 0;
    stream.rewind(stored);
  }

  /** Reads over numbers that the database has, and looks whether it has these very entries. */
  async #pass(range: StoredRange): Promise<void> {
    const entries: JournalledEntry[] = [];
    let frame: Frame | undefined;
    while ((frame = this.#ready() ?? (await this.#more())) !== undefined && frame.sequence <= range.last) {
      const { sequence, type, payload, checksum } = frame;
      const isNew = sequence > this.#last;
      this.#take(frame);
      if (isNew && type === 'entry') entries.push({ sequence, line: payload, checksum });
    }
    this.#known = this.#known.filter((each) => each !== range);
    const isOurs = this.#last === range.last && (range.checksum === null || range.checksum === checksumOf(entries));
    if (this.#stored === range.first - 1) this.#stored = this.#last;
    if (frame !== undefined) this.#last = range.last;
    if (isOurs) this.#tell(range.last, entries, 0);
    else this.#options.onDisplaced?.(entries);
  }

  #batch(parts: Pick<JournalBatch, 'first' | 'entries' | 'bytes'>): JournalBatch {
    return { writer: this.#options.writer, last: this.#last, ...parts };
  }

  #tell(last: number, entries: readonly JournalledEntry[], refused: number): void {
    const count = entries.filter(({ sequence }) => sequence > this.#told).length;
    this.#told = Math.max(this.#told, last);
    if (count > 0)
      this.#options.onSettled?.({ stored: count - Math.min(refused, count), refused: Math.min(refused, count) });
  }

  #noteHole({ sequence, at }: Frame): void {
    const missing = sequence - this.#last - 1;
    const inDatabase = this.#known
      .map((range) => Math.min(range.last, sequence - 1) - Math.max(range.first, this.#last + 1) + 1)
      .reduce((sum, count) => sum + Math.max(0, count), 0);
    if (missing > inDatabase && sequence > this.#highest) {
      this.#options.onLost?.({ count: missing - inDatabase, from: this.#lastAt || at, to: at });
    }
    this.#last = sequence - 1;
  }

  /** The next frame, where it is in memory by now. */
  #ready(): Frame | undefined {
    return this.#frames[this.#place];
  }

  async #more(): Promise<Frame | undefined> {
    this.#frames = await this.#options.stream.next();
    this.#place = 0;
    return this.#frames[0];
  }

  #take({ sequence, at }: Frame): void {
    this.#place += 1;
    if (sequence > this.#last) [this.#last, this.#lastAt] = [sequence, at];
    if (sequence > this.#highest) this.#highest = sequence;
  }
}
