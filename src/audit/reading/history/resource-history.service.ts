import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import type { AuditLogsPageDto } from '../audit-logs-page.dto.ts';
import { AuditLogsQueryDto } from '../audit-logs-query.dto.ts';
import { AuditLogsService } from '../audit-logs.service.ts';
import type { Selection } from '../selection/condition.ts';
import { type LogScope, within } from '../selection/log-scope.ts';
import type { ResourceDto, ResourceStateDto } from './history.dto.ts';
import { HistoryRepository } from './history.repository.ts';
import type { Place, RecordedChange } from './recorded-change.ts';
import { StateFold } from './state-at.ts';

/** Changes are read in pieces of this many: each may be 64 KiB large. */
const PIECE = 250;
/** No more changes than these are read before a moment, and no more after it. */
const MOST_CHANGES = 10_000;
/** Sorts before the ids of all entries. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Tells what has happened to one thing, and what it was. */
@Injectable()
export class ResourceHistoryService {
  readonly #logs: AuditLogsService;
  readonly #history: HistoryRepository;
  readonly #clock: () => Date;

  constructor(
    @Inject(AuditLogsService) logs: AuditLogsService,
    @Inject(HistoryRepository) history: HistoryRepository,
    @Inject(AUDIT_SETTINGS) { clock }: AuditSettings,
  ) {
    this.#logs = logs;
    this.#history = history;
    this.#clock = clock;
  }

  /**
   * One page of all entries of a thing, newest first.
   * @throws {AuditError} AUDIT_QUERY_INVALID also when the query names another thing; the errors of a list
   */
  page(
    { type, id }: ResourceDto,
    { query, scope }: { readonly query: AuditLogsQueryDto; readonly scope: LogScope },
  ): Promise<AuditLogsPageDto> {
    const named = (['resourceType', 'resourceId'] as const).filter((field) => query[field] !== undefined);
    if (named.length > 0) {
      const errors = named.map((field) => ({ field, reason: 'the resource stands in the address' }));
      throw new AuditError('AUDIT_QUERY_INVALID', { errors });
    }
    const own = Object.assign(new AuditLogsQueryDto(), query, { resourceType: [type], resourceId: [id] });
    return this.#logs.page(own, { name: 'history', scope });
  }

  /**
   * What a thing was at a moment; now, when none is given. What lies nearest to the moment is read first, so that whatever is found is right,
   * however much is left unread.
   */
  async stateAt(
    { type, id }: ResourceDto,
    { at = this.#clock(), scope }: { readonly at?: Date | undefined; readonly scope: LogScope },
  ): Promise<ResourceStateDto> {
    const selection = within(selectionOf(type, id), scope);
    const place = { timestamp: new Date(at.getTime() + 1), id: FIRST_ID };
    const fold = new StateFold();
    const before = await this.#read(selection, {
      side: 'before',
      place,
      fold: (each) => fold.earlier(each),
      until: fold,
    });
    const after =
      !fold.wantsLater ||
      (await this.#read(selection, { side: 'after', place, fold: (each) => fold.later(each), until: fold }));
    const isComplete = before && after && !fold.isFull;
    return { resourceType: type, resourceId: id, at, ...fold.state(), isComplete };
  }

  /** @returns whether all was read that could tell something */
  async #read(selection: Selection, { side, place, fold, until }: Reading): Promise<boolean> {
    let next = place;
    for (let read = 0; read < MOST_CHANGES; read += PIECE) {
      const changes = await this.#history.changes(selection, { side, place: next, limit: PIECE });
      changes.forEach(fold);
      const last = changes.at(-1);
      if (last === undefined || changes.length < PIECE || until.isSettled) return true;
      next = last;
    }
    return false;
  }
}

/** Changes on one side of a place, until they can tell no more. */
interface Reading {
  readonly side: 'before' | 'after';
  readonly place: Place;
  readonly fold: (change: RecordedChange) => void;
  readonly until: Pick<StateFold, 'isSettled'>;
}

function selectionOf(type: string, id: string): Selection {
  return {
    conditions: [
      { kind: 'equals', field: 'resourceType', values: [type] },
      { kind: 'equals', field: 'resourceId', values: [id] },
    ],
  };
}
