import * as fc from 'fast-check';
import { differencesOf } from './differences.ts';

describe(differencesOf.name, () => {
  it.each<[what: string, expected: unknown, actual: unknown]>([
    ['the same text', 'a', 'a'],
    ['text that a pattern matches', /b/g, 'abc'],
    ['an instant and its ISO text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['fewer fields', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }],
    ['a field that is not there, expected as undefined', { a: undefined }, {}],
    ['lists of partial objects', [{ a: 1 }], [{ a: 1, b: 2 }]],
    ['whatever a matcher takes', { a: expect.arrayContaining([1]) }, { a: [2, 1] }],
    ['NaN', Number.NaN, Number.NaN],
  ])('should find none between %s', (_what, expected, actual) => {
    expect(differencesOf(expected, actual)).toEqual([]);
  });

  it.each<[what: string, expected: unknown, actual: unknown, paths: readonly string[]]>([
    ['another value', { a: 1, b: 2 }, { a: 1, b: 3 }, ['b']],
    ['a number for its text', { a: '1' }, { a: 1 }, ['a']],
    ['a pattern that does not match', { a: /x/ }, { a: 'y' }, ['a']],
    ['a pattern and no text', { a: /1/ }, { a: 1 }, ['a']],
    ['each of several fields', { a: { b: 1, c: 2 } }, { a: { b: 2, c: 1 } }, ['a.b', 'a.c']],
    ['a longer list', { a: [1] }, { a: [1, 2] }, ['a']],
    ['a list and an object', { a: [] }, { a: {} }, ['a']],
    ['an object and a list', { a: {} }, { a: [] }, ['a']],
    ['an object and null', { a: { b: 1 } }, { a: null }, ['a']],
    ['a matcher that refuses', { a: expect.any(Number) }, { a: 'b' }, ['a']],
    ['an item of a list', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, ['a.0.b']],
  ])('should find %s', (_what, expected, actual, paths) => {
    expect(differencesOf(expected, actual).map(({ path }) => path)).toEqual(paths);
  });

  it('should find none between any JSON and itself, and one at least when it is wrapped', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(differencesOf(value, structuredClone(value))).toEqual([]);
        expect(differencesOf([value], value)).not.toEqual([]);
      }),
    );
  });
});
