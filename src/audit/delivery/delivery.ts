import type { AuditSettings } from '../audit.options.ts';
import type { AuditEntry } from '../entry/audit-entry.ts';
import { type AuditDelivery, deliveryOf } from '../entry/delivery.ts';
import { DeliveryLog } from './delivery-log.ts';
import type { AuditBatch, AuditDeliveryStatus } from './delivery-status.ts';
import { GapLedger } from './gap-ledger.ts';
import { newWriterId } from './journal/journal-directory.ts';
import { type JournalFiles, REAL_FILES } from './journal/journal-files.ts';
import { type Intent, LiveJournals } from './live-journals.ts';
import { type OrphanEvents, Orphans } from './orphans.ts';
import { Quarantine } from './quarantine.ts';
import { Refusals } from './refusals.ts';
import type { AuditStore } from './writer/audit-store.ts';
import { within } from './within.ts';
import { AuditWriter, type WrittenBatch } from './writer/audit-writer.ts';

/** At shutdown, a statement that a frozen database does not answer is left behind after this time. */
const HANGING_MS = 1_000;
/** So often is looked after the journal: whether its disk takes entries again, what of it may go. */
const TICK_MS = 1_000;
/** So often are the journals of other processes looked at, and rows of old batches merged. */
const ADOPT_MS = 15_000;
const MERGE_MS = 3_600_000;
/** When the journal has more of its room, what is stored is not kept any longer. */
const TIGHT_PART = 1 / 2;

export interface DeliveryParts {
  readonly settings: AuditSettings;
  readonly store: AuditStore;
  /** Makes the line of an entry that the delivery itself has to tell. @throws when it can't be made */
  readonly lineOf: (entry: AuditEntry) => string;
  /** @default the file system */
  readonly files?: JournalFiles;
  /** The UUID to write under. @default a new one */
  readonly writer?: string;
}

/** The way of lines from memory to the database: journals, the writer, and all that looks after them. */
export class Delivery {
  readonly journals: LiveJournals;
  readonly #parts: DeliveryParts;
  readonly #log = new DeliveryLog();
  readonly #gaps = new GapLedger();
  readonly #orphans: Orphans;
  readonly #writer: AuditWriter;
  readonly #listeners = new Set<(batch: AuditBatch) => void>();
  readonly #refusals: Refusals;
  readonly #registered = new Set<string>();
  /** Which log the database holds; unknown until it was asked. */
  #identity: string | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #isTending = false;
  #shed = 0;
  #lost = 0;
  #recovered = 0;
  #retried = 0;

  constructor(parts: DeliveryParts) {
    const { settings, store, files = REAL_FILES, writer = newWriterId() } = parts;
    this.#parts = parts;
    const onLost: OrphanEvents['onLost'] = (lost) => this.#noteLost(lost);
    const onDisplaced = (): void => void this.#continue(); // reports its own faults
    this.journals = new LiveJournals({ settings, files, log: this.#log, writer, onLost, onDisplaced });
    this.#orphans = new Orphans(
      {
        onAdopted: ({ writer: name, bytes }) => this.#log.adopted(name, bytes),
        onForeign: (path) => this.#log.foreign(path),
        onSettled: ({ stored }) => (this.#recovered += stored),
        onLost,
        onDisplaced: (entries) => this.journals.takeOver(entries),
        onOpenIntent: (line) => this.#takeOver(line),
      },
      files,
    );
    const quarantine = settings.journal === false ? undefined : new Quarantine(settings.journal.directory, files);
    this.#refusals = new Refusals({ quarantine, log: this.#log, tell: (entry) => this.#tell(entry) });
    this.#writer = new AuditWriter({
      store,
      batchSize: settings.batchSize,
      flushIntervalMs: settings.flushIntervalMs,
      sources: () => {
        this.journals.commit();
        return [...this.journals.all, ...this.#orphans.sources];
      },
      waiting: () => this.journals.waiting,
      onConnect: () => this.#connected(),
      onWritten: (batch) => this.#written(batch),
      onRetry: (error) => this.#noteRetry(error),
      onRecovery: (failures) => this.#log.recovery(failures),
      onQuarantine: (name, { sequence, line }, error) =>
        this.#refusals.take({ writer: name, sequence, line: line.toString(), error }),
    });
  }

  /** @throws {AuditError} AUDIT_JOURNAL_UNUSABLE */
  async open(): Promise<void> {
    await this.journals.open(this.#parts.store.target);
    this.#timers = [
      setInterval(() => void this.#tend(), TICK_MS).unref(), // each reports its own faults
      setInterval(() => void this.#adopt(), ADOPT_MS).unref(),
      setInterval(() => void this.#merge(), MERGE_MS).unref(),
    ];
  }

  /** Begins to write what was recorded before, also by processes that are dead. */
  start(): void {
    this.#writer.writeNow();
  }

  /** Takes a line. @returns false when there was no room and it is lost, which the log will tell */
  append(line: string, rank: AuditDelivery, intent?: Intent): boolean {
    if (!this.journals.append(line, rank, intent)) {
      const now = Date.now();
      this.#shed += 1;
      this.#gaps.note('no room', 1, { from: now, to: now });
      this.#log.shed(this.#shed);
      return false;
    }
    this.#writer.notify();
    return true;
  }

  /** Resolves when all that was taken up to now is in the database. */
  flush(): Promise<void> {
    return this.#writer.flush(this.journals.mark());
  }

  /** Calls back for each batch that was stored. @returns what ends that */
  onBatch(listener: (batch: AuditBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status(): AuditDeliveryStatus {
    const { journals } = this;
    const { journal } = this.#parts.settings;
    const since = Math.min(...journals.all.map(({ waitingSince }) => waitingSince ?? Infinity));
    return {
      captured: journals.total('accepted') + journals.displaced + this.#shed,
      committed: journals.total('stored'),
      queued: journals.total('queued') + journals.displaced,
      journalled: journals.total('journalled'),
      shed: this.#shed,
      quarantined: journals.total('refused'),
      queuedBytes: journals.total('queuedBytes'),
      journalBytes: journals.total('bytes') + this.#orphans.bytes,
      journalMaxBytes: journal === false ? 0 : journal.maxBytes,
      oldestAgeMs: since === Infinity ? 0 : Math.max(0, Date.now() - since),
      failures: this.#writer.failures,
      retried: this.#retried,
      recovered: this.#recovered,
      lost: this.#lost,
      state: this.#writer.state,
      journal: journal === false ? 'memory' : journals.current.isFailing ? 'failing' : 'disk',
    };
  }

  /** Writes what waits, for at most `drainTimeoutMs`; what is left is in the journal for the next start. */
  async close(): Promise<void> {
    const { settings, store } = this.#parts;
    this.#timers.forEach((timer) => clearInterval(timer));
    this.#tellGaps();
    await within(settings.drainTimeoutMs, this.flush());
    await within(HANGING_MS, this.#writer.stop());
    const { waiting, directory, current } = this.journals;
    if (waiting > 0) this.#log.leftBehind(waiting, { isKept: directory !== undefined && !current.isFailing });
    else if (store.connection !== undefined) await within(HANGING_MS, this.#finish());
    const isEmpty = waiting === 0 && this.#keepStoredMs === 0 && this.#orphans.sources.length === 0;
    await this.journals.close({ isEmpty });
    this.#orphans.close();
    await within(HANGING_MS, store.close());
  }

  get #keepStoredMs(): number {
    const { journal } = this.#parts.settings;
    return journal === false ? 0 : journal.keepStoredMs;
  }

  /** There is a connection: says who writes, and takes over what the dead have left. */
  async #connected(): Promise<void> {
    this.#identity = await this.#parts.store.identity();
    await this.#introduce(this.#identity);
    await this.#adopt();
  }

  /** Tells the database who writes, and the journals whose they are. */
  async #introduce(identity: string): Promise<void> {
    this.journals.identify(identity);
    for (const { writer } of this.journals.all) {
      if (!this.#registered.has(writer)) await this.#parts.store.register(writer);
      this.#registered.add(writer);
    }
  }

  /** Entries go on under another number, it may be in a journal that nobody knows of yet. */
  async #continue(): Promise<void> {
    this.#writer.writeNow();
    try {
      if (this.#identity !== undefined) await this.#introduce(this.#identity);
    } catch (error) {
      this.#log.trouble('Another name of this process could not be told to the database', error);
    }
  }

  async #adopt(): Promise<void> {
    const { directory } = this.journals;
    if (directory === undefined || this.#identity === undefined) return;
    try {
      if (await this.#orphans.adopt(directory, this.#identity)) this.#writer.writeNow();
      this.journals.current.foreignBytes = this.#orphans.bytes;
    } catch (error) {
      this.#log.trouble('Journals of processes that have ended could not be taken over, next try soon', error);
    }
  }

  #takeOver(line: string): boolean {
    const isTaken = this.append(line, 'critical');
    this.journals.commit();
    return isTaken && !this.journals.current.isFailing;
  }

  #written({ duplicates, ...batch }: WrittenBatch): void {
    if (duplicates > 0) this.#log.duplicates(duplicates);
    for (const listener of this.#listeners) listener(batch);
  }

  #noteLost({ count, from, to }: { readonly count: number; readonly from: number; readonly to: number }): void {
    this.#lost += count;
    this.#log.lost(count);
    this.#gaps.note('damaged journal', count, { from, to });
  }

  /** Has the log tell of itself. @returns false when there is no room for it, or it can't be made */
  #tell(entry: AuditEntry): boolean {
    try {
      return this.journals.append(this.#parts.lineOf(entry), deliveryOf(entry)) && (this.#writer.notify(), true);
    } catch (error) {
      this.#log.trouble('The log could not be told of itself', error);
      return false;
    }
  }

  #noteRetry(error: unknown): void {
    this.#retried += 1;
    this.#log.retry(error, { isPaused: this.#writer.isPaused });
  }

  #tellGaps(): void {
    if (!this.#gaps.isEmpty) this.#gaps.tell((entry) => this.#tell(entry));
  }

  /** Looks after the journal. */
  async #tend(): Promise<void> {
    const { settings, store } = this.#parts;
    this.journals.beat();
    this.journals.commit();
    this.#tellGaps();
    if (settings.journal === false || this.#isTending) return;
    this.#isTending = true;
    try {
      const part = this.status().journalBytes / settings.journal.maxBytes;
      this.#log.room(part);
      const removeBefore = Date.now() - (part > TIGHT_PART ? 0 : this.#keepStoredMs);
      for (const journal of this.journals.all) journal.removeStored(removeBefore);
      if (store.connection !== undefined && this.#writer.failures === 0)
        await this.#orphans.finish(store, removeBefore);
      this.journals.current.foreignBytes = this.#orphans.bytes;
    } catch (error) {
      this.#log.trouble('Stored parts of the journal could not be removed, next try soon', error);
    } finally {
      this.#isTending = false;
    }
  }

  async #merge(): Promise<void> {
    const { store } = this.#parts;
    try {
      if (store.connection !== undefined) await store.merge();
    } catch (error) {
      this.#log.trouble('Rows of old batches could not be merged, next try in an hour', error);
    }
  }

  /** All is stored: the numbers of what was no entry are not missing, and nothing more is to be expected. */
  async #finish(): Promise<void> {
    const { store } = this.#parts;
    try {
      await this.#orphans.finish(store, Date.now() - this.#keepStoredMs);
      for (const journal of this.journals.all) {
        const rest = journal.rest();
        if (rest !== undefined) await store.insert(rest);
        await store.finish(journal.writer, journal.sequence);
      }
    } catch (error) {
      this.#log.trouble('The end of this process could not be told to the database', error);
    }
  }
}
