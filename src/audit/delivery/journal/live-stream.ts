import { type Frame, scanFrames } from './frame.ts';
import type { BufferedFrame } from './frame-buffer.ts';
import { type FrameStream, SegmentStream, type Segments } from './frame-stream.ts';

/** What of the journal of this process is read. */
export interface LiveJournal {
  readonly disk: Segments | undefined;
  /** The number of the last frame that the disk took. */
  readonly written: number;
  /** Frames that the disk does not take at the moment, or never does; none as long as it takes them. */
  readonly stranded: readonly BufferedFrame[];
}

/** Reads the journal of this process while it grows: what is on the disk, and behind it what could not be written. */
export class LiveStream implements FrameStream {
  readonly #journal: LiveJournal;
  #segments: SegmentStream | undefined;
  /** The last frame that was given. */
  #given = 0;
  #rewinds = 0;

  constructor(journal: LiveJournal) {
    this.#journal = journal;
  }

  async next(): Promise<readonly Frame[]> {
    for (;;) {
      const { written } = this.#journal;
      const rewinds = this.#rewinds;
      const frames = (await this.#fromDisk()) ?? [];
      if (rewinds !== this.#rewinds) continue;
      if (frames.length > 0) return this.#give(frames);
      // whatever was written meanwhile stands before what is in memory
      if (written === this.#journal.written) return this.#give(this.#fromMemory());
    }
  }

  rewind(sequence: number): void {
    this.#given = sequence;
    this.#rewinds += 1;
    this.#segments?.rewind(sequence);
  }

  async #fromDisk(): Promise<readonly Frame[] | undefined> {
    const { disk } = this.#journal;
    if (disk === undefined) return undefined;
    this.#segments ??= new SegmentStream(disk);
    return this.#segments.next();
  }

  #fromMemory(): readonly Frame[] {
    return this.#journal.stranded
      .filter(({ sequence }) => sequence > this.#given)
      .flatMap(({ buffer, start, end }) => scanFrames(buffer.subarray(start, end), { isLast: true }).frames);
  }

  #give(frames: readonly Frame[]): readonly Frame[] {
    this.#given = Math.max(this.#given, frames.at(-1)?.sequence ?? 0);
    return frames;
  }
}
