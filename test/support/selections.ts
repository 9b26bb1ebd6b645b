import * as fc from 'fast-check';
import { AUDIT_ACTOR_TYPES, AUDIT_SEVERITIES, AUDIT_STATUSES } from '../../src/audit/entry/catalogue.ts';
import { networksOf } from '../../src/audit/reading/selection/address-networks.ts';
import type { Condition, Selection } from '../../src/audit/reading/selection/condition.ts';
import { searchCondition } from '../../src/audit/reading/selection/search-condition.ts';
import { CAN_BE_PRESENT, COLUMNS_IN_QUERIES } from './query-text.ts';

/** What conditions are made of. */
export interface ConditionParts {
  /** Values of fields that anything may stand in; not empty. */
  readonly word: fc.Arbitrary<string>;
  /** Text that is searched for; not empty. */
  readonly text: fc.Arbitrary<string>;
  readonly moment: fc.Arbitrary<Date>;
  /** Addresses, networks, beginnings of addresses. */
  readonly address: fc.Arbitrary<string>;
}

const CLOSED = { status: AUDIT_STATUSES, severity: AUDIT_SEVERITIES, actorType: AUDIT_ACTOR_TYPES } as const;
const DAY_MS = 24 * 3_600_000;

const some = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { minLength: 1, maxLength: 3 });

/** Selections that the search language can say, as its parser makes them. */
export function selectionsOf(parts: ConditionParts): fc.Arbitrary<Selection> {
  const excluded = fc.tuple(positiveConditions(parts), fc.boolean()).map(([condition, isNegated]) => ({
    ...condition,
    ...(isNegated && { isNegated }),
  }));
  return fc.array(fc.oneof(excluded, excluded, bounds(parts)), { maxLength: 4 }).map((conditions) => ({ conditions }));
}

function positiveConditions({ word, text, moment, address }: ConditionParts): fc.Arbitrary<Condition> {
  const equals = fc
    .constantFrom(...COLUMNS_IN_QUERIES)
    .chain((field) => some(valuesOf(field, word)).map((values) => ({ kind: 'equals' as const, field, values })));
  const absent = fc
    .constantFrom(...(Object.keys(CAN_BE_PRESENT) as (keyof typeof CAN_BE_PRESENT)[]))
    .map((field) => ({ kind: 'equals' as const, field, values: [null] }));
  const type = typesOf(word);
  const resources = fc
    .tuple(
      fc.record({ type, id: word }),
      fc.array(fc.record({ type, id: word }, { requiredKeys: ['type'] }), { maxLength: 2 }),
    )
    .map(([first, rest]) => ({ kind: 'resource' as const, resources: [first, ...rest] }));
  return fc.oneof(
    equals,
    equals,
    absent,
    resources,
    some(word).map((values) => ({ kind: 'user' as const, values })),
    some(address).map((texts) => ({
      kind: 'network' as const,
      networks: texts.flatMap((each) => networksOf(each) ?? []),
    })),
    text.map(searchCondition),
    moment.map((date) => dayOf(date)),
    fc.constant({ kind: 'wrong' as const }),
  );
}

/** The opposite of `after` is `before`, so that these are never negated. */
function bounds({ moment }: ConditionParts): fc.Arbitrary<Condition> {
  return fc.oneof(
    moment.map((from) => ({ kind: 'time' as const, from })),
    moment.map((to) => ({ kind: 'time' as const, to })),
  );
}

function dayOf(date: Date): Condition {
  const midnight = Math.floor(date.getTime() / DAY_MS) * DAY_MS;
  return { kind: 'time', from: new Date(midnight), to: new Date(midnight + DAY_MS) };
}

function valuesOf(field: (typeof COLUMNS_IN_QUERIES)[number], word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  if (field === 'id') return fc.uuid({ version: 7 });
  if (field === 'resourceType') return typesOf(word);
  return field in CLOSED ? fc.constantFrom(...CLOSED[field as keyof typeof CLOSED]) : word;
}

/** The slash stands before an id. */
function typesOf(word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return word.map((text) => text.replaceAll('/', '_'));
}
