import { parse } from 'node:querystring';
import * as fc from 'fast-check';
import { queryOf } from './request-query.ts';

describe(queryOf.name, () => {
  it('should be undefined where there is none', () => {
    expect(queryOf('/orders')).toBeUndefined();
  });

  it.each(['/orders?', '/orders?a=1&b=2&a=3&a=4', '/orders?a', '/orders?a=&=b&&c==d', '/orders?__proto__=1&a=%20+%zz'])(
    'should read %s as Node does',
    (target) => {
      expect(queryOf(target)).toEqual(parse(target.slice(target.indexOf('?') + 1)));
    },
  );

  it('should read any query as Node does', () => {
    const letter = fc.constantFrom('a', 'b', '=', '&', '%', '+', '?', '2');
    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 30 }), (query) => {
        expect(queryOf(`/x?${query}`)).toEqual(parse(query));
      }),
      { numRuns: 10_000 },
    );
  });

  it('should read no more than the first thousand parts', () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `n${index}=1`);
    expect(Object.keys(queryOf(`/x?${names.join('&')}`) ?? {})).toHaveLength(1_000);
  });
});
