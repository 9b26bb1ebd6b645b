import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import { ActingScope } from '../entry/acting-scope.ts';
import type { AuditActor, AuditAnnotation, AuditEntry, CapturedEntry } from '../entry/audit-entry.ts';
import type { AuditOrigin } from '../entry/audit-origin.ts';
import { NOWHERE, RecordFactory } from '../entry/audit-record.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { withActiveTrace } from './active-trace.ts';
import type { AuditJournal } from './audit-journal.ts';
import { AuditStore } from './audit-store.ts';
import { AuditWriter } from './audit-writer.ts';
import { MemoryJournal } from './memory-journal.ts';

/** At shutdown, a statement that a frozen database does not answer is left behind after this time. */
const HANGING_MS = 1_000;

/** The part of the queue that only the entries of what is critical may use. */
const RESERVED_PART = 1 / 8;

/** How the delivery of entries is doing. */
export interface AuditDeliveryStatus {
  /** Entries that wait to be written, and their size. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Age of the oldest of them in milliseconds; 0 when none waits. */
  readonly oldestAgeMs: number;
  /** Entries lost since the start because the queue was full. */
  readonly shed: number;
  /** Entries the database refused since the start. */
  readonly quarantined: number;
  /** Attempts to write that have failed in a row; 0 when writing works. */
  readonly failures: number;
}

/**
 * The way into the audit log for the code of an application. Nothing but {@link recordIn} waits for the database or
 * throws: an audit log that is in trouble says so in the log of the application and in {@link status}.
 */
@Injectable()
export class AuditService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(AuditService.name);
  readonly #settings: AuditSettings;
  readonly #records: RecordFactory;
  readonly #journal: AuditJournal;
  readonly #store: AuditStore;
  readonly #writer: AuditWriter;
  #quarantined = 0;
  #failures = 0;

  constructor(@Inject(AUDIT_SETTINGS) settings: AuditSettings, @Inject(AuditStore) store: AuditStore) {
    this.#settings = settings;
    this.#records = new RecordFactory(settings.rules);
    this.#store = store;
    this.#journal = new MemoryJournal(settings.maxQueueBytes, settings.maxQueueBytes * RESERVED_PART);
    this.#writer = new AuditWriter({
      journal: this.#journal,
      store,
      batchSize: settings.batchSize,
      flushIntervalMs: settings.flushIntervalMs,
      onRetry: (error, failures) => this.#reportRetry(error, failures),
      onRecovery: (failures) => this.#reportRecovery(failures),
      onQuarantine: (line, error) => this.#reportQuarantine(line, error),
    });
  }

  /**
   * Records one thing that happened. Inside a request or an audited call, actor, address and request id come from there;
   * elsewhere the actor is the system unless the entry names one.
   */
  record(entry: AuditEntry): void {
    const scope = AuditScope.current();
    this.recordFrom(scope?.origin ?? NOWHERE, placedIn(scope, entry));
  }

  /** {@link record} for an origin that the caller knows better than the running code does. */
  recordFrom(origin: AuditOrigin, entry: CapturedEntry): void {
    try {
      const line = this.#lineOf(origin, entry);
      if (this.#journal.append(line, entry.isCritical === true ? 'critical' : 'ordinary')) this.#writer.notify();
      else this.#reportShed();
    } catch (error) {
      this.#logger.error('An audit entry could not be made and is lost', error);
    }
  }

  /**
   * Records one thing in the transaction of the caller: what was done and its entry stand or fall together. Unlike all
   * else here it waits for the database and fails with it, so that the caller's transaction does.
   *
   * @param manager One with an open transaction, of the DataSource of the log
   * @throws {AuditError} AUDIT_NO_TRANSACTION when none is open there, or when it is of another DataSource
   * @throws whatever the database throws
   */
  async recordIn(manager: EntityManager, entry: AuditEntry): Promise<void> {
    const scope = AuditScope.current();
    const line = this.#lineOf(scope?.origin ?? NOWHERE, placedIn(scope, entry));
    await this.#store.insertIn(manager, line);
  }

  /** Adds to the entry of the running request or audited call; does nothing outside of one. */
  annotate(notes: AuditAnnotation): void {
    try {
      AuditScope.current()?.annotate(notes);
    } catch (error) {
      this.#logger.error('A note could not be added to an audit entry', error);
    }
  }

  /**
   * Does something in the name of an actor: all that is recorded in it, however deep, has this actor, also within a
   * request, whose own entry keeps its own. For jobs and scripts.
   * @returns what the work returns; it keeps the actor until a promise of it settles
   */
  runAs<T>(actor: AuditActor, work: () => T): T {
    return new ActingScope(actor, AuditScope.current()).run(work);
  }

  /** Whether there is room for the entry of something critical, so that it may begin. */
  get isAvailable(): boolean {
    return !this.#journal.isFull;
  }

  /** Resolves when everything recorded up to now is in the database. For scripts and tests; requests never wait for it. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  status(): AuditDeliveryStatus {
    const { length, bytes, shed, oldestSince } = this.#journal;
    return {
      queued: length,
      queuedBytes: bytes,
      oldestAgeMs: oldestSince === undefined ? 0 : Math.max(0, Date.now() - oldestSince),
      shed,
      quarantined: this.#quarantined,
      failures: this.#failures,
    };
  }

  onApplicationBootstrap(): void {
    if (this.#journal.length > 0) this.#writer.notify();
  }

  /** Writes what waits, for at most `drainTimeoutMs`; the HTTP server has already ended all requests here. */
  async onApplicationShutdown(): Promise<void> {
    await within(this.#settings.drainTimeoutMs, this.flush());
    await within(HANGING_MS, this.#writer.stop());
    if (this.#journal.length > 0) {
      this.#logger.error(`${this.#journal.length} audit entries could not be written before the shutdown and are lost`);
    }
    await within(HANGING_MS, this.#store.close());
  }

  #lineOf(origin: AuditOrigin, entry: CapturedEntry): string {
    const record = this.#records.toRecord(entry, origin, this.#settings.clock());
    return JSON.stringify(withActiveTrace(record, origin));
  }

  #reportRetry(error: unknown, failures: number): void {
    this.#failures = failures;
    if (failures > 1) return;
    this.#logger.warn(
      `Audit entries can't be written and wait in memory; trying again until it works: ${String(error)}`,
    );
  }

  #reportRecovery(failures: number): void {
    this.#failures = 0;
    this.#logger.log(`Audit entries are written again after ${failures} failed attempts`);
  }

  #reportQuarantine(line: string, error: unknown): void {
    this.#quarantined += 1;
    this.#logger.error(`The database refuses an audit entry, it is set aside: ${String(error)}: ${line}`);
  }

  /** Once at the first and then at every power of two, so that a flood does not become a flood of log lines. */
  #reportShed(): void {
    const { shed } = this.#journal;
    if ((shed & (shed - 1)) === 0) this.#logger.error(`The audit queue is full: ${shed} entries are lost so far`);
  }
}

/** The entry with its place inside of the scope; itself where there is none, and where it can't be read. */
function placedIn(scope: AuditScope | undefined, entry: AuditEntry): CapturedEntry {
  const span = scope?.innerSpan();
  if (span === undefined || typeof entry !== 'object' || entry === null) return entry;
  try {
    return { ...entry, span };
  } catch {
    return entry; // what can't be read is reported when the record is made
  }
}

/** Waits for the work, but no longer than this. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, passed]);
  clearTimeout(timer);
}
