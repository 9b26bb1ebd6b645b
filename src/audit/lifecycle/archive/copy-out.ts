import { Readable } from 'node:stream';
import type { Connection, Submittable } from 'pg';

/** Rows are passed on when they have so many bytes together. */
const BATCH_BYTES = 256 * 1024;

/** Rows as the database has written them. */
export interface CopiedRows {
  readonly bytes: Buffer;
  readonly rows: number;
  /** Bytes of the longest of them. */
  readonly longest: number;
}

/** The part of a connection of `pg` that its types leave out. */
interface CopyConnection {
  query(text: string): void;
  readonly stream: { pause(): void; resume(): void };
}

/**
 * What `COPY … TO STDOUT` gives, as batches of whole rows. Hand it to `client.query()`. The database stops writing while
 * nobody reads. Who does not read it to its end has to end the connection.
 */
export class CopyOut extends Readable implements Submittable {
  readonly #statement: string;
  #connection: CopyConnection | undefined;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #longest = 0;

  constructor(statement: string) {
    super({ objectMode: true, highWaterMark: 4 });
    this.#statement = statement;
  }

  submit(connection: Connection): void {
    this.#connection = connection as unknown as CopyConnection;
    this.#connection.query(this.#statement);
  }

  /** One message is one row. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#waiting.push(Buffer.from(chunk)); // the driver uses its buffer again
    this.#waitingBytes += chunk.length;
    this.#longest = Math.max(this.#longest, chunk.length);
    if (this.#waitingBytes >= BATCH_BYTES && !this.#pass()) this.#connection?.stream.pause();
  }

  handleCommandComplete(): void {
    if (this.#waiting.length > 0) this.#pass();
  }

  handleReadyForQuery(): void {
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.#connection?.stream.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection?.stream.resume();
    done(error);
  }

  #pass(): boolean {
    const batch: CopiedRows = {
      bytes: Buffer.concat(this.#waiting),
      rows: this.#waiting.length,
      longest: this.#longest,
    };
    [this.#waiting, this.#waitingBytes, this.#longest] = [[], 0, 0];
    return this.push(batch);
  }
}
