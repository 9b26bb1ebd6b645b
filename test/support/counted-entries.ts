import { randomUUID } from 'node:crypto';
import { constantFrom, integer, option, record, subarray } from 'fast-check';
import type { Condition, EqualityField, Selection } from '../../src/audit/reading/selection/condition.ts';

export const HOUR = 3_600_000;
/** In the middle of an hour, two months before which entries begin. */
export const NOW = Date.UTC(2026, 10, 23, 12, 34, 56, 789);

export type Entry = Readonly<Record<EqualityField | 'description', string | undefined>> & { readonly timestamp: Date };

/** Numbers without a pattern that are the same in each run. */
function* numbers(): Generator<number, never> {
  for (let state = 42; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) yield state >> 8;
}

const random = numbers();
const below = (limit: number): number => random.next().value % limit;
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

const STATUSES = ['success', 'success', 'failure', 'error'];
const TENANTS = [undefined, 'acme', 'umbrella'];

/** More in the last hours than before; some at the same millisecond. */
export function entryOf(index: number): Entry {
  const back = index % 3 === 0 ? below(20 * HOUR) : below(60 * 24 * HOUR);
  const status = oneOf(STATUSES);
  const isFault = status === 'error' && below(4) > 0;
  const user = below(15);
  return {
    id: randomUUID(),
    timestamp: new Date(index % 10 === 0 ? NOW - Math.floor(back / HOUR) * HOUR : NOW - back),
    category: oneOf(['shop', 'request', 'authentication']),
    actionType: `action ${Math.min(below(14), below(14))}`,
    resourceType: oneOf([undefined, 'order', 'user']),
    resourceId: oneOf([undefined, '1', '2']),
    status,
    severity: isFault ? oneOf(['WARNING', 'ERROR', 'CRITICAL']) : undefined,
    errorType: isFault ? oneOf(['TypeError', 'RangeError']) : undefined,
    errorFingerprint: isFault ? `v2:${below(25)}` : undefined,
    actorType: user === 0 ? 'anonymous' : 'user',
    userId: user < 2 ? undefined : `u${user}`,
    userLabel: user === 0 ? undefined : `user ${user}`,
    tenantId: oneOf(TENANTS),
    requestId: `r${below(5)}`,
    traceId: undefined,
    description: oneOf(['has read 100% of it', 'has changed "it"']),
  };
}

export function matches(entry: Entry, { conditions }: Selection): boolean {
  return conditions.every((condition) => isMet(entry, condition) !== (condition.isNegated === true));
}

function isMet(entry: Entry, condition: Condition): boolean {
  switch (condition.kind) {
    case 'equals':
      return condition.values.includes(entry[condition.field] ?? null);
    case 'time':
      return !(entry.timestamp < (condition.from ?? 0)) && !(entry.timestamp >= (condition.to ?? Infinity));
    case 'user':
      return condition.values.some((value) => value === entry.userId || value === entry.userLabel);
    case 'resource':
      return condition.resources.some(({ type, id = entry.resourceId }) => {
        return type === entry.resourceType && id === entry.resourceId;
      });
    case 'wrong':
      return entry.severity !== undefined;
    case 'text':
      return entry.description!.toLowerCase().includes(condition.text.toLowerCase());
    case 'network':
      throw new Error('There are no addresses here');
  }
}

export const equals = (field: EqualityField, values: readonly (string | null)[]): Condition => ({
  kind: 'equals',
  field,
  values,
});
const some = (field: EqualityField, values: readonly (string | null)[]) =>
  option(
    record({ values: subarray([...values], { minLength: 1 }), isNegated: constantFrom(true, false, false) }).map(
      ({ values: chosen, isNegated }): Condition => ({ ...equals(field, chosen), isNegated }),
    ),
    { nil: undefined, freq: 2 },
  );

export const filters = record({
  time: option(
    record({ back: integer({ min: 0, max: 70 * 24 * HOUR }), length: integer({ min: 0, max: 70 * 24 * HOUR }) }).map(
      ({ back, length }): Condition => ({
        kind: 'time',
        from: new Date(NOW - back),
        ...(length % 3 > 0 && { to: new Date(NOW - back + Math.floor(length / (length % 5 === 0 ? 50 : 1))) }),
      }),
    ),
    { nil: undefined, freq: 6 },
  ),
  status: some('status', ['success', 'failure', 'error']),
  severity: some('severity', ['WARNING', 'CRITICAL', null]),
  category: some('category', ['shop', 'request']),
  resourceType: some('resourceType', ['order', null]),
  tenant: some('tenantId', ['acme', 'umbrella']),
  userId: some('userId', ['u3', 'u4', 'u5', null]),
  other: option(
    constantFrom<Condition>(
      { kind: 'wrong' },
      { kind: 'resource', resources: [{ type: 'order' }] },
      { kind: 'resource', resources: [{ type: 'order', id: '1' }, { type: 'user' }] },
      { kind: 'wrong', isNegated: true },
      { kind: 'user', values: ['u7', 'user 1'] },
      { kind: 'text', text: '100%' },
      { kind: 'text', text: '"IT"', isNegated: true },
      equals('requestId', ['r1', 'r2']),
      equals('errorType', ['TypeError']),
    ),
    { nil: undefined, freq: 1 },
  ),
}).map((given): Selection => ({ conditions: Object.values(given).filter((each) => each !== undefined) }));

/** How often each value occurs, without those that do not. */
export const tally = (entries: readonly Entry[], key: (entry: Entry) => string | undefined): Record<string, number> =>
  entries.reduce<Record<string, number>>((counts, entry) => {
    const value = String(key(entry));
    return { ...counts, [value]: (counts[value] ?? 0) + 1 };
  }, {});

export const asTally = (
  counts: readonly { readonly value: string | null; readonly count: number }[],
): Record<string, number> =>
  Object.fromEntries(
    counts.filter(({ count }) => count > 0).map(({ value, count }) => [String(value ?? undefined), count]),
  );

/** The ten highest numbers, and the sum of the others. */
export function top(counts: Readonly<Record<string, number>>): readonly [readonly number[], number] {
  const sorted = Object.values(counts).toSorted((a, b) => b - a);
  return [sorted.slice(0, 10), sorted.slice(10).reduce((sum, count) => sum + count, 0)];
}
