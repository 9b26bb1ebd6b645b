import { shapeErrors } from './body-shape.ts';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('shapeErrors', () => {
  it.each([
    undefined,
    null,
    'text',
    { email: 'ada@example.com', tags: ['a', { b: 1 }] },
    nested(20),
    Array.from({ length: 999 }, () => 1),
  ])('should find nothing wrong with the shape of what people send', (value) => {
    expect(shapeErrors(value)).toEqual([]);
  });

  it.each(['constructor', 'toString', '__proto__', 'valueOf', 'hasOwnProperty'])(
    'should refuse the name %s',
    (name) => {
      const value: unknown = JSON.parse(`{"${name}": 1}`);
      expect(shapeErrors(value)).toEqual([{ field: name, reason: `property ${name} should not exist` }]);
    },
  );

  it('should refuse what is nested too deep, however deep', () => {
    expect(shapeErrors(nested(22))).toEqual([{ field: '', reason: 'must not be nested deeper than 20 levels' }]);
    expect(shapeErrors(nested(5_000))).toHaveLength(1);
  });

  it('should refuse more values than any form has, in one error', () => {
    const many = Object.fromEntries(Array.from({ length: 90_000 }, (_, index) => [`k${index}`, 1]));
    expect(shapeErrors(many)).toEqual([{ field: '', reason: 'must not hold more than 1000 values' }]);
  });
});
