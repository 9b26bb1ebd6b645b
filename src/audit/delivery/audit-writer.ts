import type { AuditJournal } from './audit-journal.ts';
import type { AuditStore } from './audit-store.ts';
import { isDataFault } from './store-faults.ts';

const BATCH_BYTES = 1024 * 1024;
const RETRY_MS = { first: 100, longest: 30_000 } as const;

/** What the writer needs to know, and whom it tells. */
export interface AuditWriterOptions {
  readonly journal: AuditJournal;
  readonly store: Pick<AuditStore, 'insert'>;
  readonly batchSize: number;
  readonly flushIntervalMs: number;
  /** A batch could not be stored and will be tried again. `failures` in a row so far. */
  readonly onRetry: (error: unknown, failures: number) => void;
  /** Writing works again after `failures` in a row. */
  readonly onRecovery: (failures: number) => void;
  /** The database refuses this one record whatever is tried; it was set aside. Told once. */
  readonly onQuarantine: (line: string, error: unknown) => void;
}

/** Somebody waits until the record of this number is written. */
interface Flush {
  readonly upTo: number;
  readonly resolve: () => void;
}

/** A record that the database refuses, and why. */
interface Refused {
  readonly line: string;
  readonly error: unknown;
}

/**
 * Carries records from the journal to the store in batches, one batch at a time, oldest first. A fault that can pass is
 * retried for ever with growing pauses; a record that the database refuses is set aside alone.
 */
export class AuditWriter {
  readonly #options: AuditWriterOptions;
  #isRunning = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #flushes: readonly Flush[] = [];
  #failures = 0;
  #stopped = false;

  constructor(options: AuditWriterOptions) {
    this.#options = options;
  }

  /** Something was appended: it is written after `flushIntervalMs`, or at once when a whole batch waits. */
  notify(): void {
    if (this.#isRunning || this.#stopped) return;
    const { journal, batchSize, flushIntervalMs } = this.#options;
    if (journal.length >= batchSize) return this.#start();
    this.#timer ??= setTimeout(() => this.#start(), flushIntervalMs).unref();
  }

  /** Resolves when what waits now is written, whatever comes in meanwhile; also when `stop` ends the writer before. */
  flush(): Promise<void> {
    const { journal } = this.#options;
    if (journal.length === 0 || this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushes = [...this.#flushes, { upTo: journal.appended, resolve }];
      this.#start();
      this.#wake?.();
    });
  }

  /** Ends the writer after the batch that is under way. What still waits stays in the journal. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    await this.#running;
    this.#settleFlushes();
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isRunning) return;
    this.#isRunning = true; // before the first statement, which could record something itself
    this.#running = this.#drain().finally(() => {
      this.#isRunning = false;
      if (this.#options.journal.length > 0) this.notify();
    });
  }

  async #drain(): Promise<void> {
    const { journal, batchSize } = this.#options;
    while (!this.#stopped) {
      const batch = journal.peek({ maxLines: batchSize, maxBytes: BATCH_BYTES });
      if (batch === undefined) return;
      try {
        const refused = await this.#store(batch.lines);
        journal.release(batch);
        this.#settleFlushes();
        for (const { line, error } of refused) quietly(() => this.#options.onQuarantine(line, error));
        this.#recovered();
      } catch (error) {
        this.#failures += 1;
        quietly(() => this.#options.onRetry(error, this.#failures));
        await this.#pause(retryDelayMs(this.#failures));
      }
    }
  }

  /** Halves a batch that the database refuses until the refused records stand alone; gives those. */
  async #store(lines: readonly string[]): Promise<readonly Refused[]> {
    try {
      await this.#options.store.insert(lines);
      return [];
    } catch (error) {
      const [only] = lines;
      if (!isDataFault(error) || only === undefined) throw error;
      if (lines.length === 1) return [{ line: only, error }];
      const middle = Math.ceil(lines.length / 2);
      return [...(await this.#store(lines.slice(0, middle))), ...(await this.#store(lines.slice(middle)))];
    }
  }

  #settleFlushes(): void {
    const { journal } = this.#options;
    const written = journal.appended - journal.length;
    const isSettled = ({ upTo }: Flush): boolean => upTo <= written || this.#stopped;
    const settled = this.#flushes.filter(isSettled);
    this.#flushes = this.#flushes.filter((flush) => !isSettled(flush));
    for (const { resolve } of settled) resolve();
  }

  #recovered(): void {
    if (this.#failures === 0) return;
    const failures = this.#failures;
    this.#failures = 0;
    quietly(() => this.#options.onRecovery(failures));
  }

  /** Ends early when `flush` or `stop` asks for it. */
  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Whoever is told may throw, a logger for instance; the delivery goes on. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // nobody is left to tell
  }
}

/** Exponential with full jitter, so that several instances do not come back all at once. */
function retryDelayMs(failures: number): number {
  const ceiling = Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** Math.min(failures, 16));
  return RETRY_MS.first / 2 + Math.random() * ceiling;
}
