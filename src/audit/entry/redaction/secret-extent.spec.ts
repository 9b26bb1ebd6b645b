import { endOfLine, endOfSpacedValue, endOfToken, endOfValue, isBracket, openQuoteAt } from './secret-extent.ts';

/** What is taken for the value when it begins where the text does. */
const upTo = (text: string, end: number): string => text.slice(0, end);

describe(openQuoteAt.name, () => {
  it.each([
    ['"S"', '"'],
    [`'S'`, `'`],
    ['`S`', '`'],
    [String.raw`\"S\"`, String.raw`\"`],
    [String.raw`\\\"S`, String.raw`\\\"`],
    ['S"', ''],
    [String.raw`\S"`, ''],
    ['', ''],
  ])('should see the quote that %s begins with', (text, quote) => {
    expect(openQuoteAt(`x${text}`, 1)).toBe(quote);
  });
});

describe(isBracket.name, () => {
  it('should know those that are closed again in JSON', () => {
    expect(['{', '[', '}', ']', '(', '<', ''].filter(isBracket)).toEqual(['{', '[']);
  });
});

describe(endOfValue.name, () => {
  it.each([
    ['"S" x', '"S'],
    ['"S, S', '"S, S'],
    [`'S"S' x`, `'S"S`],
    ["`S'S` x", "`S'S"],
    ['"" x', '"'],
    [String.raw`"S\"S" x`, String.raw`"S\"S`],
    [String.raw`"S\\" x`, String.raw`"S\\`],
    [String.raw`"\\\"S" x`, String.raw`"\\\"S`],
    [String.raw`\"S\" x`, String.raw`\"S`],
    [String.raw`\"S\\\"S\", x`, String.raw`\"S\\\"S`],
    [String.raw`\"S\\\\\" x`, String.raw`\"S\\\\`],
    [String.raw`\"S" x`, String.raw`\"S`],
    [String.raw`\\\"S\" x`, String.raw`\\\"S`],
  ])('should end %s with its quote', (text, value) => {
    expect(upTo(text, endOfValue(text, { start: 0, quote: openQuoteAt(text, 0) }))).toBe(value);
  });

  it.each([
    ['4711, x', '4711'],
    ['4711} x', '4711'],
    ['4711] x', '4711'],
    ['4711 x', '4711'],
    ['Bearer S x', 'Bearer S'],
    ['[1, [2, 3]], x', '[1, [2, 3]]'],
    ['{"a":{"b":1}}, x', '{"a":{"b":1}}'],
    ['{"a":"}","b":"\\"}"} x', '{"a":"}","b":"\\"}"}'],
    [String.raw`{\"a\":\"}\",\"b\":\"\\\"}\"} x`, String.raw`{\"a\":\"}\",\"b\":\"\\\"}\"}`],
    ['{"a":[1, 2', '{"a":[1, 2'],
    ['{"a":"} x', '{"a":"} x'],
    ['', ''],
  ])('should end %s where JSON goes on', (text, value) => {
    expect(upTo(text, endOfValue(text, { start: 0, quote: '' }))).toBe(value);
  });
});

describe(endOfToken.name, () => {
  it.each([
    ['S x', 'S'],
    ['S&b=1', 'S'],
    ['S&S x', 'S&S'],
    ['S,b=1', 'S'],
    ['S, x', 'S'],
    ['S,S x', 'S,S'],
    ['S,', 'S'],
    ['S)', 'S'],
    ['S). x', 'S'],
    ['S)S x', 'S)S'],
    ['S</a>', 'S'],
    ['S<S x', 'S<S'],
    [String.raw`DOMAIN\S x`, String.raw`DOMAIN\S`],
    [String.raw`S\\S x`, String.raw`S\\S`],
    [String.raw`S\" x`, 'S'],
    [String.raw`S\\\" x`, 'S'],
    [String.raw`S\u000aHost: x`, 'S'],
    ['Bearer S x', 'Bearer S'],
    ['bearer  \t S x', 'bearer  \t S'],
    ['Basic S x', 'Basic S'],
    ['Digest S x', 'Digest S'],
    ['Negotiate S x', 'Negotiate S'],
    ['Token S x', 'Token S'],
    ['ApiKey S x', 'ApiKey S'],
    ['--token S x', '--token S'],
    ['--api-key_2 S x', '--api-key_2 S'],
    ['Bearers x', 'Bearers'],
    ['[1, 2]S x', '[1, 2]S'],
    ['{a b}; x', '{a b}'],
    ['', ''],
  ])('should end the word of %s', (text, value) => {
    expect(upTo(text, endOfToken(text, 0))).toBe(value);
  });
});

describe(endOfSpacedValue.name, () => {
  it.each([
    ['S S;x=1', 'S S'],
    ['S S', 'S S'],
    ['S S\nx', 'S S'],
    ['S&S S;x', 'S&S S'],
    ['S S&x=1', 'S S'],
    [String.raw`S\S S;x=1`, String.raw`S\S S`],
    [String.raw`S S\" x`, 'S S'],
    [String.raw`S S\u000ax`, 'S S'],
  ])('should end %s with the semicolon or the line when one stands before its name', (text, value) => {
    expect(upTo(text, endOfSpacedValue(text, { start: 0, isAfterSemicolon: true }))).toBe(value);
  });

  it.each([
    ['S S;x=1', 'S S'],
    ['S S; User Id=1', 'S S'],
    ['S S;\n  x=1', 'S S'],
    ['S S', ''],
    ['S S;', ''],
    ['S S; and more', ''],
    ['S S;(x)=1', ''],
    ['S S\nx;y=1', ''],
    [`${'S'.repeat(512)};x=1`, 'S'.repeat(512)],
    [`${'S'.repeat(513)};x=1`, ''],
  ])('should need a name behind %s when no semicolon stands before', (text, value) => {
    expect(upTo(text, endOfSpacedValue(text, { start: 0, isAfterSemicolon: false }))).toBe(value);
  });
});

describe(endOfLine.name, () => {
  it.each([
    ['a=S; b="S S"\nHost: x', '', 'a=S; b="S S"'],
    ['a=S\r\nHost: x', '', 'a=S'],
    [String.raw`Digest DOMAIN\S, S`, '', String.raw`Digest DOMAIN\S, S`],
    [String.raw`S\u000aHost: x`, '', 'S'],
    [String.raw`S\u000d\u000aHost: x`, '', 'S'],
    [String.raw`S\u0009S\u001bS`, '', String.raw`S\u0009S\u001bS`],
    ['S, S" -v', '"', 'S, S'],
    [`S, S' "`, `'`, 'S, S'],
    ['S, S\nx"', '"', 'S, S'],
    ['S "S"', `'`, 'S "S"'],
    ['', '', ''],
  ])('should end %j, which stands in %j, with its line or quote', (text, within, value) => {
    expect(upTo(text, endOfLine(text, { start: 0, within }))).toBe(value);
  });
});
