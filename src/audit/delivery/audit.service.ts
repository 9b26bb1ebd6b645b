import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditError } from '../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import { ActingScope } from '../entry/acting-scope.ts';
import type { AuditActor, AuditAnnotation, AuditEntry, CapturedEntry } from '../entry/audit-entry.ts';
import type { AuditOrigin } from '../entry/audit-origin.ts';
import { NOWHERE, RecordFactory } from '../entry/audit-record.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { deliveryOfEntry } from '../entry/delivery.ts';
import { withActiveTrace } from './active-trace.ts';
import { Delivery } from './delivery.ts';
import type { AuditBatch, AuditDeliveryStatus } from './delivery-status.ts';
import type { Intent } from './live-journals.ts';
import { AuditStore } from './writer/audit-store.ts';

/**
 * The way into the audit log for the code of an application. Nothing but {@link recordIn} waits for the database or
 * throws: an audit log that is in trouble says so in the log of the application and in {@link status}.
 */
@Injectable()
export class AuditService implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(AuditService.name);
  readonly #settings: AuditSettings;
  readonly #records: RecordFactory;
  readonly #store: AuditStore;
  readonly #delivery: Delivery;

  /** @internal */
  constructor(@Inject(AUDIT_SETTINGS) settings: AuditSettings, @Inject(AuditStore) store: AuditStore) {
    this.#settings = settings;
    this.#records = new RecordFactory(settings.rules);
    this.#store = store;
    this.#delivery = new Delivery({ settings, store, lineOf: (entry) => this.#lineOf(NOWHERE, entry).line });
  }

  /**
   * Records one thing that happened. Inside a request or an audited call, actor, address and request id come from there;
   * elsewhere the actor is the system unless the entry names one. Within a request it is on the disk before the answer
   * leaves; outside of all scopes, when this returns.
   */
  record(entry: AuditEntry): void {
    const scope = AuditScope.current();
    this.recordFrom(scope?.origin ?? NOWHERE, placedIn(scope, entry));
    if (scope === undefined) this.commit();
  }

  /**
   * {@link record} for an origin that the caller knows better than the running code does. On the disk after {@link commit}.
   * @internal
   */
  recordFrom(origin: AuditOrigin, entry: CapturedEntry): void {
    try {
      const { line, rank } = this.#lineOf(origin, entry);
      const [intent, ...others] = entry.intents ?? [];
      for (const other of others) this.#delivery.journals.withdraw(other as Intent);
      this.#delivery.append(line, rank, intent as Intent | undefined);
    } catch (error) {
      this.#logger.error('An audit entry could not be made and is lost', error);
    }
  }

  /** Has all that was recorded up to now survive the end of the process. Never throws. */
  commit(): void {
    this.#delivery.journals.commit();
  }

  /**
   * Makes sure that something critical leaves an entry, before it begins: resolves when the entry that is due if nothing
   * more is heard of it is on the disk. What is recorded with this intent takes its place.
   * @throws {AuditError} AUDIT_UNAVAILABLE when that is not possible
   * @internal
   */
  async intend(origin: AuditOrigin, entry: CapturedEntry): Promise<AuditIntent> {
    return required(await this.#delivery.journals.intend(this.#lineOf(origin, entry).line));
  }

  /**
   * {@link intend} for what can't wait: all else in the process waits for the disk.
   * @throws {AuditError} AUDIT_UNAVAILABLE
   * @internal
   */
  intendNow(origin: AuditOrigin, entry: CapturedEntry): AuditIntent {
    return required(this.#delivery.journals.intendNow(this.#lineOf(origin, entry).line));
  }

  /**
   * {@link intend} for what goes on anyway: it survives the process, but not a loss of power. Undefined when it can't be made.
   * @internal
   */
  note(origin: AuditOrigin, entry: CapturedEntry): AuditIntent | undefined {
    try {
      return this.#delivery.journals.note(this.#lineOf(origin, entry).line);
    } catch (error) {
      this.#logger.error('An audit entry could not be made', error);
      return undefined;
    }
  }

  /** What was intended has an entry by now, or needs none. @internal */
  withdraw(intent: AuditIntent): void {
    this.#delivery.journals.withdraw(intent as Intent);
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
    const { line } = this.#lineOf(scope?.origin ?? NOWHERE, placedIn(scope, entry));
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

  /** Resolves when everything recorded up to now is in the database. For scripts and tests; requests never wait for it. */
  flush(): Promise<void> {
    return this.#delivery.flush();
  }

  /** How recording goes: what waits, what was stored, what was lost. Cheap; figures since the process began. */
  status(): AuditDeliveryStatus {
    return this.#delivery.status();
  }

  /** Calls back for each batch that was stored. @returns what ends that */
  onBatch(listener: (batch: AuditBatch) => void): () => void {
    return this.#delivery.onBatch(listener);
  }

  /** @throws {AuditError} AUDIT_JOURNAL_UNUSABLE: an application that can't keep its promise does not start */
  async onModuleInit(): Promise<void> {
    await this.#delivery.open();
  }

  /** @internal */
  onApplicationBootstrap(): void {
    this.#delivery.start();
  }

  /** Writes what waits, for at most `drainTimeoutMs`; the HTTP server has already ended all requests here. */
  async onApplicationShutdown(): Promise<void> {
    await nextTurn(); // others record what they give up at the shutdown
    await this.#delivery.close();
  }

  #lineOf(origin: AuditOrigin, entry: CapturedEntry): Line {
    const record = this.#records.toRecord(entry, origin, this.#settings.clock());
    return {
      line: JSON.stringify(withActiveTrace(record, origin)),
      rank: deliveryOfEntry(entry, record.status),
    };
  }
}

/** What was begun and must not be forgotten. */
export type AuditIntent = object;

interface Line {
  readonly line: string;
  readonly rank: ReturnType<typeof deliveryOfEntry>;
}

function required(intent: AuditIntent | undefined): AuditIntent {
  if (intent === undefined) throw new AuditError('AUDIT_UNAVAILABLE');
  return intent;
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
