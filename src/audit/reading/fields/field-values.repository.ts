import { AuditError } from '../../audit.errors.ts';
import type { LogDatabase } from '../database/log-database.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { SqlValues } from '../selection/sql-values.ts';

/** Columns whose values can be told: each is the first one of an index. */
export type ValueColumn =
  | 'action_type'
  | 'category'
  | 'user_label'
  | 'user_id'
  | 'resource_type'
  | 'error_type'
  | 'tenant_id';

/** Values of a column, and whether these are all. */
export interface FieldValues {
  readonly values: readonly string[];
  readonly areComplete: boolean;
}

/** Which values. */
export interface ValueQuestion {
  readonly scope: LogScope;
  /** How they begin. */
  readonly prefix: string;
  /** Most of a column. */
  readonly limit: number;
}

const UNKNOWN: FieldValues = { values: [], areComplete: false };

/** Longest that a column is asked for, in milliseconds: who completes a query does not wait. */
const ASKING_MS = 1_000;
/** Most values that are looked at for those with a prefix. */
const LOOKED_AT = 500;
/**
 * Values that are looked at beyond those with a prefix: where a language sorts them, others stand between, such as josé
 * between jose and joseph.
 */
const LOOKED_BEYOND = 50;
/** The newest entries of tenants that are looked at. */
const SAMPLED = 10_000;

/** Asks the log for the values that its entries have, without reading the entries. */
export class FieldValuesRepository {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  /** The values in the order of the database; of what takes too long, none. */
  async valuesOf(
    columns: readonly ValueColumn[],
    { scope, ...question }: ValueQuestion,
  ): Promise<ReadonlyMap<ValueColumn, FieldValues>> {
    const { tenants } = scope;
    if (tenants !== null) return this.#ofTenants(columns, { ...question, tenants });
    const found = new Map<ValueColumn, FieldValues>();
    for (const column of columns) found.set(column, await this.#ofLog(column, question)); // one connection at a time
    return found;
  }

  /**
   * From value to value along the index: as many steps as there are values, however many entries.
   * @see https://wiki.postgresql.org/wiki/Loose_indexscan
   */
  async #ofLog(column: ValueColumn, { prefix, limit }: Omit<ValueQuestion, 'scope'>): Promise<FieldValues> {
    const steps = prefix === '' ? limit + 1 : LOOKED_AT;
    const values = new SqlValues();
    const beginning = `${values.add(prefix)}::text`;
    const first = (where: string): string =>
      `SELECT ${column} AS value FROM audit_logs WHERE ${where} ORDER BY ${column} LIMIT 1`;
    const rows = await this.#inTime<{ readonly value: string; readonly begins: boolean }>(
      `WITH RECURSIVE found AS (
         (SELECT value, 1 AS step, 0 AS beyond FROM (${first(`${column} >= ${beginning}`)}) AS least)
         UNION ALL
         SELECT next.value, found.step + 1,
           CASE WHEN lower(left(next.value, length(${beginning}))) <= lower(${beginning}) THEN 0 ELSE found.beyond + 1 END
         FROM found CROSS JOIN LATERAL (${first(`${column} > found.value`)}) AS next
         WHERE found.step < ${values.add(steps)} AND found.beyond < ${values.add(LOOKED_BEYOND)}
       )
       SELECT value, starts_with(value, ${beginning}) AS begins FROM found`,
      values,
    );
    if (rows === undefined) return UNKNOWN;
    const begun = rows.filter(({ begins }) => begins).map(({ value }) => value);
    return { values: begun.slice(0, limit), areComplete: rows.length < steps && begun.length <= limit };
  }

  /** No index goes from value to value within a tenant, so that these are the values of its newest entries. */
  async #ofTenants(
    columns: readonly ValueColumn[],
    { tenants, prefix, limit }: Omit<ValueQuestion, 'scope'> & { readonly tenants: readonly string[] },
  ): Promise<ReadonlyMap<ValueColumn, FieldValues>> {
    if (columns.length === 0) return new Map();
    const values = new SqlValues();
    const most = Math.ceil(SAMPLED / Math.max(tenants.length, 1));
    const names = columns.join(', ');
    const sample = `SELECT newest.* FROM unnest(${values.add(tenants)}::text[]) AS tenant(name) CROSS JOIN LATERAL (
      SELECT ${names} FROM audit_logs WHERE tenant_id = tenant.name ORDER BY "timestamp" DESC LIMIT ${values.add(most)}
    ) AS newest`;
    const [beginning, cut] = [values.add(prefix), values.add(limit + 1)];
    const lists = columns.map(
      (column) => `ARRAY(SELECT DISTINCT ${column} FROM sample WHERE starts_with(${column}, ${beginning})
        ORDER BY ${column} LIMIT ${cut}) AS ${column}`,
    );
    const rows = await this.#inTime<Record<ValueColumn, readonly string[]> & { readonly sampled: number }>(
      `WITH sample AS MATERIALIZED (${sample}) SELECT (SELECT count(*)::int FROM sample) AS sampled, ${lists.join(', ')}`,
      values,
    );
    const [row] = rows ?? [];
    const told = (column: ValueColumn): FieldValues => {
      if (row === undefined) return UNKNOWN;
      const { [column]: list, sampled } = row;
      return { values: list.slice(0, limit), areComplete: sampled < most && list.length <= limit };
    };
    return new Map(columns.map((column) => [column, told(column)]));
  }

  /** Undefined when it would take too long. */
  async #inTime<Row>(text: string, values: SqlValues): Promise<Row[] | undefined> {
    try {
      return await this.#database.query<Row>(text, values.all, { timeoutMs: ASKING_MS });
    } catch (error) {
      if (error instanceof AuditError && error.code === 'AUDIT_QUERY_TOO_SLOW') return undefined;
      throw error;
    }
  }
}
