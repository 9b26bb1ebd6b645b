import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../audit.errors.ts';
import type { AuditLog } from '../entry/audit-log.entity.ts';
import { AuditLogRepository, type AuditLogSelection } from './audit-log.repository.ts';
import type { AuditLogsFilterDto, AuditLogsQueryDto } from './audit-logs-query.dto.ts';
import type { AuditLogsPageDto } from './audit-logs-page.dto.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

/** Matches are counted up to here: counting all of millions takes longer than anybody waits for a page. */
const COUNTED = 10_000;
const EXPORT_BATCH = 1_000;

/** A page while it is put together. */
interface Slice {
  readonly entries: readonly AuditLog[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** Reads the log: pages, single entries, and everything that matches for an export. */
@Injectable()
export class AuditLogsService {
  readonly #logs: AuditLogRepository;

  constructor(@Inject(AuditLogRepository) logs: AuditLogRepository) {
    this.#logs = logs;
  }

  /**
   * One page, newest entry first.
   * @throws {AuditError} AUDIT_CURSOR_INVALID
   */
  async page(query: AuditLogsQueryDto, selection: Omit<AuditLogSelection, 'filters'> = {}): Promise<AuditLogsPageDto> {
    const whole = { ...selection, filters: query };
    const [slice, counted] = await Promise.all([
      query.cursor === undefined ? this.#byNumber(query, whole) : this.#byCursor(query.cursor, query, whole),
      this.#logs.countUpTo(COUNTED + 1, whole),
    ]);
    const cursorAt = (entry: AuditLog | undefined, towards: Cursor['towards']): string | null =>
      entry === undefined ? null : encodeCursor({ towards, timestamp: entry.timestamp, id: entry.id }, query);
    return {
      data: [...slice.entries],
      pagination: {
        limit: query.limit,
        page: query.cursor === undefined ? (query.page ?? 1) : null,
        total: Math.min(counted, COUNTED),
        totalIsExact: counted <= COUNTED,
        nextCursor: slice.hasOlder ? cursorAt(slice.entries.at(-1), 'older') : null,
        previousCursor: slice.hasNewer ? cursorAt(slice.entries[0], 'newer') : null,
      },
    };
  }

  /** @throws {AuditError} AUDIT_ENTRY_NOT_FOUND */
  async one(id: string): Promise<AuditLog> {
    const entry = await this.#logs.byId(id);
    if (entry === null) throw new AuditError('AUDIT_ENTRY_NOT_FOUND');
    return entry;
  }

  /**
   * Every entry that matches and is there now, newest first, fetched as they are consumed. Resolves when the first of
   * them are there, so that a database that is away is known before an answer is begun.
   */
  async all(filters: AuditLogsFilterDto): Promise<AsyncIterable<AuditLog>> {
    return this.#from(await this.#logs.newest({ filters }, { limit: EXPORT_BATCH, offset: 0 }), filters);
  }

  async *#from(first: readonly AuditLog[], filters: AuditLogsFilterDto): AsyncGenerator<AuditLog> {
    let entries = first;
    while (entries.length > 0) {
      yield* entries;
      const last = entries.at(-1);
      if (last === undefined || entries.length < EXPORT_BATCH) return;
      const { timestamp, id } = last;
      entries = await this.#logs.nextTo({ towards: 'older', timestamp, id }, { filters }, EXPORT_BATCH);
    }
  }

  async #byNumber({ page = 1, limit }: AuditLogsQueryDto, selection: AuditLogSelection): Promise<Slice> {
    const found = await this.#logs.newest(selection, { limit: limit + 1, offset: (page - 1) * limit });
    return { entries: found.slice(0, limit), hasOlder: found.length > limit, hasNewer: page > 1 };
  }

  async #byCursor(text: string, query: AuditLogsQueryDto, selection: AuditLogSelection): Promise<Slice> {
    const { limit } = query;
    const cursor = decodeCursor(text, query);
    const found = await this.#logs.nextTo(cursor, selection, limit + 1);
    const more = found.length > limit;
    if (cursor.towards === 'older') return { entries: found.slice(0, limit), hasOlder: more, hasNewer: true };
    return { entries: found.slice(-limit), hasOlder: true, hasNewer: more };
  }
}
