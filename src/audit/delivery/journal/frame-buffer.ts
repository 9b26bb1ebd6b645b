import { type FrameHead, largestFrameBytes, writeFrame } from './frame.ts';
import type { Slice } from './segment.ts';

const SLAB_BYTES = 64 * 1024;

/** A frame in memory: the part of a slab that holds it. */
export interface BufferedFrame extends Slice {
  readonly sequence: number;
  /** The intent that it belongs to; 0 when there is none. */
  readonly intent: number;
  readonly isEntry: boolean;
  readonly at: number;
}

/** Makes frames in slabs of memory, one behind the other, so that those of one moment are written by one call. */
export class FrameBuffer {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #filled = 0;

  add(head: FrameHead, line: string): BufferedFrame {
    const most = largestFrameBytes(line);
    if (this.#slab.length - this.#filled < most) {
      this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, most));
      this.#filled = 0;
    }
    const { sequence, intent, at, type } = head;
    const start = this.#filled;
    this.#filled = writeFrame(this.#slab, start, head, line);
    return { sequence, intent, at, isEntry: type === 'entry', buffer: this.#slab, start, end: this.#filled };
  }
}

/** Frames that stand one behind the other become one slice. */
export function slicesOf(frames: readonly BufferedFrame[]): readonly Slice[] {
  const slices: Slice[] = [];
  let last: { buffer: Buffer; start: number; end: number } | undefined;
  for (const { buffer, start, end } of frames) {
    if (last !== undefined && last.buffer === buffer && last.end === start) last.end = end;
    else slices.push((last = { buffer, start, end }));
  }
  return slices;
}
