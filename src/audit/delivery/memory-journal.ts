import type { AuditJournal, JournalBatch } from './audit-journal.ts';

interface Waiting {
  readonly line: string;
  readonly bytes: number;
  readonly since: number;
}

/** A journal in memory, bounded in bytes. It survives a database that is away, and nothing that ends the process. */
export class MemoryJournal implements AuditJournal {
  readonly #maxBytes: number;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #shed = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(line: string): boolean {
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes > this.#maxBytes) {
      this.#shed += 1;
      return false;
    }
    this.#waiting.push({ line, bytes, since: Date.now() });
    this.#bytes += bytes;
    return true;
  }

  peek({ maxLines, maxBytes }: { readonly maxLines: number; readonly maxBytes: number }): JournalBatch | undefined {
    const lines: string[] = [];
    let bytes = 0;
    for (const next of this.#waiting) {
      if (lines.length === maxLines || (lines.length > 0 && bytes + next.bytes > maxBytes)) break;
      lines.push(next.line);
      bytes += next.bytes;
    }
    return lines.length === 0 ? undefined : { lines };
  }

  release({ lines }: JournalBatch): void {
    const released = this.#waiting.splice(0, lines.length);
    this.#bytes -= released.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get length(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get shed(): number {
    return this.#shed;
  }

  get oldestSince(): number | undefined {
    return this.#waiting[0]?.since;
  }
}
