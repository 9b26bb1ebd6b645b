import * as fc from 'fast-check';
import { plainLines, singleLine, storableText } from './text.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }));
/** UTF-16 units one by one, also such as are no text. */
const brokenText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));
const bound = fc.integer({ min: 1, max: 50 });

describe('storableText', () => {
  it.each([
    ['short', 'short'],
    ['0123456789', '0123456789'],
    ['0123456789a', '012345678…'],
    ['a\0b', 'a\uFFFDb'],
    ['\ud800x', '\uFFFDx'],
    ['01234567😀9', '01234567\uFFFD…'],
  ])('should make %j storable in ten characters', (text, expected) => {
    expect(storableText(text, 10)).toBe(expected);
  });

  it('should be bounded, well-formed and without NUL whatever it is given, and then stay', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), bound, (text, maxLength) => {
        const stored = storableText(text, maxLength);
        expect(stored.length).toBeLessThanOrEqual(maxLength);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored).not.toContain('\0');
        expect(storableText(stored, maxLength)).toBe(stored);
      }),
    );
  });

  it('should keep text that is storable and fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(storableText(text, text.length)).toBe(text);
      }),
    );
  });
});

describe('singleLine', () => {
  it.each([
    ['two\r\nlines', String.raw`two\u000d\u000alines`],
    ['turned \u202e around', String.raw`turned \u202e around`],
    ['tab\tdel\u007f nel\u0085', String.raw`tab\u0009del\u007f nel\u0085`],
    ['separated\u2028\u2029', String.raw`separated\u2028\u2029`],
    ['isolated\u2066\u2069\u061c\u200f', String.raw`isolated\u2066\u2069\u061c\u200f`],
    ['grüße 日本語 😀', 'grüße 日本語 😀'],
  ])('should show %j on one line', (text, expected) => {
    expect(singleLine(text, 100)).toBe(expected);
  });

  it('should mark a cut also where escapes take the room', () => {
    expect(singleLine('\n'.repeat(10), 20)).toBe(String.raw`\u000a\u000a\u000a\…`);
    expect(singleLine('0123456789a', 10)).toBe('012345678…');
  });

  it('should be one bounded storable line whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), bound, (text, maxLength) => {
        const line = singleLine(text, maxLength);
        expect(line.length).toBeLessThanOrEqual(maxLength);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(singleLine(line, maxLength)).toBe(line);
      }),
    );
  });
});

describe('plainLines', () => {
  it.each([
    ['a\n\tb', 'a\n\tb'],
    ['a\r\nb\rc', 'a\nb\\u000dc'],
    ['\u001b[31mred\u001b[0m', String.raw`\u001b[31mred\u001b[0m`],
    ['turned \u202e around\u2066', String.raw`turned \u202e around\u2066`],
    ['nel\u0085 sep\u2028 nul\0', 'nel\\u0085 sep\\u2028 nul\uFFFD'],
  ])('should show %j without what moves a cursor', (text, expected) => {
    expect(plainLines(text, 100)).toBe(expected);
  });

  it('should be bounded, storable and without controls whatever it is given, and then stay', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), bound, (text, maxLength) => {
        const lines = plainLines(text, maxLength);
        expect(lines.length).toBeLessThanOrEqual(maxLength);
        expect(lines.isWellFormed()).toBe(true);
        expect(lines).not.toMatch(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(plainLines(lines, maxLength)).toBe(lines);
      }),
    );
  });
});
