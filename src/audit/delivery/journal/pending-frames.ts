import type { BufferedFrame } from './frame-buffer.ts';

/** Frames in memory that no disk has taken, oldest first. */
export class PendingFrames {
  #frames: BufferedFrame[] = [];
  #bytes = 0;
  #entries = 0;

  get all(): readonly BufferedFrame[] {
    return this.#frames;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many of them hold entries. */
  get entries(): number {
    return this.#entries;
  }

  add(frame: BufferedFrame): void {
    this.#frames.push(frame);
    this.#count(frame, 1);
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = this.#entries = 0;
  }

  /** Forgets those up to this number, but for some. */
  forget(upTo: number, isNeeded: (frame: BufferedFrame) => boolean): void {
    const next = this.#frames.findIndex(({ sequence }) => sequence > upTo);
    const behind = next < 0 ? this.#frames.length : next;
    if (behind === 0) return;
    const needed: BufferedFrame[] = [];
    for (const frame of this.#frames.slice(0, behind)) {
      if (isNeeded(frame)) needed.push(frame);
      else this.#count(frame, -1);
    }
    this.#frames = [...needed, ...this.#frames.slice(behind)];
  }

  #count({ start, end, isEntry }: BufferedFrame, sign: 1 | -1): void {
    this.#bytes += sign * (end - start);
    if (isEntry) this.#entries += sign;
  }
}
