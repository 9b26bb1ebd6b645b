import { ADDRESS, ASSIGNMENT, DASHES, DIGITS, ELEMENT, PERCENT, signsOf, TOKEN, UNUSUAL } from './text-signs.ts';

const NOTHING = 0;

describe(signsOf.name, () => {
  it('should tell each sign from all others', () => {
    const signs = [UNUSUAL, ASSIGNMENT, ADDRESS, TOKEN, DIGITS, DASHES, ELEMENT, PERCENT];
    expect(signs.reduce((sum, sign) => sum + sign)).toBe(255);
    expect(new Set(signs).size).toBe(8);
  });

  it.each<[text: string, signs: number]>([
    ['', NOTHING],
    ['the word of a sentence, and (more) of "it"!', NOTHING],
    ['\u0000', UNUSUAL],
    ['\u001f', UNUSUAL],
    ['\u007f', UNUSUAL],
    ['\u0080', UNUSUAL],
    ['é', UNUSUAL],
    ['a=1', ASSIGNMENT],
    ['a:1', ASSIGNMENT],
    ['a?', ADDRESS],
    ['a#', ADDRESS],
    ['a@b', ADDRESS],
    ['<b', ELEMENT],
    ['5%', PERCENT],
    ['--', DASHES],
    ['a--b', DASHES],
    ['-a-', NOTHING],
    ['- -', NOTHING],
    ['-', NOTHING],
    ['a'.repeat(15), NOTHING],
    ['a'.repeat(16), TOKEN],
    ['a'.repeat(17), TOKEN],
    [`${'a'.repeat(15)} a`, NOTHING],
    ['.w+/~-._w+/~-.Z9', TOKEN],
    ['1'.repeat(11), NOTHING],
    ['1'.repeat(12), DIGITS],
    ['1 '.repeat(11), NOTHING],
    ['1 '.repeat(12), DIGITS],
    ['bearer', TOKEN],
    ['BEARER', TOKEN],
    ['Basic', TOKEN],
    ['bASIC', TOKEN],
    ['begin', NOTHING],
    ['bus', NOTHING],
    ['bread', NOTHING],
    ['ea as', NOTHING],
    ['bat', NOTHING],
    ['b', NOTHING],
    ['a=b <c> 5% -- ü', ASSIGNMENT | ELEMENT | PERCENT | DASHES | UNUSUAL],
  ])('should see in %j: %i', (text, signs) => {
    expect(signsOf(text)).toBe(signs);
  });
});
