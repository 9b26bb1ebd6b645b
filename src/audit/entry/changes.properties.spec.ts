import { isDeepStrictEqual } from 'node:util';
import { serialize } from 'node:v8';
import * as fc from 'fast-check';
import { diffChanges } from './changes.ts';

const RUNS = { numRuns: 10_000 };
const anything = fc.anything({
  withDate: true,
  withMap: true,
  withSet: true,
  withBigInt: true,
  withTypedArray: true,
  maxDepth: 2,
});
const state = fc.dictionary(
  fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string({ maxLength: 3 })),
  fc.oneof(anything, fc.constantFrom(undefined, null, Number.NaN, -0, 0, new Date(Number.NaN), Buffer.from('a'))),
  { maxKeys: 5 },
);

function fieldsOf(given: object): Map<string, unknown> {
  return new Map(Object.entries(given).map(([field, value]: [string, unknown]) => [field, value ?? null]));
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || isDeepStrictEqual(one, other) || [one, other].every(isInvalidDate);
}

function isInvalidDate(value: unknown): boolean {
  return value instanceof Date && Number.isNaN(value.getTime());
}

describe('diffChanges of anything', () => {
  it('should lead from the one state to the other, naming only what differs', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const patched = fieldsOf(before);
        const changes = Object.entries(diffChanges(before, after));
        const areTrue = changes.every(([field, { from, to }]) => {
          const isTrue = Object.is(patched.get(field) ?? null, from) && !isSame(from, to);
          patched.set(field, to);
          return isTrue;
        });
        const wanted = fieldsOf(after);
        const isThere = [...patched.keys(), ...wanted.keys()].every((field) =>
          isSame(patched.get(field) ?? null, wanted.get(field) ?? null),
        );
        expect([areTrue, isThere]).toEqual([true, true]);
      }),
      RUNS,
    );
  });

  it('should tell nothing exactly when nothing differs, and never change what it is given', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const given = serialize([before, after]);
        const isEmpty = Object.keys(diffChanges(before, after)).length === 0;
        const areSame = [...new Set([...Object.keys(before), ...Object.keys(after)])].every((field) =>
          isSame(fieldsOf(before).get(field) ?? null, fieldsOf(after).get(field) ?? null),
        );
        expect(isEmpty).toBe(areSame);
        expect(diffChanges(before, before)).toEqual({});
        expect(serialize([before, after]).equals(given)).toBe(true);
      }),
      RUNS,
    );
  });
});
