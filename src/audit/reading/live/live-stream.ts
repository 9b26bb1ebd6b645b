import { Readable } from 'node:stream';
import type { Selection } from '../selection/condition.ts';
import type { LogPosition } from './log-position.ts';

/** What a client has not taken yet; with more of it than this in bytes, nothing is looked for until it has. */
const FULL_BYTES = 262_144;
/** A client that takes nothing for so long is gone, in milliseconds. */
const STUCK_MS = 60_000;
/** So often something is sent, so that nobody between takes the connection for dead, in milliseconds. */
const HEARTBEAT_MS = 15_000;
/** After so long a browser comes again when the connection has ended, in milliseconds. */
const RETRY_MS = 2_000;

/** What a stream is opened with. */
export interface LiveStreamParts {
  /** Which entries. */
  readonly selection: Selection;
  /** Where an earlier stream has ended; undefined to begin with what comes now. */
  readonly position: LogPosition | undefined;
  /** In milliseconds; then it ends, and who asks again is asked who they are. */
  readonly lifetimeMs: number;
}

/**
 * One client that follows the log: which entries it wants, how far it has come, and what it has to read.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class LiveStream {
  readonly selection: Selection;
  readonly content: Readable;
  /** Undefined until it has begun, when it does not go on from somewhere. */
  position: LogPosition | undefined;
  #hasBegun = false;
  #hasEnded = false;
  #sentAt = performance.now();
  #fullSince: number | undefined;
  readonly #endsAt: number;
  readonly #closed: Promise<void>;

  constructor({ selection, position, lifetimeMs }: LiveStreamParts) {
    this.selection = selection;
    this.position = position;
    this.#endsAt = performance.now() + lifetimeMs;
    this.content = new Readable({ highWaterMark: FULL_BYTES, read: () => undefined });
    this.#closed = new Promise((resolve) => this.content.once('close', () => setImmediate(resolve)));
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether the client has enough to read. */
  get isFull(): boolean {
    return this.content.readableLength >= FULL_BYTES;
  }

  /** How to come again, and from where. The first thing that is sent, and again when it could not go on as it was. */
  begin(id: string, { isResumed }: { readonly isResumed: boolean }): void {
    this.#hasBegun = true;
    this.send(Buffer.from(`retry: ${RETRY_MS}\n\nid: ${id}\nevent: ready\ndata: ${JSON.stringify({ isResumed })}\n\n`));
  }

  send(event: Buffer): void {
    if (this.#hasEnded || this.content.destroyed) return;
    this.#sentAt = performance.now();
    this.content.push(event);
  }

  /** Says that it lives, ends it in time, and gives up one that nobody reads. @param id Makes its position as an id */
  tend(id: (position: LogPosition) => string): void {
    const now = performance.now();
    this.#fullSince = this.isFull ? (this.#fullSince ?? now) : undefined;
    if (this.#fullSince !== undefined && now - this.#fullSince > STUCK_MS) this.content.destroy();
    else if (now >= this.#endsAt) void this.end(); // never fails
    else if (this.#hasBegun && this.position !== undefined && now - this.#sentAt > HEARTBEAT_MS) {
      // An event without data is told to nobody, but its id is where the client goes on from.
      this.send(Buffer.from(`id: ${id(this.position)}\n:\n\n`));
    }
  }

  /** The client is to come again. What it does not take is not waited for. Resolves when it is over. */
  end(): Promise<void> {
    if (!this.#hasEnded) {
      this.#hasEnded = true;
      if (this.isFull || !this.#hasBegun) this.content.destroy();
      else this.content.push(null);
    }
    return this.#closed;
  }
}

/** An entry as an event, which many streams can share. */
export function entryEvent(id: string, entry: unknown): Buffer {
  return Buffer.from(`id: ${id}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
}
