import { BlockList, isIP } from 'node:net';
import type { AuditLog } from '../../src/audit/index.ts';
import { newestFirst } from './log-rows.ts';

/** Filters whose values are compared as they are. */
export const EQUALITY_FILTERS = [
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
] as const;

/** All filters of the list but the search language. */
export const FILTERS = [...EQUALITY_FILTERS, 'from', 'to', 'ipAddress', 'search'] as const;
export type FilterName = (typeof FILTERS)[number];

/** The values of a query; several of one filter match any of them. */
export type Filters = Readonly<Partial<Record<FilterName, readonly string[]>>>;

/** Searched texts that stand for addresses. */
export const SEARCHED_NETWORKS: Readonly<Record<string, string>> = {
  '10.0.0.1': '10.0.0.1/32',
  '10.0.': '10.0.0.0/16',
  '192.168.0.0/24': '192.168.0.0/24',
  '2001:db8:': '2001:db8::/32',
  '2001:DB8:0:0::1': '2001:db8::1/128',
};

/** What the log should give for filters, written down in the plainest way. */
export function modelOf(rows: readonly AuditLog[], filters: Filters): AuditLog[] {
  return newestFirst(rows.filter((row) => FILTERS.every((name) => passes(row, name, filters[name]))));
}

function passes(row: AuditLog, name: FilterName, values: readonly string[] | undefined): boolean {
  if (values === undefined) return true;
  const [value = ''] = values;
  if (name === 'from') return row.timestamp >= new Date(value);
  if (name === 'to') return row.timestamp < new Date(value);
  if (name === 'ipAddress')
    return row.ipAddress !== null && values.some((network) => isWithin(row.ipAddress!, network));
  if (name === 'search') {
    const network = SEARCHED_NETWORKS[value];
    if (network !== undefined && row.ipAddress !== null && isWithin(row.ipAddress, network)) return true;
    return row.description.toLowerCase().includes(value.toLowerCase());
  }
  return values.some((each) => each === row[name]);
}

function isWithin(address: string, network: string): boolean {
  const [base = '', prefix] = network.split('/');
  const [version, other] = [isIP(address), isIP(base)];
  if (version !== other) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  if (prefix === '0') return true;
  if (prefix === undefined) list.addAddress(base, family);
  else list.addSubnet(base, Number(prefix), family);
  return list.check(address, family);
}
