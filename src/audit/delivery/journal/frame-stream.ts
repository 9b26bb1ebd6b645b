import type { Frame } from './frame.ts';
import type { Segment } from './segment.ts';
import { SegmentCursor } from './segment-cursor.ts';

/** Frames in the order of their numbers. */
export interface FrameStream {
  /** Some more of them; none when there are no more at the moment. */
  next(): Promise<readonly Frame[]>;
  /** Goes back, at least to the first frame after this one. What is being read at the moment is read anew. */
  rewind(sequence: number): void;
}

/** What of a journal's segments is read. */
export interface Segments {
  /** Oldest first. */
  readonly segments: readonly Segment[];
  /** Whether nothing is appended any more, so that a frame which is not whole never will be. */
  readonly isFinal: boolean;
}

/**
 * Reads segments one after the other, each frame once. A segment may begin with copies of the last frames of the one
 * before, which the disk may have lost: where those end or have a hole, both are read side by side.
 */
export class SegmentStream implements FrameStream {
  readonly #journal: Segments;
  /** Those that are not read to their end. */
  #cursors: readonly SegmentCursor[] = [];
  /** Which segment was opened last. It may be removed meanwhile. */
  #opened = 0;
  /** The last frame that was given. */
  #given = 0;

  constructor(journal: Segments) {
    this.#journal = journal;
  }

  async next(): Promise<readonly Frame[]> {
    for (;;) {
      const cursors = this.#cursors;
      const following = this.#following();
      for (const cursor of cursors) {
        const isFollowed = cursor.segment.order < this.#opened || following !== undefined;
        await cursor.readOn({ after: this.#given, isFinal: isFollowed || this.#journal.isFinal });
      }
      // sent back meanwhile, or something was written behind what was read
      if (cursors !== this.#cursors || following !== this.#following()) continue;
      const frames = this.#nextOf(cursors, following);
      if (frames !== undefined) return frames;
    }
  }

  rewind(sequence: number): void {
    const { segments } = this.#journal;
    const place = segments.findLastIndex(({ first }) => first <= sequence + 1);
    const start = segments[Math.max(0, place - 1)]; // where the one that is meant holds copies, this has the others
    this.#opened = start === undefined ? 0 : start.order - 1;
    this.#cursors = [];
    this.#given = sequence;
  }

  /** Undefined when another segment has to be looked into first. */
  #nextOf(cursors: readonly SegmentCursor[], following: Segment | undefined): readonly Frame[] | undefined {
    const [nearest, other] = cursors
      .flatMap((cursor) => (cursor.head === undefined ? [] : { cursor, sequence: cursor.head.sequence }))
      .toSorted((one, another) => one.sequence - another.sequence);
    const isHole = nearest !== undefined && nearest.sequence > this.#given + 1;
    if (following !== undefined && (nearest === undefined || (isHole && following.first < nearest.sequence))) {
      this.#cursors = [...cursors.filter(({ head }) => head !== undefined), new SegmentCursor(following)];
      this.#opened = following.order;
      return undefined;
    }
    if (nearest === undefined) return [];
    const limit = Math.min(following?.first ?? Infinity, other?.sequence ?? Infinity);
    const frames = nearest.cursor.take(this.#given, limit);
    this.#given = frames.reduce((last, { sequence }) => Math.max(last, sequence), this.#given);
    return frames;
  }

  #following(): Segment | undefined {
    return this.#journal.segments.find(({ order }) => order > this.#opened);
  }
}
