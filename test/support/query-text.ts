import {
  type Condition,
  EQUALITY_COLUMNS,
  type EqualityField,
  type Selection,
} from '../../src/audit/reading/selection/condition.ts';

/** The field of the search language that names a column. */
const FIELD_OF: Readonly<Record<Exclude<EqualityField, 'userId' | 'userLabel'>, string>> = {
  id: 'id',
  actorType: 'actor',
  actionType: 'action',
  category: 'category',
  resourceType: 'resource',
  resourceId: 'resourceId',
  status: 'status',
  severity: 'severity',
  errorType: 'error',
  errorFingerprint: 'fingerprint',
  requestId: 'request',
  traceId: 'trace',
  tenantId: 'tenant',
};

/** Columns that the language can say to be there or not, in its words. */
export const CAN_BE_PRESENT: Partial<Record<EqualityField, string>> = {
  userId: 'user',
  resourceType: 'resource',
  tenantId: 'tenant',
  requestId: 'request',
  traceId: 'trace',
};

export const COLUMNS_IN_QUERIES = Object.keys(EQUALITY_COLUMNS).filter(
  (name) => name in FIELD_OF,
) as (keyof typeof FIELD_OF)[];

/** A selection in the search language: what the parser reads back as the same. */
export function queryTextOf({ conditions }: Selection): string {
  return conditions.map((condition) => `${isExcluded(condition) ? '-' : ''}${termOf(condition)}`).join(' ');
}

/** What is not absent is there. */
function isExcluded({ isNegated = false, ...condition }: Condition): boolean {
  return condition.kind === 'equals' && condition.values[0] === null ? !isNegated : isNegated;
}

function termOf(condition: Condition): string {
  switch (condition.kind) {
    case 'equals':
      return equality(condition);
    case 'user':
      return `user:${listOf(condition.values)}`;
    case 'resource':
      return `resource:${listOf(condition.resources.map(({ type, id }) => (id === undefined ? type : `${type}/${id}`)))}`;
    case 'network':
      return `ip:${listOf(condition.networks)}`;
    case 'text':
      return quoted(condition.text);
    case 'wrong':
      return 'has:error';
    case 'time':
      return period(condition);
  }
}

function equality({ field, values }: Extract<Condition, { kind: 'equals' }>): string {
  if (values[0] === null) return `has:${CAN_BE_PRESENT[field]!}`;
  return `${FIELD_OF[field as keyof typeof FIELD_OF]}:${listOf(values.map(String))}`;
}

function period({ from, to }: { readonly from?: Date; readonly to?: Date }): string {
  if (from !== undefined && to !== undefined) return `on:${from.toISOString().slice(0, 10)}`;
  return from === undefined ? `before:${to!.toISOString()}` : `after:${from.toISOString()}`;
}

function listOf(values: readonly string[]): string {
  return values.length === 1 ? quoted(values[0]!) : `(${values.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
