import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import type { AuditLog } from '../../entry/audit-log.entity.ts';
import { AuditLogRepository } from '../audit-log.repository.ts';
import type { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';
import { selectionOf } from '../selection-of.ts';
import type { Selection } from '../selection/condition.ts';
import { type LogScope, within } from '../selection/log-scope.ts';

const BATCH = 1_000;

/** Reads everything that matches, for a file. */
@Injectable()
export class AuditExportService {
  readonly #logs: AuditLogRepository;
  readonly #clock: () => Date;

  constructor(@Inject(AuditLogRepository) logs: AuditLogRepository, @Inject(AUDIT_SETTINGS) { clock }: AuditSettings) {
    this.#logs = logs;
    this.#clock = clock;
  }

  /**
   * Every entry that matches and is there now, newest first, fetched as they are consumed. Resolves when the first of
   * them are there, so that a database that is away is known before an answer is begun.
   */
  async all(filters: AuditLogsFilterDto, scope: LogScope): Promise<AsyncIterable<AuditLog>> {
    const selection = within(selectionOf(filters, this.#clock()), scope);
    return this.#from(await this.#logs.newest(selection, { limit: BATCH, offset: 0 }), selection);
  }

  async *#from(first: readonly AuditLog[], selection: Selection): AsyncGenerator<AuditLog> {
    let entries = first;
    while (entries.length > 0) {
      yield* entries;
      const last = entries.at(-1);
      if (last === undefined || entries.length < BATCH) return;
      const { timestamp, id } = last;
      entries = await this.#logs.nextTo({ towards: 'older', timestamp, id }, selection, BATCH);
    }
  }
}
