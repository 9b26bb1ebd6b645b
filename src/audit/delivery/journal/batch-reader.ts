import type { Frame } from './frame.ts';
import type { FrameStream } from './frame-stream.ts';
import {
  type BatchLimits,
  checksumOf,
  type JournalBatch,
  type JournalledEntry,
  type StoredRange,
} from './journal-batch.ts';
import { countOutside, isWithin, type NumberRange } from './number-range.ts';

/** What is found while a journal is read. */
export interface ReaderEvents {
  /** Entries were stored, or refused, or the database was found to have them: each is told of once. */
  readonly onSettled?: (count: { readonly stored: number; readonly refused: number; readonly found: number }) => void;
  /** Frames that are not there any more: damaged, or deleted. `from` and `to` are the moments around them, in ms since 1970. */
  readonly onLost?: (lost: { readonly count: number; readonly from: number; readonly to: number }) => void;
  /**
   * Entries whose numbers the database has with other content: somebody else uses the same writer id. Each is told of
   * once; `unsettled` counts those of them that were not told of as settled before, and never will be.
   */
  readonly onDisplaced?: (entries: readonly JournalledEntry[], unsettled: number) => void;
}

export interface BatchReaderOptions extends ReaderEvents {
  readonly writer: string;
  readonly stream: FrameStream;
  /** The number of the first frame that is held; those before it were stored. */
  readonly firstHeld: () => number;
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
  /** Up to here the database has everything. */
  #stored: number;
  /** Up to here batches were given since it was asked last. */
  #given: number;
  /** Up to here entries were told of as settled, or as displaced. */
  #told: number;
  #known: readonly StoredRange[] = [];
  /** Of these numbers was told. */
  readonly #lost: NumberRange[] = [];
  readonly #displaced: NumberRange[] = [];
  /** The first of the frames that were read and hold no entry: they go with the next entry. */
  #idleFrom: number | undefined;
  #reconciliations = 0;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
    this.#last = this.#stored = this.#given = this.#told = options.firstHeld() - 1;
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
  async read(limits: BatchLimits): Promise<JournalBatch | undefined> {
    for (;;) {
      const reconciliations = this.#reconciliations;
      try {
        return await this.#read(limits);
      } catch (error) {
        if (reconciliations === this.#reconciliations) throw error;
      }
    }
  }

  async #read({ maxEntries, maxBytes }: BatchLimits): Promise<JournalBatch | undefined> {
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

  /**
   * All up to the end of this batch is in the database, but for those that it has refused. A batch that was read before
   * the database was asked anew does not count: it is read and looked for again.
   */
  settle({ last, entries }: JournalBatch, refused: number): void {
    if (last > this.#given) return;
    this.#stored = Math.max(this.#stored, last);
    const count = countOf(entries, this.#told);
    const refusals = Math.min(refused, count);
    this.#tell(last, { stored: count - refusals, refused: refusals });
  }

  /**
   * Begins anew behind what the database has without a hole, and remembers what it has further on. A batch that is being
   * read meanwhile is read anew.
   */
  reconcile(ranges: readonly StoredRange[]): void {
    const { firstHeld, stream } = this.#options;
    let stored = Math.min(firstHeld() - 1, this.#stored);
    // what was stored in this process, or lies before what is held, is known to be ours; merged rows may hold more
    for (const { first, last, checksum } of ranges) {
      if (first > stored + 1 || (last > this.#stored && checksum !== null)) break;
      stored = Math.max(stored, Math.min(last, this.#stored));
    }
    this.#reconciliations += 1;
    this.#known = ranges.filter(({ last }) => last > stored);
    this.#last = this.#stored = this.#given = stored;
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
    // what was removed of it was stored, and with it the rest
    const isUnknown = range.checksum === null || range.first < this.#options.firstHeld();
    const isOurs = this.#last === range.last && (isUnknown || range.checksum === checksumOf(entries));
    if (this.#stored >= this.#given) this.#stored = Math.max(this.#stored, this.#last);
    if (isOurs) this.#tell(range.last, { found: countOf(entries, this.#told) });
    else this.#displace(entries);
    if (frame !== undefined) this.#last = range.last;
    if (this.#last >= range.last) this.#known = this.#known.filter((each) => each !== range);
  }

  #batch(parts: Pick<JournalBatch, 'first' | 'entries' | 'bytes'>): JournalBatch {
    this.#given = this.#last;
    return { writer: this.#options.writer, last: this.#last, ...parts };
  }

  #tell(last: number, { stored = 0, refused = 0, found = 0 }): void {
    this.#told = Math.max(this.#told, last);
    if (stored + refused + found > 0) this.#options.onSettled?.({ stored, refused, found });
  }

  #displace(entries: readonly JournalledEntry[]): void {
    const displaced = entries.filter(({ sequence }) => !isWithin(sequence, this.#displaced));
    const [first, last] = [displaced[0], displaced.at(-1)];
    if (first === undefined || last === undefined) return;
    const unsettled = countOf(displaced, this.#told);
    this.#displaced.push({ first: first.sequence, last: last.sequence });
    this.#told = Math.max(this.#told, last.sequence);
    this.#options.onDisplaced?.(displaced, unsettled);
  }

  #noteHole({ sequence, at }: Frame): void {
    const hole = { first: this.#last + 1, last: sequence - 1 };
    const count = countOutside(hole, [...this.#known, ...this.#lost]);
    this.#last = hole.last;
    if (count === 0) return;
    this.#lost.push(hole);
    this.#options.onLost?.({ count, from: Math.min(this.#lastAt || at, at), to: at });
  }

  /** The next frame, where it is in memory by now. */
  #ready(): Frame | undefined {
    return this.#frames[this.#place];
  }

  async #more(): Promise<Frame | undefined> {
    const reconciliations = this.#reconciliations;
    const frames = await this.#options.stream.next();
    if (reconciliations !== this.#reconciliations) {
      this.#options.stream.rewind(this.#last);
      throw new Error('What was read is not what is due any more.');
    }
    this.#frames = frames;
    this.#place = 0;
    return this.#frames[0];
  }

  #take({ sequence, at }: Frame): void {
    this.#place += 1;
    if (sequence > this.#last) [this.#last, this.#lastAt] = [sequence, at];
  }
}

function countOf(entries: readonly JournalledEntry[], behind: number): number {
  return entries.filter(({ sequence }) => sequence > behind).length;
}
