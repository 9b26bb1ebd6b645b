import type { AuditLog } from '../../entry/audit-log.entity.ts';
import type { LogDatabase } from '../database/log-database.ts';
import type { Selection } from '../selection/condition.ts';
import { ENTRY } from '../selection/entry-columns.ts';
import { SqlValues } from '../selection/sql-values.ts';
import { whereOf } from '../selection/where.ts';
import type { Place, RecordedChange } from './recorded-change.ts';

/** Actions that tell by themselves whether something is there. */
const TURNS = ['create', 'upsert', 'delete', 'restore'];

/** Some entries around another one. */
export interface Neighbours {
  /** Further conditions on the entries: the session is no column. */
  readonly session?: string;
  /** This many before it, and as many after it. */
  readonly limit: number;
  readonly timeoutMs: number;
}

/** Asks the log for what has happened to one thing, and for what has happened around one entry. */
export class HistoryRepository {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  /** Up to `limit` changes that have succeeded, next to a place: newest first before it, oldest first after it. */
  changes(
    selection: Selection,
    { side, place, limit }: { readonly side: 'before' | 'after'; readonly place: Place; readonly limit: number },
  ): Promise<RecordedChange[]> {
    const values = new SqlValues();
    const where = whereOf(selection, values);
    const at = `(${values.add(place.timestamp)}::timestamptz, ${values.add(place.id)}::uuid)`;
    const direction = side === 'before' ? 'DESC' : 'ASC';
    return this.#database.query<RecordedChange>(
      `SELECT id, "timestamp", action_type AS "actionType",
         CASE jsonb_typeof(metadata->'changes') WHEN 'object' THEN metadata->'changes' END AS changes
       FROM audit_logs
       WHERE ${where} AND status = 'success' AND ("timestamp", id) ${side === 'before' ? '<' : '>'} ${at}
         AND (metadata ? 'changes' OR action_type = ANY(${values.add(TURNS)}::text[]))
       ORDER BY "timestamp" ${direction}, id ${direction} LIMIT ${values.add(limit)}`,
      values.all,
    );
  }

  /**
   * The entries nearest to another one in time, without it: newest first.
   * @throws {AuditError} AUDIT_QUERY_TOO_SLOW, AUDIT_READING_BUSY
   */
  around(place: Place, selection: Selection, { session, limit, timeoutMs }: Neighbours): Promise<AuditLog[]> {
    const values = new SqlValues();
    const where = whereOf(selection, values);
    const inSession = session === undefined ? '' : `AND metadata #>> '{context,session}' = ${values.add(session)}`;
    const at = `(${values.add(place.timestamp)}::timestamptz, ${values.add(place.id)}::uuid)`;
    const most = values.add(limit);
    const side = (comparison: '<' | '>', direction: 'ASC' | 'DESC'): string =>
      `(SELECT * FROM audit_logs WHERE ${where} ${inSession} AND ("timestamp", id) ${comparison} ${at}
        ORDER BY "timestamp" ${direction}, id ${direction} LIMIT ${most})`;
    return this.#database.query<AuditLog>(
      `SELECT ${ENTRY} FROM (${side('<', 'DESC')} UNION ALL ${side('>', 'ASC')}) AS near
       ORDER BY "timestamp" DESC, id DESC`,
      values.all,
      { timeoutMs },
    );
  }
}
