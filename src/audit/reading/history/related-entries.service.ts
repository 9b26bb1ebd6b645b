import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import type { AuditLog } from '../../entry/audit-log.entity.ts';
import { AuditLogsService } from '../audit-logs.service.ts';
import { type LogScope, within } from '../selection/log-scope.ts';
import type { RelatedEntriesDto, RelatedGroupDto } from './history.dto.ts';
import { HistoryRepository } from './history.repository.ts';
import { type Relation, relationsOf } from './relations.ts';

/** Entries of one group. */
const MOST = 20;
/** No group is looked for longer than this, in milliseconds: the others are not late for its sake. */
const LOOKING_MS = 1_000;

/** Finds what belongs to an entry. */
@Injectable()
export class RelatedEntriesService {
  readonly #logs: AuditLogsService;
  readonly #history: HistoryRepository;

  constructor(@Inject(AuditLogsService) logs: AuditLogsService, @Inject(HistoryRepository) history: HistoryRepository) {
    this.#logs = logs;
    this.#history = history;
  }

  /**
   * What the reader may see of that which belongs to an entry.
   * @throws {AuditError} AUDIT_ENTRY_NOT_FOUND also when the reader may not see the entry; AUDIT_READING_BUSY
   */
  async of(id: string, scope: LogScope): Promise<RelatedEntriesDto> {
    const entry = await this.#logs.one(id, scope);
    const relations = relationsOf(entry);
    const group = (name: keyof typeof relations): Promise<RelatedGroupDto | null> =>
      this.#group(entry, relations[name], scope);
    // one after the other: whoever asks has one connection of the few that there are
    return {
      request: await group('request'),
      trace: await group('trace'),
      session: await group('session'),
      actor: await group('actor'),
      resource: await group('resource'),
    };
  }

  async #group(entry: AuditLog, relation: Relation | undefined, scope: LogScope): Promise<RelatedGroupDto | null> {
    if (relation === undefined) return null;
    const { conditions, session, query } = relation;
    try {
      const found = await this.#history.around(entry, within({ conditions }, scope), {
        ...(session !== undefined && { session }),
        limit: MOST + 1,
        timeoutMs: LOOKING_MS,
      });
      return { data: nearest(found, entry), hasMore: found.length > MOST, isComplete: true, query };
    } catch (error) {
      if (!(error instanceof AuditError && error.code === 'AUDIT_QUERY_TOO_SLOW')) throw error;
      return { data: [], hasMore: false, isComplete: false, query };
    }
  }
}

/** Those that are nearest in time, in the order in which they were. */
function nearest(entries: readonly AuditLog[], { timestamp }: AuditLog): AuditLog[] {
  const distance = (each: AuditLog): number => Math.abs(each.timestamp.getTime() - timestamp.getTime());
  const kept = new Set(entries.toSorted((a, b) => distance(a) - distance(b)).slice(0, MOST));
  return entries.filter((each) => kept.has(each));
}
