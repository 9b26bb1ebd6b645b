import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  DataSource,
  EntityMetadata,
  InsertEvent,
  ObjectLiteral,
  QueryRunner,
  RemoveEvent,
  UpdateEvent,
} from 'typeorm';
import { AuditScope } from '../../entry/audit-scope.ts';
import { type AuditedTable, keyText } from './audited-table.ts';
import type { AuditedTables, LinkTable } from './audited-tables.ts';
import { ChangesOfSave } from './changes-of-save.ts';
import {
  type RowAction,
  type RowChange,
  rowEntry,
  type RowState,
  type StatementChange,
  statementEntry,
  UNKNOWN,
} from './entity-change.ts';
import type { EntityChangeRecorder } from './entity-change-recorder.ts';

/** A statement that may do something else than it says: insert a row, update it or leave it. */
const ON_CONFLICT = /\bON CONFLICT\b.*\bDO (NOTHING|UPDATE)\b/s;

const changesOf = new WeakMap<DataSource, EntityChanges>();

/** The changes of a DataSource; undefined when no audit log looks at them. */
export function entityChangesOf(dataSource: DataSource): EntityChanges | undefined {
  return changesOf.get(dataSource);
}

/** The audit log looks at the changes of this DataSource from now on; or no more, when there are none given. */
export function setEntityChanges(dataSource: DataSource, changes: EntityChanges | undefined): void {
  if (changes === undefined) changesOf.delete(dataSource);
  else changesOf.set(dataSource, changes);
}

/** Tells of a failure of what looks at changes, which goes no further. */
type Report = (kind: string, error: unknown) => void;

/** Understands what TypeORM tells of audited entities, and makes entries of it. */
export class EntityChanges {
  readonly recorder: EntityChangeRecorder;
  readonly report: Report;
  readonly #tables: AuditedTables;
  readonly #saves = new WeakMap<QueryRunner, ChangesOfSave>();
  /** Statements that are one entry already, although TypeORM tells of each of their rows. */
  readonly #told = new WeakSet<object>();
  readonly #watched = new AsyncLocalStorage<EntityMetadata>();

  constructor({ tables, recorder, report }: { tables: AuditedTables; recorder: EntityChangeRecorder; report: Report }) {
    this.#tables = tables;
    this.recorder = recorder;
    this.report = report;
  }

  /** The table of an audited entity, where its changes are wanted; undefined for others. */
  tableOf(metadata: EntityMetadata): AuditedTable | undefined {
    return AuditScope.current()?.keepsChanges === false ? undefined : this.#tables.tableOf(metadata);
  }

  /** Runs a statement whose rows the caller looks at itself. */
  watching<T>(metadata: EntityMetadata, work: () => Promise<T>): Promise<T> {
    return this.#watched.run(metadata, work);
  }

  inserted({ queryRunner, metadata, entity, entityId }: InsertEvent<ObjectLiteral | undefined>): void {
    const link = this.#linkOf(metadata);
    if (link !== undefined) return this.#linked(queryRunner, link, { row: entityId ?? entity, isAdded: true });
    const table = this.tableOf(metadata);
    if (table === undefined || entity === undefined) return;
    const conflict = ON_CONFLICT.exec(this.recorder.lastWriteOf(queryRunner)?.query ?? '')?.[1];
    if (conflict !== undefined) {
      return this.#ran(queryRunner, table, { action: conflict === 'UPDATE' ? 'upsert' : 'create', values: {} });
    }
    const save = this.#saveOf(queryRunner);
    save.created(entity);
    this.recordRow(queryRunner, table, {
      action: 'create',
      id: table.idOf(entity),
      before: {},
      after: table.stateOf(entity),
    });
  }

  updated({ queryRunner, metadata, entity, databaseEntity, ...rest }: UpdateEvent<ObjectLiteral | undefined>): void {
    const table = this.tableOf(metadata);
    if (table === undefined) return;
    const save = this.#saveOf(queryRunner);
    if (entity === undefined) return save.count(table, 'update'); // the other side of a relation that was saved
    if (save.wasCreated(entity)) return;
    if (databaseEntity === undefined) {
      return this.#ran(queryRunner, table, { action: 'update', values: table.stateOf(entity) });
    }
    const states = table.statesOfSaved({ entity, databaseEntity, ...rest });
    const isUntold = table.isLinkedByOther(rest);
    this.#recordWritten(queryRunner, table, { action: 'update', id: table.idOf(databaseEntity), ...states, isUntold });
  }

  removed(event: RemoveEvent<ObjectLiteral | undefined>): void {
    const { queryRunner, metadata, databaseEntity } = event;
    const link = this.#linkOf(metadata);
    if (link !== undefined) {
      return this.#linked(queryRunner, link, { row: event.entityId as ObjectLiteral | undefined, isAdded: false });
    }
    const table = this.tableOf(metadata);
    if (table === undefined) return;
    if (databaseEntity !== undefined) {
      const [id, before] = [table.idOf(databaseEntity), table.stateOf(databaseEntity)];
      return this.#recordWritten(queryRunner, table, { action: 'delete', id, before, after: {} });
    }
    this.#untold(event, table, 'delete');
  }

  /** Marked as deleted, or no more. */
  marked(event: RemoveEvent<ObjectLiteral | undefined>, action: 'delete' | 'restore'): void {
    const { queryRunner, entity, databaseEntity } = event;
    const table = this.tableOf(event.metadata);
    if (table === undefined) return;
    if (entity === undefined || databaseEntity === undefined) return this.#untold(event, table, action);
    const states = table.statesOfSaved({ entity, databaseEntity, updatedColumns: [], updatedRelations: [] });
    this.#recordWritten(queryRunner, table, { action, id: table.idOf(databaseEntity), ...states });
  }

  /**
   * What one statement did to rows that nobody tells of, by the number of rows that the server has answered. Told once,
   * however often TypeORM tells of it, and not at all when its rows are looked at.
   */
  #ran(runner: QueryRunner, table: AuditedTable, { action, values }: { action: RowAction; values: RowState }): void {
    const statement = this.recorder.lastWriteOf(runner);
    if (statement === undefined || statement.rows === 0 || this.#told.has(statement)) return;
    if (this.#watched.getStore() === table.metadata) return;
    this.#told.add(statement);
    this.recordStatement(runner, table, { action, values, rows: statement.rows });
  }

  /** Records a statement of whose rows only the number is known. */
  recordStatement(runner: QueryRunner, table: AuditedTable, change: StatementChange): void {
    this.#saveOf(runner).add(table, this.recorder.frozen(statementEntry(table, change)));
  }

  /** Records a change of one row. */
  recordRow(runner: QueryRunner, table: AuditedTable, change: RowChange): void {
    const entry = rowEntry(table, change);
    if (entry !== undefined) this.#saveOf(runner).add(table, this.recorder.frozen(entry));
  }

  /** Records a change of one row, unless the statement for it has found the row gone. */
  #recordWritten(runner: QueryRunner, table: AuditedTable, change: RowChange): void {
    const { tableName, primaryColumns } = table.metadata;
    const isMissed =
      change.id !== undefined &&
      this.recorder.hasMissed(runner, { table: tableName, id: change.id, keyColumns: primaryColumns.length });
    if (!isMissed) this.recordRow(runner, table, change);
  }

  /** Removed, marked or restored without its object: by its other side, or by a statement. */
  #untold(event: RemoveEvent<ObjectLiteral | undefined>, table: AuditedTable, action: RowAction): void {
    if (event.entity !== undefined) return; // it was not in the database
    if (event.entityId === undefined) return this.#ran(event.queryRunner, table, { action, values: {} });
    const id = table.idOf(table.metadata.ensureEntityIdMap(event.entityId));
    this.#recordWritten(event.queryRunner, table, { action, id, before: {}, after: {} });
  }

  #linkOf(metadata: EntityMetadata): LinkTable | undefined {
    return AuditScope.current()?.keepsChanges === false ? undefined : this.#tables.linkOf(metadata);
  }

  #linked(
    runner: QueryRunner,
    link: LinkTable,
    { row, isAdded }: { row: ObjectLiteral | undefined; isAdded: boolean },
  ) {
    const { table, field } = link;
    const id = row && keyText(link.ownColumns.map(({ propertyName }): unknown => row[propertyName]));
    const other = row && keyText(link.otherColumns.map(({ propertyName }): unknown => row[propertyName]));
    if (id === undefined || other === undefined) {
      return this.#ran(runner, table, { action: 'update', values: { [field]: UNKNOWN } });
    }
    this.#saveOf(runner).link({ table, id, field, added: isAdded ? [other] : [], removed: isAdded ? [] : [other] });
  }

  /** What is told in this go; recorded when all of it was, which TypeORM does without a pause. */
  #saveOf(runner: QueryRunner): ChangesOfSave {
    const known = this.#saves.get(runner);
    if (known !== undefined) return known;
    const save = new ChangesOfSave();
    this.#saves.set(runner, save);
    queueMicrotask(() => this.#record(runner, save));
    return save;
  }

  #record(runner: QueryRunner, save: ChangesOfSave): void {
    try {
      this.#saves.delete(runner);
      for (const { table, entry } of save.drafts) this.recorder.add(runner, table, entry);
      for (const { table, action, rows } of save.untold) {
        this.recorder.add(runner, table, statementEntry(table, { action, rows, values: {} }));
      }
      this.recorder.settle(runner);
    } catch (error) {
      this.report('a save', error); // nobody waits here who could catch it
    }
  }
}
