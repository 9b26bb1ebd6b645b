import { isDeepStrictEqual } from 'node:util';
import type { ObjectLiteral, QueryBuilder, QueryRunner, SelectQueryBuilder } from 'typeorm';
import { dataSourceOf } from '../../audit.data-source.ts';
import { type AffectedRow, AffectedRows } from './affected-rows.ts';
import type { AuditedTable } from './audited-table.ts';
import type { RowAction } from './entity-change.ts';
import type { EntityChanges } from './entity-changes.ts';
import { UpsertKeys } from './upsert-keys.ts';

/** What a statement does to rows that are there. */
const ACTIONS: Readonly<Record<string, RowAction>> = {
  update: 'update',
  delete: 'delete',
  'soft-delete': 'delete',
  restore: 'restore',
};

/** A statement of a query builder, and those who wait for it. */
export interface WatchedWriteOptions {
  readonly changes: EntityChanges;
  readonly write: QueryBuilder<ObjectLiteral>;
  /** TypeORM's own execution of it. */
  readonly execute: () => Promise<unknown>;
}

/** A connection with a transaction on it, and the table that is written. */
interface Place {
  readonly runner: QueryRunner;
  readonly table: AuditedTable;
  readonly rows: AffectedRows;
}

/** Runs one statement between two looks at its rows. What it gives and throws stays TypeORM's. */
export class WatchedWrite {
  readonly #changes: EntityChanges;
  readonly #write: QueryBuilder<ObjectLiteral>;
  readonly #execute: () => Promise<unknown>;

  constructor({ changes, write, execute }: WatchedWriteOptions) {
    this.#changes = changes;
    this.#write = write;
    this.#execute = execute;
  }

  async run(): Promise<unknown> {
    const { mainAlias, queryType, onUpdate } = this.#write.expressionMap;
    const table = mainAlias?.hasMetadata === true ? this.#changes.tableOf(mainAlias.metadata) : undefined;
    const isPlainInsert = queryType === 'insert' && onUpdate === undefined; // its rows are told by TypeORM
    if (table === undefined || isPlainInsert) return this.#execute();
    const builder = this.#write as unknown as { queryRunner: QueryRunner | undefined }; // protected
    const given = builder.queryRunner;
    const runner = given ?? dataSourceOf(this.#write).createQueryRunner();
    builder.queryRunner = runner;
    try {
      const place = { runner, table, rows: new AffectedRows(table, runner) };
      const work = (): Promise<unknown> => (queryType === 'insert' ? this.#upsert(place) : this.#change(place));
      return await (runner.isTransactionActive ? work() : runner.manager.transaction(work));
    } finally {
      builder.queryRunner = given;
      if (given === undefined) await runner.release();
    }
  }

  /** UPDATE, DELETE, and what marks rows as deleted or takes the mark away. */
  async #change(place: Place): Promise<unknown> {
    const { runner, table, rows } = place;
    const { queryType } = this.#write.expressionMap;
    const action = ACTIONS[queryType] ?? 'update';
    const limit = this.#changes.recorder.maxChangedRows;
    const before = await this.#look(place, () =>
      limit === 0 ? Promise.resolve([]) : rows.locked(this.#sameRows(limit)),
    );
    if (before === undefined) return this.#execute();
    const result = await this.#changes.watching(table.metadata, this.#execute);
    const affected = (result as { affected?: number | null }).affected ?? before.length;
    const columns = table.metadata.primaryColumns;
    const after = await this.#look(place, () =>
      rows.having({ columns, keys: before.map((row) => columns.map((column) => row.valueOf(column))) }),
    );
    if (after === undefined) {
      this.#changes.recordStatement(runner, table, { action, rows: affected, values: {} });
      return result;
    }
    const byId = new Map(after.map((row) => [row.id, row]));
    for (const row of before) this.#compare(place, { action, row, now: byId.get(row.id) });
    this.#omit(place, action, affected - before.length);
    return result;
  }

  #compare(
    { runner, table }: Place,
    { action, row, now }: { action: RowAction; row: AffectedRow; now: AffectedRow | undefined },
  ) {
    const { queryType, valuesSet } = this.#write.expressionMap;
    const [id, before] = [row.id, row.state];
    if (queryType === 'delete') {
      if (now === undefined) this.#changes.recordRow(runner, table, { action, id, before, after: {} });
    } else if (now === undefined) {
      // its key was changed, and no other way leads to it any more
      const after = { ...before, ...table.stateOf(valuesSet ?? {}) };
      this.#changes.recordRow(runner, table, { action, id, before, after });
    } else if (!isDeepStrictEqual(before, now.state)) {
      this.#changes.recordRow(runner, table, { action, id, before, after: now.state });
    }
  }

  /** INSERT … ON CONFLICT DO UPDATE. */
  async #upsert(place: Place): Promise<unknown> {
    const { runner, table, rows } = place;
    const keys = new UpsertKeys(table, this.#write, this.#changes.recorder.maxChangedRows);
    const before = keys.areKnown ? await this.#look(place, () => rows.having(keys, { isLocking: true })) : undefined;
    if (before === undefined) return this.#execute();
    const result = await this.#changes.watching(table.metadata, this.#execute);
    const after = await this.#look(place, () => rows.having(keys));
    const statement = this.#changes.recorder.lastWriteOf(runner);
    if (after === undefined) {
      this.#changes.recordStatement(runner, table, { action: 'upsert', rows: statement?.rows ?? 0, values: {} });
      return result;
    }
    const known = new Map(before.map((row) => [keys.textOf(row), row]));
    for (const row of after) {
      const change = keys.changeOf(row, known.get(keys.textOf(row)));
      if (change !== undefined) this.#changes.recordRow(runner, table, change);
    }
    this.#omit(place, 'upsert', Math.min(keys.beyond, (statement?.rows ?? 0) - after.length));
    return result;
  }

  /** The same rows as the statement, by its own condition. */
  #sameRows(limit: number): SelectQueryBuilder<ObjectLiteral> {
    const { queryType } = this.#write.expressionMap;
    const query = this.#write.clone().select().limit(limit);
    return queryType === 'soft-delete' ? query : query.withDeleted(); // it leaves out those that are deleted already
  }

  #omit({ runner, table }: Place, action: RowAction, rows: number): void {
    if (rows > 0) this.#changes.recorder.omit(runner, { kind: table, action, rows });
  }

  /** A look that fails costs what it would have told, and neither the transaction nor the write. */
  async #look<T>({ runner }: Place, read: () => Promise<T>): Promise<T | undefined> {
    try {
      await runner.query('SAVEPOINT audit_look');
      const seen = await read();
      await runner.query('RELEASE SAVEPOINT audit_look');
      return seen;
    } catch (error) {
      this.#changes.report('a statement with audited writes', error);
      await runner.query('ROLLBACK TO SAVEPOINT audit_look').catch(() => undefined); // then the write fails as well
      return undefined;
    }
  }
}
