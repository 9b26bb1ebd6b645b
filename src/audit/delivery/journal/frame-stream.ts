import { type Frame, scanFrames } from './frame.ts';
import type { Segment } from './segment.ts';

const CHUNK_BYTES = 512 * 1024;

/** Frames in the order in which they were written. */
export interface FrameStream {
  /** Some more of them; none when there are no more at the moment. */
  next(): Promise<readonly Frame[]>;
  /** Goes back, at least to the first frame after this one. */
  rewind(sequence: number): void;
}

/** What of a journal's segments is read. */
export interface Segments {
  /** Oldest first. */
  readonly segments: readonly Segment[];
  /** Whether nothing is appended any more, so that a frame which is not whole never will be. */
  readonly isFinal: boolean;
}

/** Reads segments one after the other. Damage is passed over: what it has cost shows by the numbers that are missing. */
export class SegmentStream implements FrameStream {
  readonly #journal: Segments;
  #current: Segment | undefined;
  #offset = 0;
  /** How much is read at once; more when a frame is larger than that. */
  #length = CHUNK_BYTES;

  constructor(journal: Segments) {
    this.#journal = journal;
  }

  async next(): Promise<readonly Frame[]> {
    this.#current ??= this.#journal.segments[0];
    while (this.#current !== undefined) {
      const following = this.#followerOf(this.#current);
      const frames = await this.#readFrom(this.#current, { isFinal: following !== undefined || this.#journal.isFinal });
      if (frames !== undefined) return frames;
      if (following === undefined) return [];
      this.#current = following;
      this.#offset = 0;
    }
    return [];
  }

  rewind(sequence: number): void {
    const { segments } = this.#journal;
    this.#current = segments.findLast(({ first }) => first <= sequence + 1) ?? segments[0];
    this.#offset = 0;
    this.#length = CHUNK_BYTES;
  }

  /** Undefined when the segment is read to its end. */
  async #readFrom(segment: Segment, { isFinal }: { readonly isFinal: boolean }): Promise<readonly Frame[] | undefined> {
    while (this.#offset < segment.size) {
      const bytes = await segment.read(this.#offset, this.#length);
      const isEnd = bytes.length === 0 || this.#offset + bytes.length >= segment.size;
      const isLast = isEnd && isFinal;
      const { frames, end } = scanFrames(bytes, { isLast });
      if (end === 0 && !isLast) {
        if (isEnd) return undefined; // not whole, and more may come
        this.#length *= 2;
        continue;
      }
      this.#offset = isLast ? segment.size : this.#offset + end;
      this.#length = CHUNK_BYTES;
      if (frames.length > 0) return frames;
    }
    return undefined;
  }

  #followerOf(segment: Segment): Segment | undefined {
    const { segments } = this.#journal;
    const place = segments.indexOf(segment);
    return place < 0 ? segments.find(({ first }) => first > segment.first) : segments[place + 1];
  }
}
