import type { AuditJournal, JournalBatch, JournalRank } from './audit-journal.ts';

/** One line, and the one that came after it: cutting off the front of a list moves nothing, as it would in an array. */
interface Waiting {
  readonly line: string;
  readonly bytes: number;
  readonly since: number;
  next: Waiting | undefined;
}

/** A journal in memory, bounded in bytes. It survives a database that is away, and nothing that ends the process. */
export class MemoryJournal implements AuditJournal {
  readonly #maxBytes: number;
  readonly #reservedBytes: number;
  #oldest: Waiting | undefined;
  #newest: Waiting | undefined;
  #length = 0;
  #appended = 0;
  #bytes = 0;
  #shed = 0;

  /** @param reservedBytes How many of `maxBytes` are for critical records alone */
  constructor(maxBytes: number, reservedBytes = 0) {
    this.#maxBytes = maxBytes;
    this.#reservedBytes = reservedBytes;
  }

  append(line: string, rank: JournalRank = 'ordinary'): boolean {
    const bytes = Buffer.byteLength(line);
    const room = rank === 'critical' ? this.#maxBytes : this.#maxBytes - this.#reservedBytes;
    if (this.#bytes + bytes > room) {
      this.#shed += 1;
      return false;
    }
    const waiting: Waiting = { line, bytes, since: Date.now(), next: undefined };
    if (this.#newest === undefined) this.#oldest = waiting;
    else this.#newest.next = waiting;
    this.#newest = waiting;
    this.#length += 1;
    this.#appended += 1;
    this.#bytes += bytes;
    return true;
  }

  peek({ maxLines, maxBytes }: { readonly maxLines: number; readonly maxBytes: number }): JournalBatch | undefined {
    const lines: string[] = [];
    let bytes = 0;
    for (let next = this.#oldest; next !== undefined; next = next.next) {
      if (lines.length === maxLines || (lines.length > 0 && bytes + next.bytes > maxBytes)) break;
      lines.push(next.line);
      bytes += next.bytes;
    }
    return lines.length === 0 ? undefined : { lines };
  }

  release({ lines }: JournalBatch): void {
    for (let count = 0; count < lines.length && this.#oldest !== undefined; count += 1) {
      this.#length -= 1;
      this.#bytes -= this.#oldest.bytes;
      this.#oldest = this.#oldest.next;
    }
    if (this.#oldest === undefined) this.#newest = undefined;
  }

  /** The second half of what is reserved is for the records of what has begun already. */
  get isFull(): boolean {
    return this.#bytes > this.#maxBytes - this.#reservedBytes / 2;
  }

  get length(): number {
    return this.#length;
  }

  get appended(): number {
    return this.#appended;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get shed(): number {
    return this.#shed;
  }

  get oldestSince(): number | undefined {
    return this.#oldest?.since;
  }
}
