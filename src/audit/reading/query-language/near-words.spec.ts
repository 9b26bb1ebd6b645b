import * as fc from 'fast-check';
import { nearWords } from './near-words.ts';

describe(nearWords.name, () => {
  it.each<[written: string, words: readonly string[], near: readonly string[]]>([
    ['statsu', ['status'], ['status']],
    ['STATUS', ['status'], ['status']],
    ['stat', ['Status'], ['Status']],
    ['stattuss', ['status'], ['status']],
    ['sttus', ['status'], ['status']],
    ['xtatxs', ['status'], ['status']],
    ['xtxtxs', ['status'], []],
    ['abcd', ['xbcd', 'xycd', 'xyzd'], ['xbcd', 'xycd']],
    ['abc', ['xbc', 'xyc'], ['xbc']],
    ['abcd', ['axyd', 'axcd'], ['axcd', 'axyd']],
    ['abcd', ['xxcd', 'abcdefgh'], ['abcdefgh', 'xxcd']],
    ['abcdef', ['abcd', 'abc'], ['abcd']],
    ['ab', ['ba', 'b'], ['b']],
    ['', ['a'], ['a']],
    ['abcd', [], []],
  ])('should find for %j among %j: %j', (written, words, near) => {
    expect(nearWords(written, words)).toEqual(near);
  });

  it('should find a word of four letters or more with two of them changed', () => {
    const word = fc.array(fc.constantFrom<string>('a', 'b', 'c'), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(word, fc.nat(), fc.nat(), (letters, one, other) => {
        const written = letters
          .with(one % letters.length, 'x')
          .with(other % letters.length, 'y')
          .join('');
        expect(nearWords(written, [letters.join('')])).toHaveLength(1);
      }),
    );
  });
});
