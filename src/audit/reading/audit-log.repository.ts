import type { AuditLog } from '../entry/audit-log.entity.ts';
import { timestampOfRecordId } from '../entry/record-id.ts';
import type { Cursor } from './cursor.ts';
import type { LogDatabase } from './database/log-database.ts';
import type { Selection } from './selection/condition.ts';
import { ENTRY } from './selection/entry-columns.ts';
import { SqlValues } from './selection/sql-values.ts';
import { whereOf } from './selection/where.ts';

const NEWEST_FIRST = 'ORDER BY "timestamp" DESC, id DESC';
const OLDEST_FIRST = 'ORDER BY "timestamp", id';

/** Asks the log for entries: one question a method. */
export class AuditLogRepository {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  /** Up to `limit` entries, newest first, after skipping `offset`. */
  newest(selection: Selection, page: { readonly limit: number; readonly offset: number }): Promise<AuditLog[]> {
    const values = new SqlValues();
    const where = whereOf(selection, values);
    return this.#entries(
      `WHERE ${where} ${NEWEST_FIRST} LIMIT ${values.add(page.limit)} OFFSET ${values.add(page.offset)}`,
      values,
    );
  }

  /** Up to `limit` entries next to the cursor, newest first. */
  async nextTo({ towards, timestamp, id }: Cursor, selection: Selection, limit: number): Promise<AuditLog[]> {
    const values = new SqlValues();
    const isOlder = towards === 'older';
    const where = whereOf(selection, values);
    const place = `(${values.add(timestamp)}::timestamptz, ${values.add(id)}::uuid)`;
    const entries = await this.#entries(
      `WHERE ${where} AND ("timestamp", id) ${isOlder ? '<' : '>'} ${place}
       ${isOlder ? NEWEST_FIRST : OLDEST_FIRST} LIMIT ${values.add(limit)}`,
      values,
    );
    return isOlder ? entries : entries.toReversed();
  }

  /** How many entries match, counting no further than `most`. */
  async countUpTo(most: number, selection: Selection, limits: { readonly timeoutMs: number }): Promise<number> {
    const values = new SqlValues();
    const some = `SELECT FROM audit_logs WHERE ${whereOf(selection, values)} LIMIT ${values.add(most)}`;
    const [row] = await this.#database.query<{ readonly count: number }>(
      `SELECT count(*)::int AS count FROM (${some}) AS matching`,
      values.all,
      limits,
    );
    return row?.count ?? 0;
  }

  /** The entry with this id, when the selection has it. The id's own time names the one partition that is asked. */
  async byId(id: string, selection: Selection): Promise<AuditLog | undefined> {
    const timestamp = timestampOfRecordId(id);
    if (timestamp === undefined) return undefined;
    const values = new SqlValues();
    const [entry] = await this.#entries(
      `WHERE id = ${values.add(id)} AND "timestamp" = ${values.add(timestamp)} AND ${whereOf(selection, values)}`,
      values,
    );
    return entry;
  }

  #entries(clauses: string, values: SqlValues): Promise<AuditLog[]> {
    return this.#database.query<AuditLog>(`SELECT ${ENTRY} FROM audit_logs ${clauses}`, values.all);
  }
}
