import { type Condition, EQUALITY_COLUMNS, type Resource, type Selection } from './condition.ts';
import type { SqlValues } from './sql-values.ts';

/** The selection as what stands behind WHERE in a statement that reads `audit_logs`; `true` when it is every entry. */
export function whereOf({ conditions }: Selection, values: SqlValues): string {
  if (conditions.length === 0) return 'true';
  return conditions
    .map((condition) => {
      const sql = sqlOf(condition, values);
      return condition.isNegated === true ? `(${sql}) IS NOT TRUE` : `(${sql})`; // a value that is absent is not equal
    })
    .join(' AND ');
}

function sqlOf(condition: Condition, values: SqlValues): string {
  switch (condition.kind) {
    case 'equals':
      return equality(condition, values);
    case 'user': {
      const users = values.add(condition.values);
      return `user_id = ANY(${users}) OR user_label = ANY(${users})`;
    }
    case 'time':
      return timeRange(condition, values);
    case 'resource':
      return condition.resources.map((resource) => resourceOf(resource, values)).join(' OR ') || 'false';
    case 'network':
      return withinNetworks(condition.networks, values);
    case 'text': {
      const isInside = `description ILIKE ${values.add(`%${literalPattern(condition.text)}%`)}`;
      const { networks = [] } = condition;
      return networks.length === 0 ? isInside : `${isInside} OR ${withinNetworks(networks, values)}`;
    }
    case 'wrong':
      return 'severity IS NOT NULL';
  }
}

function equality({ field, values: wanted }: Extract<Condition, { kind: 'equals' }>, values: SqlValues): string {
  const column = EQUALITY_COLUMNS[field];
  const present = wanted.filter((value) => value !== null);
  if (present.length === 0 && wanted.length > 0) return `${column} IS NULL`;
  const type = field === 'id' ? 'uuid[]' : 'text[]';
  // one value alone is `=`, so that an index which is sorted by time behind it gives the newest first
  const isPresent =
    present.length === 1 ? `${column} = ${values.add(present[0])}` : `${column} = ANY(${values.add(present)}::${type})`;
  return present.length === wanted.length ? isPresent : `${column} IS NULL OR ${isPresent}`;
}

function resourceOf({ type, id }: Resource, values: SqlValues): string {
  const isOfType = `resource_type = ${values.add(type)}`;
  return id === undefined ? isOfType : `(${isOfType} AND resource_id = ${values.add(id)})`;
}

/** Each network by itself: an index on addresses is used for `<<=` one network, but not for `<<= ANY`. */
function withinNetworks(networks: readonly string[], values: SqlValues): string {
  const addresses = networks.filter((network) => !network.includes('/'));
  const wider = networks.filter((network) => network.includes('/'));
  const isOneOf =
    addresses.length === 1
      ? [`ip_address = ${values.add(addresses[0])}::inet`]
      : addresses.length > 1
        ? [`ip_address = ANY(${values.add(addresses)}::inet[])`]
        : [];
  return [...isOneOf, ...wider.map((network) => `ip_address <<= ${values.add(network)}::inet`)].join(' OR ') || 'false';
}

function timeRange({ from, to }: { readonly from?: Date; readonly to?: Date }, values: SqlValues): string {
  const bounds = [
    from === undefined ? [] : [`"timestamp" >= ${values.add(from)}`],
    to === undefined ? [] : [`"timestamp" < ${values.add(to)}`],
  ].flat();
  return bounds.length === 0 ? 'true' : bounds.join(' AND ');
}

/** Text that LIKE takes as it is: its wildcards are just characters. */
function literalPattern(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
