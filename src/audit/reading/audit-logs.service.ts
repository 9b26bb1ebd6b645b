import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import type { AuditLog } from '../entry/audit-log.entity.ts';
import { AuditLogRepository } from './audit-log.repository.ts';
import type { AuditLogsQueryDto } from './audit-logs-query.dto.ts';
import type { AuditLogsPageDto } from './audit-logs-page.dto.ts';
import { CursorKey } from './cursor-key.ts';
import { type Cursor, type CursorList, decodeCursor, encodeCursor } from './cursor.ts';
import { selectionOf } from './selection-of.ts';
import { type Condition, EVERYTHING, type Selection } from './selection/condition.ts';
import { type LogScope, within } from './selection/log-scope.ts';

/** Matches are counted up to here: counting all of millions takes longer than anybody waits for a page. */
const COUNTED = 10_000;
/** Counting takes no longer than this, in milliseconds: a page is not late for the sake of its total. */
const COUNTING_MS = 1_000;

/** A list of the log, by the conditions that all its entries meet. */
const LISTS = {
  entries: [],
  errors: [{ kind: 'wrong' }],
  history: [],
} as const satisfies Record<string, readonly Condition[]>;

export type LogList = keyof typeof LISTS;

/** A page while it is put together. */
interface Slice {
  readonly entries: readonly AuditLog[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** How many entries match; undefined when the page does not tell. */
  readonly total?: number;
}

/** Reads the log: pages and single entries. */
@Injectable()
export class AuditLogsService {
  readonly #logs: AuditLogRepository;
  readonly #key: CursorKey;
  readonly #clock: () => Date;

  constructor(
    @Inject(AuditLogRepository) logs: AuditLogRepository,
    @Inject(CursorKey) key: CursorKey,
    @Inject(AUDIT_SETTINGS) { clock }: AuditSettings,
  ) {
    this.#logs = logs;
    this.#key = key;
    this.#clock = clock;
  }

  /**
   * One page of a list, newest entry first. The total is counted beside it while few others read.
   * @throws {AuditError} AUDIT_CURSOR_INVALID, AUDIT_QUERY_INVALID, AUDIT_QUERY_TOO_SLOW, AUDIT_READING_BUSY
   */
  async page(query: AuditLogsQueryDto, { name, scope }: { name: LogList; scope: LogScope }): Promise<AuditLogsPageDto> {
    const { conditions } = selectionOf(query, this.#clock());
    const selection = within({ conditions: [...LISTS[name], ...conditions] }, scope);
    const list = { filters: query, scope, name };
    const key = await this.#key.value();
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, list, key);
    const counting = this.#logs.hasRoom ? this.#count(selection) : undefined;
    counting?.catch(() => undefined); // not waited for when the page fails, or tells the total
    const slice = await this.#slice(query, cursor, selection);
    const counted = slice.total ?? (await (counting ?? this.#count(selection)));
    return {
      data: [...slice.entries],
      pagination: {
        limit: query.limit,
        page: query.cursor === undefined ? (query.page ?? 1) : null,
        total: Math.min(counted ?? slice.entries.length, COUNTED),
        totalIsExact: counted !== undefined && counted <= COUNTED,
        ...cursorsOf(slice, list, key),
      },
    };
  }

  /** @throws {AuditError} AUDIT_ENTRY_NOT_FOUND also when the reader may not see it */
  async one(id: string, scope: LogScope): Promise<AuditLog> {
    const entry = await this.#logs.byId(id, within(EVERYTHING, scope));
    if (entry === undefined) throw new AuditError('AUDIT_ENTRY_NOT_FOUND');
    return entry;
  }

  #slice(query: AuditLogsQueryDto, cursor: Cursor | undefined, selection: Selection): Promise<Slice> {
    return cursor === undefined ? this.#byNumber(query, selection) : this.#byCursor(cursor, query.limit, selection);
  }

  async #byNumber({ page = 1, limit }: AuditLogsQueryDto, selection: Selection): Promise<Slice> {
    const offset = (page - 1) * limit;
    const found = await this.#logs.newest(selection, { limit: limit + 1, offset });
    const hasOlder = found.length > limit;
    const isLast = !hasOlder && (found.length > 0 || offset === 0);
    return {
      entries: found.slice(0, limit),
      hasOlder,
      hasNewer: page > 1,
      ...(isLast && { total: offset + found.length }),
    };
  }

  async #byCursor(cursor: Cursor, limit: number, selection: Selection): Promise<Slice> {
    const found = await this.#logs.nextTo(cursor, selection, limit + 1);
    const more = found.length > limit;
    if (cursor.towards === 'older') return { entries: found.slice(0, limit), hasOlder: more, hasNewer: true };
    return { entries: found.slice(-limit), hasOlder: true, hasNewer: more };
  }

  /** Undefined when it would take too long. */
  async #count(selection: Selection): Promise<number | undefined> {
    try {
      return await this.#logs.countUpTo(COUNTED + 1, selection, { timeoutMs: COUNTING_MS });
    } catch (error) {
      if (error instanceof AuditError && error.code === 'AUDIT_QUERY_TOO_SLOW') return undefined;
      throw error;
    }
  }
}

function cursorsOf(
  { entries, hasOlder, hasNewer }: Slice,
  list: CursorList,
  key: string,
): { readonly nextCursor: string | null; readonly previousCursor: string | null } {
  const at = (entry: AuditLog | undefined, towards: Cursor['towards']): string | null =>
    entry === undefined ? null : encodeCursor({ towards, timestamp: entry.timestamp, id: entry.id }, list, key);
  return {
    nextCursor: hasOlder ? at(entries.at(-1), 'older') : null,
    previousCursor: hasNewer ? at(entries[0], 'newer') : null,
  };
}
