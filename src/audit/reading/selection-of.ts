import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';
import { parseQuery } from './query-language/parse-query.ts';
import { networkOf } from './selection/address-networks.ts';
import type { Condition, Selection } from './selection/condition.ts';
import { searchCondition } from './selection/search-condition.ts';

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
] as const satisfies readonly (keyof AuditLogsFilterDto)[];

/**
 * What the filters of a request select: every one of them has to match, and what `q` says as well.
 * @param now What times such as `-7d` in `q` are counted from.
 * @throws {AuditError} AUDIT_QUERY_INVALID with the place in `q` that is wrong
 */
export function selectionOf(filters: AuditLogsFilterDto, now: Date): Selection {
  const { from, to, ipAddress, search, q } = filters;
  const conditions: Condition[] = [];
  if (from !== undefined || to !== undefined) {
    conditions.push({ kind: 'time', ...(from && { from }), ...(to && { to }) });
  }
  for (const field of EQUALITY_FILTERS) {
    const values = filters[field];
    if (values !== undefined) conditions.push({ kind: 'equals', field, values });
  }
  if (ipAddress !== undefined) conditions.push({ kind: 'network', networks: ipAddress.map(networkOf) });
  if (search !== undefined) conditions.push(searchCondition(search));
  if (q !== undefined) conditions.push(...parseQuery(q, now).conditions);
  return { conditions };
}
