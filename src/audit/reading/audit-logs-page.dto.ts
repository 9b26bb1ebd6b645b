import { AuditLog } from '../entry/audit-log.entity.ts';

/** Where a page stands in its list. */
export class AuditLogsPaginationDto {
  /** Entries on a page
   * @example 50 */
  limit: number;

  /** Page number; null for a page reached by cursor
   * @example 1 */
  page: number | null;

  /** How many entries match; counted up to 10 000
   * @example 128 */
  total: number;

  /** False when more entries match than were counted
   * @example true */
  totalIsExact: boolean;

  /** Leads to the older entries; null on the last page
   * @example "WyJvIiwxNzYzOTIyNjEyMzQ1XQ" */
  nextCursor: string | null;

  /** Leads to the newer entries; null on the first page
   * @example null */
  previousCursor: string | null;
}

/** One page of the log, newest entry first. */
export class AuditLogsPageDto {
  data: AuditLog[];

  pagination: AuditLogsPaginationDto;
}
