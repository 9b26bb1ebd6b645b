import type { SelectQueryBuilder } from 'typeorm';
import type { AuditLog } from '../entry/audit-log.entity.ts';
import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';

/** The alias of `audit_logs` in every query of the log. */
export const LOG = 'log';

/** Filters whose values are compared as they are. */
const EQUALITY_FILTERS = [
  'userId',
  'actionType',
  'category',
  'resourceType',
  'resourceId',
  'status',
  'severity',
  'errorType',
  'requestId',
  'tenantId',
] as const satisfies readonly (keyof AuditLogsFilterDto & keyof AuditLog)[];

/** Adds the filters to a query: every one of them has to match. */
export function applyFilters(
  query: SelectQueryBuilder<AuditLog>,
  filters: AuditLogsFilterDto,
): SelectQueryBuilder<AuditLog> {
  if (filters.from !== undefined) query.andWhere(`${LOG}.timestamp >= :from`, { from: filters.from });
  if (filters.to !== undefined) query.andWhere(`${LOG}.timestamp < :to`, { to: filters.to });
  for (const name of EQUALITY_FILTERS) {
    const values = filters[name];
    if (values !== undefined) query.andWhere(`${LOG}.${name} = ANY(:${name})`, { [name]: values });
  }
  if (filters.ipAddress !== undefined) {
    query.andWhere(`${LOG}.ipAddress <<= ANY(:networks::inet[])`, { networks: filters.ipAddress });
  }
  if (filters.search !== undefined) {
    query.andWhere(`(${LOG}.description ILIKE :text OR host(${LOG}.ipAddress) LIKE :text)`, {
      text: `%${literalPattern(filters.search)}%`,
    });
  }
  return query;
}

/** Text that LIKE takes as it is: its wildcards are just characters. */
function literalPattern(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
