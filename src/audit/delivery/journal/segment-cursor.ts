import { type Frame, scanFrames } from './frame.ts';
import type { Segment } from './segment.ts';

const CHUNK_BYTES = 512 * 1024;

/** Reads one segment from its beginning. Damage is passed over: what it has cost shows by the numbers that are missing. */
export class SegmentCursor {
  readonly segment: Segment;
  #offset = 0;
  /** How much is read at once; more when a frame is larger than that. */
  #length = CHUNK_BYTES;
  #frames: readonly Frame[] = [];
  #place = 0;

  constructor(segment: Segment) {
    this.segment = segment;
  }

  /** The frame that comes next, where {@link readOn} has found one. */
  get head(): Frame | undefined {
    return this.#frames[this.#place];
  }

  /**
   * Reads on until there is a frame after that number, or no more at the moment.
   * @param isFinal whether nothing is appended any more, so that a frame which is not whole never will be
   */
  async readOn({ after, isFinal }: { readonly after: number; readonly isFinal: boolean }): Promise<void> {
    for (;;) {
      while (this.head !== undefined && this.head.sequence <= after) this.#place += 1;
      if (this.head !== undefined) return;
      const frames = await this.#read({ isFinal });
      if (frames === undefined) return;
      this.#frames = frames;
      this.#place = 0;
    }
  }

  /** Takes frames as long as they follow on the number without a hole, or lie below the limit; one of them at least. */
  take(after: number, limit: number): readonly Frame[] {
    const start = this.#place;
    let last = after;
    for (let frame = this.head; frame !== undefined; frame = this.head) {
      const isNext = frame.sequence <= last + 1 || frame.sequence < limit;
      if (!isNext && this.#place > start) break;
      this.#place += 1;
      last = Math.max(last, frame.sequence);
    }
    return this.#frames.slice(start, this.#place);
  }

  /** Undefined when the segment is read to its end. */
  async #read({ isFinal }: { readonly isFinal: boolean }): Promise<readonly Frame[] | undefined> {
    const { segment } = this;
    while (this.#offset < segment.size) {
      const length = Math.min(this.#length, segment.size - this.#offset);
      const bytes = await segment.read(this.#offset, length);
      // fewer bytes than there should be: somebody has cut it
      const isEnd = bytes.length < length || this.#offset + bytes.length >= segment.size;
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
}
