import { QueryFailedError } from 'typeorm';
import type { JournalBatch, JournalSource, StoredRange } from '../../src/audit/delivery/journal/journal-batch.ts';
import { AuditWriter, type AuditWriterOptions } from '../../src/audit/delivery/writer/audit-writer.ts';

export const AWAY = new Error('connect ECONNREFUSED');
export const REFUSED = answerOf('22P02');

/** What the database says, by its SQLSTATE. */
export function answerOf(code: string): QueryFailedError {
  return new QueryFailedError('INSERT', [], Object.assign(new Error(`answer ${code}`), { code }));
}

/** A journal in memory: lines, numbered from 1. */
export class FakeSource implements JournalSource {
  readonly writer: string;
  readonly firstHeld = 1;
  /** What it was told of as stored, in order; and how many of it were refused. */
  readonly settled: string[] = [];
  refused = 0;
  /** What it was told that the database has. */
  readonly reconciled: (readonly StoredRange[])[] = [];
  readonly #lines: string[] = [];
  #next = 0;

  constructor(writer: string) {
    this.writer = writer;
  }

  append(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  get waiting(): number {
    return this.#lines.length - this.settled.length;
  }

  async read({ maxEntries }: { readonly maxEntries: number }): Promise<JournalBatch | undefined> {
    await Promise.resolve();
    const first = this.#next + 1;
    const lines = this.#lines.slice(this.#next, this.#next + maxEntries);
    if (lines.length === 0) return undefined;
    this.#next += lines.length;
    const entries = lines.map((line, index) => ({ sequence: first + index, line: Buffer.from(line), checksum: 0 }));
    return { writer: this.writer, first, last: this.#next, entries, bytes: lines.join('').length };
  }

  settle(batch: JournalBatch, refused: number): void {
    this.settled.push(...linesIn(batch));
    this.refused += refused;
  }

  reconcile(ranges: readonly StoredRange[]): void {
    this.reconciled.push(ranges);
    const stored = ranges.at(-1)?.last ?? 0;
    this.settled.push(...this.#lines.slice(this.settled.length, stored));
    this.#next = stored;
  }
}

/** A database that refuses lines beginning with `bad`, as a whole INSERT, and numbers that it has. */
class FakeStore {
  readonly calls: (readonly string[])[] = [];
  readonly stored: string[] = [];
  /** What the coming inserts throw, one each. */
  readonly faults: (Error | undefined)[] = [];
  /** One after the other, without a hole. */
  readonly ranges = jest.fn<Promise<readonly StoredRange[]>, [string, number]>((writer) => {
    const last = this.#last.get(writer) ?? 0;
    return Promise.resolve(last === 0 ? [] : [{ first: 1, last, checksum: null }]);
  });
  readonly #last = new Map<string, number>();
  #connections = 0;
  connection: number | undefined;

  connect(): void {
    this.connection = ++this.#connections;
  }

  disconnect(): void {
    this.connection = undefined;
  }

  /** As another process would that writes under the same name. */
  takeUpTo(writer: string, last: number): void {
    this.#last.set(writer, last);
  }

  readonly insert = jest.fn((batch: JournalBatch) => {
    const lines = linesIn(batch);
    this.calls.push(lines);
    const fault = this.faults.shift() ?? (lines.some((line) => line.startsWith('bad')) ? REFUSED : undefined);
    if (fault === AWAY) this.disconnect();
    if (fault !== undefined) return Promise.reject(fault);
    const isStored = batch.first > (this.#last.get(batch.writer) ?? 0);
    if (isStored) this.#take(batch, lines);
    return Promise.resolve({ isStored, duplicates: 0 });
  });

  readonly skip = jest.fn((batch: JournalBatch) => {
    this.#take(batch, []);
    return Promise.resolve();
  });

  #take({ writer, last }: JournalBatch, lines: readonly string[]): void {
    this.#last.set(writer, last);
    this.stored.push(...lines);
  }
}

/** A writer with one source, a store, and what it tells. */
export function createWriter(given: Partial<AuditWriterOptions> = {}) {
  const source = new FakeSource('one');
  const store = new FakeStore();
  const told: unknown[][] = [];
  const onConnect = jest.fn(async () => store.connect());
  const writer = new AuditWriter({
    store,
    batchSize: 4,
    flushIntervalMs: 1_000,
    sources: () => [source],
    waiting: () => source.waiting,
    onConnect,
    onWritten: ({ entries, bytes }) => told.push(['written', entries, bytes]),
    onRetry: (error, failures) => told.push(['retry', error, failures]),
    onRecovery: (failures) => told.push(['recovery', failures]),
    onQuarantine: (name, { line }, error) => told.push(['quarantine', name, String(line), error]),
    ...given,
  });
  const append = (...lines: readonly string[]): void => {
    for (const line of lines) {
      source.append(line);
      writer.notify();
    }
  };
  const flush = (): Promise<void> => {
    const upTo = source.settled.length + source.waiting;
    return writer.flush(() => source.settled.length >= upTo);
  };
  const ofKind = (kind: string): unknown[][] => told.filter(([each]) => each === kind);
  return { source, store, told, onConnect, writer, append, flush, ofKind };
}

function linesIn({ entries }: JournalBatch): string[] {
  return entries.map(({ line }) => String(line));
}
