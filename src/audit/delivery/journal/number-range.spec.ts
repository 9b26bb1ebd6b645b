import * as fc from 'fast-check';
import { countOutside, isWithin } from './number-range.ts';

const range = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 6 })).map(([first, more]) => ({ first, last: first + more }));

describe(countOutside.name, () => {
  it('should count what no range holds, however they lie', () => {
    fc.assert(
      fc.property(range, fc.array(range, { maxLength: 5 }), (numbers, ranges) => {
        const all = Array.from({ length: numbers.last - numbers.first + 1 }, (_, index) => numbers.first + index);
        expect(countOutside(numbers, ranges)).toBe(all.filter((number) => !isWithin(number, ranges)).length);
      }),
      { numRuns: 1_000 },
    );
  });
});
