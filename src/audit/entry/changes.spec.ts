import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { diffChanges } from './changes.ts';

describe('diffChanges', () => {
  it.each<[what: string, before: object, after: object, expected: object]>([
    ['nothing', { a: 1 }, { a: 1 }, {}],
    ['what changed only', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: { from: 2, to: 3 } }],
    ['what was added', {}, { a: 1 }, { a: { from: null, to: 1 } }],
    ['what was taken away', { a: 1 }, {}, { a: { from: 1, to: null } }],
    ['nothing for absent, undefined and null', { a: undefined, b: null }, { a: null, c: undefined }, {}],
    ['nothing for equal content', { a: [{ b: new Date(0) }] }, { a: [{ b: new Date(0) }] }, {}],
    ['different content whole', { a: [1] }, { a: [1, 2] }, { a: { from: [1], to: [1, 2] } }],
    [
      'zero, false and empty text as they are',
      { a: 0, b: '' },
      { a: false, b: 1 },
      { a: { from: 0, to: false }, b: { from: '', to: 1 } },
    ],
    ['names that every object inherits', {}, { constructor: 1 }, { constructor: { from: null, to: 1 } }],
  ])('should tell %s', (_what, before, after, expected) => {
    expect(diffChanges(before, after)).toEqual(expected);
  });

  it('should look at the given fields only, also where a class computes them', () => {
    class Account {
      constructor(readonly cents: number) {}
      get euros(): number {
        return this.cents / 100;
      }
    }
    expect(diffChanges(new Account(100), new Account(250), ['euros'])).toEqual({ euros: { from: 1, to: 2.5 } });
  });

  it('should lead from the one state to the other, naming only what differs', () => {
    const state = fc.dictionary(fc.string(), fc.option(fc.jsonValue({ maxDepth: 2 })));
    fc.assert(
      fc.property(state, state, (before, after) => {
        const patched = new Map(Object.entries(before));
        for (const [field, { from, to }] of Object.entries(diffChanges(before, after))) {
          expect(isDeepStrictEqual(from, to)).toBe(false);
          expect(patched.get(field) ?? null).toEqual(from);
          patched.set(field, to as never);
        }
        const known = [...patched].filter(([, value]) => value !== null);
        expect(new Map(known)).toEqual(new Map(Object.entries(after).filter(([, value]) => value !== null)));
      }),
    );
  });
});
