import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type {
  DataSource,
  EntitySubscriberInterface,
  InsertEvent,
  ObjectLiteral,
  RecoverEvent,
  RemoveEvent,
  SoftRemoveEvent,
  UpdateEvent,
} from 'typeorm';
import { AuditedTables } from './audited-tables.ts';
import {
  EntityChangeRecorder,
  type EntityChangeRecorderOptions,
  type StatementEvent,
} from './entity-change-recorder.ts';
import { EntityChanges, setEntityChanges } from './entity-changes.ts';

/** TypeORM has no object for what a statement without entities did, whatever its types say. */
type Row = ObjectLiteral | undefined;

/**
 * Listens to TypeORM. Only to what was done already, so that TypeORM has nothing to wait for and nothing to compute
 * again; answers at once and asks the database nothing. A failure costs the entry, never the write.
 */
export class EntityChangesSubscriber implements EntitySubscriberInterface<Row>, OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger(EntityChangesSubscriber.name);
  readonly #dataSource: DataSource;
  readonly #recorder: EntityChangeRecorder;
  readonly #reported = new Set<string>();
  #changes: EntityChanges | undefined;

  constructor(dataSource: DataSource, options: EntityChangeRecorderOptions) {
    this.#dataSource = dataSource;
    this.#recorder = new EntityChangeRecorder(options);
  }

  /** @throws {AuditError} AUDIT_OPTIONS_INVALID when `@AuditedEntity` names a field that is not there */
  onModuleInit(): void {
    this.#changes = new EntityChanges({
      tables: new AuditedTables(this.#dataSource),
      recorder: this.#recorder,
      report: (kind, error) => this.#report(kind, error),
    });
    setEntityChanges(this.#dataSource, this.#changes);
    this.#dataSource.subscribers.push(this); // after the host's own, which stay as they are
  }

  onApplicationShutdown(): void {
    setEntityChanges(this.#dataSource, undefined);
    const { subscribers } = this.#dataSource;
    const index = subscribers.indexOf(this);
    if (index >= 0) subscribers.splice(index, 1);
  }

  afterQuery(event: StatementEvent): void {
    this.#guard('a statement', () => this.#recorder.ran(event));
  }

  afterInsert(event: InsertEvent<Row>): void {
    this.#guard('an insert', () => this.#changes?.inserted(event));
  }

  afterUpdate(event: UpdateEvent<Row>): void {
    this.#guard('an update', () => this.#changes?.updated(event));
  }

  afterRemove(event: RemoveEvent<Row>): void {
    this.#guard('a removal', () => this.#changes?.removed(event));
  }

  afterSoftRemove(event: SoftRemoveEvent<Row>): void {
    this.#guard('a soft removal', () => this.#changes?.marked(event, 'delete'));
  }

  afterRecover(event: RecoverEvent<Row>): void {
    this.#guard('a recovery', () => this.#changes?.marked(event, 'restore'));
  }

  #guard(kind: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#report(kind, error);
    }
  }

  /** Once for each kind, so that a flood of writes does not become a flood of log lines. */
  #report(kind: string, error: unknown): void {
    if (this.#reported.has(kind)) return;
    this.#reported.add(kind);
    this.#logger.error(`What ${kind} has changed could not be recorded; further ones are not reported`, error);
  }
}
