import { Injectable } from '@nestjs/common';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../entry/audit-log.entity.ts';
import { timestampOfRecordId } from '../entry/record-id.ts';
import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';
import type { Cursor } from './cursor.ts';
import { applyFilters, LOG } from './filters.ts';

/** What a question about the log is limited to. */
export interface AuditLogSelection {
  readonly filters: AuditLogsFilterDto;
  /** Only entries where something went wrong. */
  readonly errorsOnly?: boolean;
}

/** The only place that reads `audit_logs`: one question a method. */
@Injectable()
export class AuditLogRepository {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** Up to `limit` entries, newest first, after skipping `offset`. */
  newest(selection: AuditLogSelection, page: { readonly limit: number; readonly offset: number }): Promise<AuditLog[]> {
    return ordered(this.#select(selection), 'DESC').offset(page.offset).limit(page.limit).getMany();
  }

  /** Up to `limit` entries next to the cursor, newest first. */
  async nextTo(cursor: Cursor, selection: AuditLogSelection, limit: number): Promise<AuditLog[]> {
    const { towards, timestamp, id } = cursor;
    const older = towards === 'older';
    const query = this.#select(selection).andWhere(
      `(${LOG}.timestamp, ${LOG}.id) ${older ? '<' : '>'} (:cursorTime::timestamptz, :cursorId::uuid)`,
      { cursorTime: timestamp, cursorId: id },
    );
    const entries = await ordered(query, older ? 'DESC' : 'ASC')
      .limit(limit)
      .getMany();
    return older ? entries : entries.toReversed();
  }

  /** How many entries match, counting no further than `most`. */
  async countUpTo(most: number, selection: AuditLogSelection): Promise<number> {
    const some = this.#select(selection).select('1').limit(most);
    const row = await this.#dataSource
      .createQueryBuilder()
      .select('count(*)::int', 'count')
      .from(`(${some.getQuery()})`, 'some')
      .setParameters(some.getParameters())
      .getRawOne<{ count: number }>();
    return row?.count ?? 0;
  }

  /** The entry with this id. The id's own time names its partition, so that one partition is asked. */
  async byId(id: string): Promise<AuditLog | null> {
    const timestamp = timestampOfRecordId(id);
    return timestamp === undefined ? null : this.#dataSource.getRepository(AuditLog).findOneBy({ id, timestamp });
  }

  #select({ filters, errorsOnly = false }: AuditLogSelection): SelectQueryBuilder<AuditLog> {
    const query = applyFilters(this.#dataSource.getRepository(AuditLog).createQueryBuilder(LOG), filters);
    return errorsOnly ? query.andWhere(`${LOG}.severity IS NOT NULL`) : query;
  }
}

function ordered(query: SelectQueryBuilder<AuditLog>, direction: 'ASC' | 'DESC'): SelectQueryBuilder<AuditLog> {
  return query.orderBy(`${LOG}.timestamp`, direction).addOrderBy(`${LOG}.id`, direction);
}
