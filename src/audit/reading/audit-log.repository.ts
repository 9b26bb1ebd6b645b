import type { AuditLog } from '../entry/audit-log.entity.ts';
import { timestampOfRecordId } from '../entry/record-id.ts';
import type { Cursor } from './cursor.ts';
import type { LogDatabase } from './database/log-database.ts';
import { IndexedText } from './indexed-text.ts';
import type { Selection } from './selection/condition.ts';
import { ENTRY } from './selection/entry-columns.ts';
import { addressesFirst, seeksText, splitAt } from './selection/parts.ts';
import { SqlValues } from './selection/sql-values.ts';
import { whereOf } from './selection/where.ts';

const NEWEST_FIRST = 'ORDER BY "timestamp" DESC, id DESC';
const OLDEST_FIRST = 'ORDER BY "timestamp", id';

/** Asks the log for entries: one question a method. */
export class AuditLogRepository {
  readonly #database: LogDatabase;
  readonly #indexedText: IndexedText;

  constructor(database: LogDatabase) {
    this.#database = database;
    this.#indexedText = new IndexedText(database);
  }

  /** Whether a second question at the same time keeps nobody waiting. */
  get hasRoom(): boolean {
    return this.#database.hasRoom;
  }

  /** Up to `limit` entries, newest first, after skipping `offset`. */
  newest(selection: Selection, page: { readonly limit: number; readonly offset: number }): Promise<AuditLog[]> {
    return this.#ordered(selection, { order: NEWEST_FIRST, ...page });
  }

  /** Up to `limit` entries next to the cursor, newest first. */
  async nextTo(cursor: Cursor, selection: Selection, limit: number): Promise<AuditLog[]> {
    const isOlder = cursor.towards === 'older';
    const order = isOlder ? NEWEST_FIRST : OLDEST_FIRST;
    const entries = await this.#ordered(selection, { order, limit, offset: 0, cursor });
    return isOlder ? entries : entries.toReversed();
  }

  /** How many entries match, counting no further than `most`. */
  async countUpTo(most: number, selection: Selection, limits: { readonly timeoutMs: number }): Promise<number> {
    const values = new SqlValues();
    const parts = await Promise.all(addressesFirst(selection).map((part) => this.#partsOf(part)));
    const matching = parts.flat().map((part) => `SELECT FROM audit_logs WHERE ${whereOf(part, values)}`);
    const [row] = await this.#database.query<{ readonly count: number }>(
      `SELECT count(*)::int AS count FROM (${matching.join(' UNION ALL ')} LIMIT ${values.add(most)}) AS matching`,
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

  /** Each part gives as many as are asked for, and the first of all of them are taken. */
  async #ordered(selection: Selection, { order, limit, offset, cursor }: Slice): Promise<AuditLog[]> {
    const values = new SqlValues();
    const parts = await this.#partsOf(selection);
    const place = cursor === undefined ? '' : ` AND ${besides(cursor, values)}`;
    if (parts.length === 1) {
      const where = whereOf(selection, values);
      const page = `LIMIT ${values.add(limit)} OFFSET ${values.add(offset)}`;
      return this.#entries(`WHERE ${where}${place} ${order} ${page}`, values);
    }
    const enough = values.add(limit + offset);
    const firsts = parts.map(
      (part) => `(SELECT * FROM audit_logs WHERE ${whereOf(part, values)}${place} ${order} LIMIT ${enough})`,
    );
    return this.#database.query<AuditLog>(
      `SELECT ${ENTRY} FROM (${firsts.join(' UNION ALL ')}) AS firsts
       ${order} LIMIT ${values.add(limit)} OFFSET ${values.add(offset)}`,
      values.all,
    );
  }

  async #partsOf(selection: Selection): Promise<readonly Selection[]> {
    const before = seeksText(selection) ? await this.#indexedText.before() : undefined;
    return before === undefined ? [selection] : splitAt(before, selection);
  }

  #entries(clauses: string, values: SqlValues): Promise<AuditLog[]> {
    return this.#database.query<AuditLog>(`SELECT ${ENTRY} FROM audit_logs ${clauses}`, values.all);
  }
}

/** Which of the matches. */
interface Slice {
  readonly order: typeof NEWEST_FIRST | typeof OLDEST_FIRST;
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: Cursor;
}

function besides({ towards, timestamp, id }: Cursor, values: SqlValues): string {
  const place = `(${values.add(timestamp)}::timestamptz, ${values.add(id)}::uuid)`;
  return `("timestamp", id) ${towards === 'older' ? '<' : '>'} ${place}`;
}
