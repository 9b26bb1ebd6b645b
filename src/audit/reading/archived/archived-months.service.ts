import type { Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { CursorKey } from '../cursor-key.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { ExportSlots } from '../export/export-slots.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { type ArchivedMonthEntry, type ArchivedMonthFilters, ArchivedMonths } from './archived-months.ts';
import { monthsOf } from './archived-month-views.ts';
import type {
  ArchivedExportDto,
  ArchivedFilterDto,
  ArchivedMonthsDto,
  ArchivedPageDto,
  ArchivedQueryDto,
} from './archived-months.dto.ts';

/** Most archived months that one page may have to be looked for in. */
const MOST_MONTHS = 12;
/** A page of the archive may take so many times as long as one of the database: its files have to be had and read. */
const TIMES_AS_LONG = 6;
/** Each takes memory of its own, most of it when it is looked for what is rare. */
const PAGES_AT_ONCE = { maxParallel: 2, maxPerUser: 2 } as const;
const FILES_AT_ONCE = { maxParallel: 4, maxPerUser: 4 } as const;
/** How long a reader may take nothing of an export, in milliseconds. */
const READER_MS = 60_000;

/** Who asks the archive. */
export interface ArchiveReader {
  readonly scope: LogScope;
  /** Tells users apart. */
  readonly user: string;
  /** Says when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
}

/** Answers questions about the archived months, where they lie. */
@Injectable()
export class ArchivedMonthsService {
  readonly #logger = new Logger(ArchivedMonthsService.name);
  readonly #months: ArchivedMonths;
  readonly #key: CursorKey;
  readonly #exports: ExportSlots;
  readonly #timeoutMs: number;
  readonly #pages = new ExportSlots(PAGES_AT_ONCE);
  readonly #files = new ExportSlots(FILES_AT_ONCE);

  constructor(
    @Inject(ArchivedMonths) months: ArchivedMonths,
    @Inject(CursorKey) key: CursorKey,
    @Inject(ExportSlots) exports: ExportSlots,
    @Inject(AUDIT_SETTINGS) { reading }: Pick<AuditSettings, 'reading'>,
  ) {
    this.#months = months;
    this.#key = key;
    this.#exports = exports;
    this.#timeoutMs = reading.timeoutMs * TIMES_AS_LONG;
  }

  /** Newest first. Who may see some tenants only is not told what would count the entries of others. */
  async list({ tenants }: LogScope): Promise<ArchivedMonthsDto> {
    return { data: monthsOf(await this.#months.parts(), { withCounts: tenants === null }) };
  }

  /**
   * One page of the entries that match, newest first.
   * @throws {AuditError} AUDIT_QUERY_INVALID when that may be anywhere in too many months
   * @throws {AuditError} AUDIT_CURSOR_INVALID, AUDIT_QUERY_TOO_SLOW, AUDIT_READING_BUSY, and as the archive does
   */
  async page(query: ArchivedQueryDto, { scope, user, gone }: ArchiveReader): Promise<ArchivedPageDto> {
    const list = { filters: query, scope, name: 'archive' };
    const { limit, cursor } = query;
    const filters = filtersOf(query, scope);
    const key = await this.#key.value();
    const before = cursor === undefined ? undefined : decodeCursor(cursor, list, key);
    await this.#refuseManyMonths(filters);
    const free = await this.#pages.take(user).catch(refuseAsBusy);
    const late = AbortSignal.timeout(this.#timeoutMs);
    try {
      const signal = AbortSignal.any([late, gone]);
      const found = await this.#months.newest({ filters, limit: limit + 1, before, signal });
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        data: found.slice(0, limit).map(entryOf),
        pagination: {
          limit,
          nextCursor: last === undefined ? null : encodeCursor({ ...last, towards: 'older' }, list, key),
        },
      };
    } catch (error) {
      throw late.aborted ? new AuditError('AUDIT_QUERY_TOO_SLOW') : this.#plainly(error);
    } finally {
      free();
    }
  }

  /**
   * Every entry that matches, oldest first. Resolves when the first of them is there.
   * @param onWhole Is told how many entries the file has, when it has them all.
   * @throws {AuditError} AUDIT_QUERY_INVALID, AUDIT_EXPORTS_BUSY, and as the archive does
   */
  async file(
    { format, ...query }: ArchivedExportDto,
    { scope, user, gone }: ArchiveReader,
    onWhole: (entries: number) => void,
  ): Promise<Readable> {
    const filters = filtersOf(query, scope);
    const free = await this.#placeFor(user);
    const ended = new AbortController();
    try {
      const content = await this.#months.file({
        filters,
        format,
        signal: AbortSignal.any([gone, ended.signal]),
        readerMs: READER_MS,
        onEnd: (entries) => {
          free();
          if (entries !== undefined) onWhole(entries);
        },
      });
      return content.once('close', () => ended.abort()); // also what it waits for in the archive
    } catch (error) {
      free();
      throw this.#plainly(error);
    }
  }

  /** A place among all exports, and among those of the archive. @returns what frees both; further calls do nothing */
  async #placeFor(user: string): Promise<() => void> {
    const held = [await this.#exports.take(user)];
    const free = (): void => held.splice(0).forEach((each) => each());
    try {
      held.push(await this.#files.take(user));
      return free;
    } catch (error) {
      free();
      throw error;
    }
  }

  /** What only those may know who run the application, such as where the archive lies, is told to its log alone. */
  #plainly(error: unknown): unknown {
    if (!(error instanceof AuditError) || !error.code.startsWith('AUDIT_ARCHIVE_')) return error;
    this.#logger.error(error.message);
    return new AuditError(error.code);
  }

  async #refuseManyMonths({ from, to }: ArchivedMonthFilters): Promise<void> {
    const parts = (await this.#months.parts()).filter(
      ({ firstTimestamp, lastTimestamp }) => !(from && lastTimestamp < from) && !(to && firstTimestamp >= to),
    );
    const months = new Set(parts.map(({ month }) => month));
    if (months.size <= MOST_MONTHS) return;
    const reason = `${months.size} archived months lie in this time; give from and to with ${MOST_MONTHS} at most between them`;
    throw new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'from', reason }] });
  }
}

/** What is asked for, as far as the reader may see it. */
function filtersOf(query: ArchivedFilterDto, { tenants }: LogScope): ArchivedMonthFilters {
  const { from, to, tenantId } = query;
  if (from !== undefined && to !== undefined && from > to) {
    throw new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'to', reason: 'to must not be before from' }] });
  }
  const visible = tenants?.filter((tenant) => tenantId?.includes(tenant) ?? true);
  const { userId, actionType, category, resourceType, resourceId, status, severity, errorType, requestId } = query;
  return {
    from,
    to,
    userId,
    actionType,
    category,
    resourceType,
    resourceId,
    status,
    severity,
    errorType,
    requestId,
    search: query.search,
    tenantId: visible ?? tenantId,
  };
}

function entryOf({ metadata, ...entry }: ArchivedMonthEntry): ArchivedPageDto['data'][number] {
  return { ...entry, metadata: JSON.parse(metadata) as Record<string, unknown> };
}

function refuseAsBusy(cause: unknown): never {
  throw new AuditError('AUDIT_READING_BUSY', { cause });
}
