import { isDeepStrictEqual } from 'node:util';
import type { ObjectLiteral, QueryBuilder } from 'typeorm';
import { dataSourceOf } from '../../audit.data-source.ts';
import type { AffectedRow } from './affected-rows.ts';
import { type AuditedTable, type Column, keyText } from './audited-table.ts';
import { type RowChange, UNKNOWN } from './entity-change.ts';

/** By which values an upsert finds the rows that are there already. */
export class UpsertKeys {
  /** The columns of the conflict. */
  readonly columns: readonly Column[];
  readonly keys: readonly (readonly unknown[])[];
  /** How many of the given rows are not looked at. */
  readonly beyond: number;
  /** Whether the keys of all rows are given, and not made by the database or named by a constraint. */
  readonly areKnown: boolean;

  /** @param limit Most rows to look at */
  constructor(table: AuditedTable, write: QueryBuilder<ObjectLiteral>, limit: number) {
    const { expressionMap } = write;
    const { driver } = dataSourceOf(write);
    const conflict = expressionMap.onUpdate?.conflict ?? [];
    const names = Array.isArray(conflict) ? conflict : [];
    this.columns = table.metadata.columns.filter(({ databaseName }) => names.includes(databaseName));
    const given = [expressionMap.valuesSet ?? []].flat() as readonly ObjectLiteral[];
    const keys = given.slice(0, limit).map((values) =>
      this.columns.map((column): unknown => {
        const value: unknown = column.getEntityValue(values);
        return typeof value === 'function' ? undefined : driver.preparePersistentValue(value, column);
      }),
    );
    this.keys = keys;
    this.beyond = given.length - keys.length;
    this.areKnown =
      this.columns.length > 0 && keys.every((key) => key.every((value) => value !== undefined && value !== null));
  }

  textOf(row: AffectedRow): string | undefined {
    return keyText(this.columns.map((column) => row.valueOf(column)));
  }

  /**
   * What was done to a row; undefined when nothing was. One that was not there before and is not new was made by somebody
   * else in between: what it was then, nobody has seen.
   */
  changeOf({ id, state, isInserted }: AffectedRow, before: AffectedRow | undefined): RowChange | undefined {
    if (before === undefined) {
      if (isInserted) return { action: 'create', id, before: {}, after: state };
      const unknown = Object.fromEntries(Object.keys(state).map((field) => [field, UNKNOWN]));
      return { action: 'update', id, before: unknown, after: state };
    }
    return isDeepStrictEqual(before.state, state)
      ? undefined
      : { action: 'update', id, before: before.state, after: state };
  }
}
