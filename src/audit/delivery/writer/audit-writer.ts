import { halvesOf, type JournalBatch, type JournalledEntry, type JournalSource } from '../journal/journal-batch.ts';
import type { AuditDeliveryStatus } from '../delivery-status.ts';
import type { AuditStore } from './audit-store.ts';
import { retryDelayMs } from './retry-delay.ts';
import { faultOf, isTooSlow } from './store-faults.ts';

const BATCH_BYTES = 2 * 1024 * 1024;

/** A batch that was stored. */
export interface WrittenBatch {
  readonly entries: number;
  readonly bytes: number;
  /** From its first statement to the answer to COMMIT. */
  readonly seconds: number;
  /** Of the entries, those that were there already under their id. */
  readonly duplicates: number;
}

/** What the writer needs to know, and whom it tells. */
export interface AuditWriterOptions {
  readonly store: Pick<AuditStore, 'insert' | 'skip' | 'ranges' | 'connection'>;
  readonly batchSize: number;
  readonly flushIntervalMs: number;
  /** Whose batches are written, each in its turn. */
  readonly sources: () => readonly JournalSource[];
  /** How many entries wait in the journal of this process. */
  readonly waiting: () => number;
  /** Makes a connection where there is none, and is the first to speak over it. What this throws is retried like all else. */
  readonly onConnect: () => Promise<void>;
  readonly onWritten: (batch: WrittenBatch) => void;
  /** A batch could not be stored and will be tried again. `failures` in a row so far. */
  readonly onRetry: (error: unknown, failures: number) => void;
  /** Writing works again after `failures` in a row. */
  readonly onRecovery: (failures: number) => void;
  /** The database refuses this one record whatever is tried; it is kept before this returns. */
  readonly onQuarantine: (writer: string, entry: JournalledEntry, error: unknown) => void;
}

/** Somebody waits until something is true. */
interface Waiter {
  readonly isSettled: () => boolean;
  readonly resolve: () => void;
}

/**
 * Carries entries from journals to the store in batches, one batch at a time, oldest first. After each new connection
 * it asks what the database has: the answer to a COMMIT may have been lost, or the database set back. A fault that can
 * pass is retried for ever with growing pauses; a record that the database refuses is set aside alone.
 */
export class AuditWriter {
  readonly #options: AuditWriterOptions;
  /** Sources that know what the database has, as long as the connection lasts. */
  #reconciled = new WeakSet<JournalSource>();
  /** The connection over which {@link AuditWriterOptions.onConnect} has spoken. */
  #greeted: number | undefined;
  #isRunning = false;
  /** Whether to look once more before it ends. */
  #isDue = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #waiters: readonly Waiter[] = [];
  #failures = 0;
  #isPaused = false;
  /** Fewer than `batchSize` after a batch took too long. */
  #batchSize: number;
  #isStopped = false;

  constructor(options: AuditWriterOptions) {
    this.#options = options;
    this.#batchSize = options.batchSize;
  }

  /** Whether nothing helps until somebody has set right how the database is set up. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  get failures(): number {
    return this.#failures;
  }

  get state(): AuditDeliveryStatus['state'] {
    if (this.#isPaused) return 'paused';
    return this.#failures > 0 ? 'retrying' : 'writing';
  }

  /** Something was appended: it is written after `flushIntervalMs`, or at once when a whole batch waits. */
  notify(): void {
    if (this.#isStopped) return;
    if (this.#options.waiting() >= this.#options.batchSize) this.#start();
    else if (!this.#isRunning) this.#startLater();
  }

  /** Looks at all sources at once. */
  writeNow(): void {
    if (!this.#isStopped) this.#start();
  }

  /** Writes at once, and resolves when that is so; also when `stop` ends the writer before. */
  flush(isSettled: () => boolean): Promise<void> {
    if (isSettled() || this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters = [...this.#waiters, { isSettled, resolve }];
      this.#start();
      this.#wake?.();
    });
  }

  /** Ends the writer after the batch that is under way. What still waits stays in the journal. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    await this.#running;
    this.#tellWaiters();
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = true;
    if (this.#isRunning) return;
    this.#isRunning = true; // before the first statement, which could record something itself
    this.#running = this.#drain().finally(() => {
      this.#isRunning = false;
      // not at once, however many: they may be damaged, so that nobody can read them
      if (this.#options.waiting() > 0 && !this.#isStopped) this.#startLater();
    });
  }

  #startLater(): void {
    this.#timer ??= setTimeout(() => this.#start(), this.#options.flushIntervalMs).unref();
  }

  async #drain(): Promise<void> {
    while (!this.#isStopped) {
      this.#isDue = false;
      try {
        const count = await this.#round();
        this.#recovered();
        this.#tellWaiters();
        if (count === 0 && !this.#isDue) return;
      } catch (error) {
        this.#reconciled = new WeakSet();
        this.#failures += 1;
        this.#isPaused = faultOf(error) === 'configuration';
        if (isTooSlow(error)) this.#batchSize = Math.max(1, Math.floor(this.#batchSize / 4));
        quietly(() => this.#options.onRetry(error, this.#failures));
        await this.#pause(retryDelayMs(this.#failures, { isPaused: this.#isPaused }));
      }
    }
  }

  /** One batch of each source. @returns how many there were */
  async #round(): Promise<number> {
    const { store, sources } = this.#options;
    if (store.connection === undefined || store.connection !== this.#greeted) await this.#greet();
    let count = 0;
    for (const source of sources()) {
      if (this.#isStopped) break;
      if (!this.#reconciled.has(source)) await this.#reconcile(source);
      const batch = await source.read({ maxEntries: this.#batchSize, maxBytes: BATCH_BYTES });
      if (batch === undefined) continue;
      await this.#write(source, batch);
      count += 1;
    }
    return count;
  }

  async #greet(): Promise<void> {
    this.#reconciled = new WeakSet();
    await this.#options.onConnect();
    this.#greeted = this.#options.store.connection;
  }

  async #reconcile(source: JournalSource): Promise<void> {
    source.reconcile(await this.#options.store.ranges(source.writer, source.firstHeld));
    this.#reconciled.add(source);
  }

  /** Halves a batch that the database refuses until the refused records stand alone. */
  async #write(source: JournalSource, batch: JournalBatch): Promise<void> {
    const { store } = this.#options;
    const begunAt = performance.now();
    try {
      const { isStored, duplicates } = await store.insert(batch);
      if (!isStored) return await this.#reconcile(source); // another process has written it, or one that has our name
      source.settle(batch, 0);
      const seconds = (performance.now() - begunAt) / 1_000;
      quietly(() =>
        this.#options.onWritten({ entries: batch.entries.length, bytes: batch.bytes, seconds, duplicates }),
      );
      this.#batchSize = Math.min(this.#options.batchSize, this.#batchSize * 2);
    } catch (error) {
      const [only] = batch.entries;
      if (faultOf(error) !== 'data' || only === undefined) throw error;
      if (batch.entries.length === 1) return await this.#setAside({ source, batch, entry: only }, error);
      for (const half of halvesOf(batch)) await this.#write(source, half);
    }
  }

  async #setAside({ source, batch, entry }: Refused, error: unknown): Promise<void> {
    this.#options.onQuarantine(batch.writer, entry, error);
    await this.#options.store.skip(batch);
    source.settle(batch, 1);
  }

  #tellWaiters(): void {
    const isOver = ({ isSettled }: Waiter): boolean => this.#isStopped || isSettled();
    const settled = this.#waiters.filter(isOver);
    this.#waiters = this.#waiters.filter((waiter) => !settled.includes(waiter));
    for (const { resolve } of settled) resolve();
  }

  #recovered(): void {
    if (this.#failures === 0) return;
    const failures = this.#failures;
    this.#failures = 0;
    this.#isPaused = false;
    quietly(() => this.#options.onRecovery(failures));
  }

  /** Ends early when `flush` or `stop` asks for it. */
  #pause(ms: number): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** One entry that the database refuses, as a batch of its own. */
interface Refused {
  readonly source: JournalSource;
  readonly batch: JournalBatch;
  readonly entry: JournalledEntry;
}

/** Whoever is told may throw, a logger for instance; the delivery goes on. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // nobody is left to tell
  }
}
