import { Readable } from 'node:stream';
import type { Submittable } from 'pg';
import type { ExportFraming } from './export-framing.ts';

/** Bytes are handed on in pieces of this size, when there are as many at once. */
const PIECE_BYTES = 65_536;
/** Bytes that wait for the reader; then the database has to wait. */
const WAITING_BYTES = 4 * PIECE_BYTES;
/** Every message of the database ends with this, whatever a row of the file is to end with. */
const LINE_END_BYTES = 1;

/** How the rows that come from the database become a file. */
export interface CopyOutParts {
  /** `COPY … TO STDOUT`. */
  readonly text: string;
  readonly framing: ExportFraming;
  /** How many bytes of each row are for {@link onRow} only. @default 0 */
  readonly keyBytes?: number;
  /** Is shown every row as it comes from the database; its bytes belong to somebody else afterwards. */
  readonly onRow?: (row: Buffer) => void;
  /** How long the reader may take nothing, in milliseconds. */
  readonly readerMs: number;
}

/** The part of a connection of `pg` that is used: the socket under it, and how a statement is sent. */
interface PgConnection {
  readonly stream: { pause(): void; resume(): void };
  query(text: string): void;
}

/**
 * What `COPY … TO STDOUT` gives, as the bytes of a file: read no faster than they are taken. The server sends one message
 * a row, which is why rows can be counted, and end in what the format has them end in.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html, CopyData
 */
export class CopyOut extends Readable implements Submittable {
  /** Resolves with the first row, or at the end when there is none: from then on there is something to answer with. */
  readonly begun: Promise<void>;
  /** Resolves when the server has given everything; rejects when it has not, or nobody wants the rest. */
  readonly done: Promise<void>;
  readonly #parts: CopyOutParts;
  readonly #frame: Readonly<Record<keyof ExportFraming, Buffer>>;
  readonly #guard: NodeJS.Timeout;
  #connection: PgConnection | undefined;
  #begin: () => void = () => undefined;
  #finish: (error?: Error) => void = () => undefined;
  #rows = 0;
  #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #start = 0;
  #end = 0;
  #isFlushing = false;
  #isWaiting = false;
  #isComplete = false;

  constructor(parts: CopyOutParts) {
    super({ highWaterMark: WAITING_BYTES });
    this.#parts = parts;
    this.done = new Promise((resolve, reject) => {
      this.#finish = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.done.catch(reject);
    });
    this.begun.catch(() => undefined); // whoever waits for the end hears of it
    this.#guard = setTimeout(() => this.#checkReader(), parts.readerMs).unref();
    this.#frame = bytesOf(parts.framing);
    this.#take(this.#frame.opening);
  }

  /** How many rows there were so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Called by `pg` when it is this statement's turn. */
  submit(connection: unknown): void {
    this.#connection = connection as PgConnection;
    this.#connection.query(this.#parts.text);
  }

  /** Called by `pg` for each row. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.destroyed) return;
    const { keyBytes = 0, onRow } = this.#parts;
    onRow?.(chunk);
    this.#take(this.#rows === 0 ? this.#frame.first : this.#frame.between);
    this.#take(chunk, keyBytes, chunk.length - LINE_END_BYTES);
    this.#take(this.#frame.after);
    this.#rows += 1;
    this.#begin();
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    process.nextTick(() => this.#flush()); // when all rows are seen that came at once
  }

  /** Called by `pg` when the server has given everything. */
  handleCommandComplete(): void {
    this.#isComplete = true;
  }

  /** Called by `pg` when the server takes another statement. */
  handleReadyForQuery(): void {
    if (!this.#isComplete || this.destroyed) return;
    this.#take(this.#frame.closing);
    this.#flush();
    this.push(null);
    this.#leave();
    this.#begin();
    this.#finish();
  }

  /** Called by `pg` when the statement, or the connection, fails. */
  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.#guard.refresh();
    this.#isWaiting = false;
    this.#connection?.stream.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#guard);
    this.#leave();
    this.#finish(error ?? new Error('Nobody reads the export any more.')); // changes nothing once everything is there
    callback(error);
  }

  /** The connection is somebody else's from now on. */
  #leave(): void {
    this.#connection?.stream.resume();
    this.#connection = undefined;
  }

  /** Copies the bytes: those that `pg` shows are overwritten by what it reads next. */
  #take(bytes: Buffer, start = 0, end = bytes.length): void {
    for (let taken = start; taken < end;) {
      const count = bytes.copy(this.#piece, this.#end, taken, end);
      taken += count;
      this.#end += count;
      if (this.#end === PIECE_BYTES) this.#handOn();
    }
  }

  #flush(): void {
    this.#isFlushing = false;
    if (this.#end > this.#start) this.#handOn();
  }

  #handOn(): void {
    if (this.destroyed) return;
    const bytes = this.#piece.subarray(this.#start, this.#end);
    this.#start = this.#end;
    if (this.#end === PIECE_BYTES) {
      this.#piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      this.#start = this.#end = 0;
    }
    if (this.push(bytes)) return;
    this.#isWaiting = true;
    this.#connection?.stream.pause();
  }

  /** A reader that takes nothing must not hold a transaction of the database for ever. */
  #checkReader(): void {
    if (this.#isWaiting) this.destroy(new Error(`The export was not read for ${this.#parts.readerMs} ms.`));
    else this.#guard.refresh();
  }
}

function bytesOf({
  opening,
  first,
  between,
  after,
  closing,
}: ExportFraming): Readonly<Record<keyof ExportFraming, Buffer>> {
  return {
    opening: Buffer.from(opening),
    first: Buffer.from(first),
    between: Buffer.from(between),
    after: Buffer.from(after),
    closing: Buffer.from(closing),
  };
}
