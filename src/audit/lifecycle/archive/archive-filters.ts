import type { ArchivedMonthFilters } from '../../reading/archived/archived-months.ts';

/** As reading asks; what is read in code and by commands is asked for in the same words. */
export type ArchiveFilters = ArchivedMonthFilters;

/** A condition of SQL with its values in their order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

/** The filters that name values, and the column of each. */
const LISTED_FILTERS = {
  userId: 'user_id',
  actionType: 'action_type',
  category: 'category',
  resourceType: 'resource_type',
  resourceId: 'resource_id',
  status: 'status',
  severity: 'severity',
  errorType: 'error_type',
  requestId: 'request_id',
  tenantId: 'tenant_id',
} as const satisfies Partial<Record<keyof ArchiveFilters, string>>;

/** A place in the order of the entries, which is that of time and id. */
export interface EntryPosition {
  readonly timestamp: Date;
  readonly id: string;
}

/** What DuckDB looks for: of what matches, that which is older than a place. */
export function conditionOf(filters: ArchiveFilters, before?: EntryPosition): Condition {
  const [conditions, values]: [string[], string[]] = [['true'], []];
  const bound = (value: string): string => `$${values.push(value)}`;
  if (filters.from !== undefined) conditions.push(`"timestamp" >= ${bound(filters.from.toISOString())}::TIMESTAMPTZ`);
  if (filters.to !== undefined) conditions.push(`"timestamp" < ${bound(filters.to.toISOString())}::TIMESTAMPTZ`);
  if (before !== undefined) {
    const [time, id] = [bound(before.timestamp.toISOString()), bound(before.id)];
    conditions.push(`("timestamp", id) < (${time}::TIMESTAMPTZ, ${id}::UUID)`);
  }
  for (const [name, column] of Object.entries(LISTED_FILTERS)) {
    const wanted = filters[name as keyof typeof LISTED_FILTERS];
    if (wanted === undefined) continue;
    conditions.push(wanted.length === 0 ? 'false' : `${column} IN (${wanted.map(bound).join(', ')})`);
  }
  if (filters.search !== undefined) {
    const [text, again] = [bound(filters.search), bound(filters.search)];
    conditions.push(`(contains(lower(description), lower(${text})) OR contains(coalesce(ip_address, ''), ${again}))`);
  }
  return { sql: conditions.join(' AND '), values };
}
