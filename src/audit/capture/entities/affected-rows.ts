import type { ObjectLiteral, QueryRunner, SelectQueryBuilder } from 'typeorm';
import { dataSourceOf } from '../../audit.data-source.ts';
import { type AuditedTable, type Column, keyText } from './audited-table.ts';
import type { RowState } from './entity-change.ts';

/** Most keys of one statement that reads rows again. */
const KEYS_AT_ONCE = 500;

/** A row as it is in the database. */
export interface AffectedRow {
  /** The primary key as text. */
  readonly id: string;
  readonly state: RowState;
  /** Whether an INSERT of this transaction has made it, and nothing has written it again. */
  readonly isInserted: boolean;
  valueOf(column: Column): unknown;
}

/** Which rows to read. */
export interface RowKeys {
  readonly columns: readonly Column[];
  /** For each row the values in the order of the columns, as the driver takes them. */
  readonly keys: readonly (readonly unknown[])[];
}

/** Reads rows of one table past the entities of the application: none is made, no listener of theirs is called. */
export class AffectedRows {
  readonly #table: AuditedTable;
  readonly #columns: readonly Column[];
  readonly #runner: QueryRunner;

  constructor(table: AuditedTable, runner: QueryRunner) {
    this.#table = table;
    this.#columns = [...new Set([...table.metadata.primaryColumns, ...table.columns])];
    this.#runner = runner;
  }

  /** The rows that a query finds, in the order of their keys; nobody else changes them until the transaction ends. */
  locked(query: SelectQueryBuilder<ObjectLiteral>): Promise<readonly AffectedRow[]> {
    return this.#read(query.setLock('pessimistic_write'));
  }

  /** The rows with these values in these columns, deleted ones included. */
  async having({ columns, keys }: RowKeys, { isLocking = false } = {}): Promise<readonly AffectedRow[]> {
    const rows: AffectedRow[] = [];
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
      const query = this.#queryFor(columns, keys.slice(at, at + KEYS_AT_ONCE));
      rows.push(...(await (isLocking ? this.locked(query) : this.#read(query))));
    }
    return rows;
  }

  #queryFor(columns: readonly Column[], keys: readonly (readonly unknown[])[]): SelectQueryBuilder<ObjectLiteral> {
    const query = this.#runner.manager.createQueryBuilder(this.#table.metadata.target, 'row').withDeleted();
    keys.forEach((key, at) => {
      const equal = columns.map((column, part) => `${this.#place('row', column)} = :key_${at}_${part}`);
      const values = key.map((value, part) => [`key_${at}_${part}`, value] as const);
      query.orWhere(`(${equal.join(' AND ')})`, Object.fromEntries(values));
    });
    return query;
  }

  async #read(query: SelectQueryBuilder<ObjectLiteral>): Promise<readonly AffectedRow[]> {
    const { alias } = query;
    query.select(`${this.#escape(alias)}.xmax::text`, 'xmax');
    this.#columns.forEach((column, at) => query.addSelect(this.#place(alias, column), `c${at}`));
    query.orderBy();
    for (const column of this.#table.metadata.primaryColumns) {
      query.addOrderBy(`c${this.#columns.indexOf(column)}`, 'ASC');
    }
    const found = await query.getRawMany<ObjectLiteral>();
    return found.map((raw) => this.#rowOf(raw));
  }

  #rowOf(raw: ObjectLiteral): AffectedRow {
    const { driver } = dataSourceOf(this.#runner);
    const valueOf = (column: Column): unknown => raw[`c${this.#columns.indexOf(column)}`];
    return {
      id: keyText(this.#table.metadata.primaryColumns.map(valueOf)) ?? '',
      state: this.#table.stateFrom((column): unknown => driver.prepareHydratedValue(valueOf(column), column)),
      isInserted: raw['xmax'] === '0', // one that an upsert has updated carries the lock of its own transaction
      valueOf,
    };
  }

  #place(alias: string, column: Column): string {
    return `${this.#escape(alias)}.${this.#escape(column.databaseName)}`;
  }

  #escape(name: string): string {
    return dataSourceOf(this.#runner).driver.escape(name);
  }
}
