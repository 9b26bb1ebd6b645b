import { plainJson } from '../../entry/json/plain-json.ts';
import { isMarkOfOmission, unknownReasonOf } from './known-value.ts';

describe(unknownReasonOf.name, () => {
  it.each([
    [null, null],
    [0, null],
    ['', null],
    ['bob@example.com', null],
    [{ a: [1, 'x'] }, null],
    ['[unknown]', 'untold'],
    ['[REDACTED]', 'redacted'],
    ['password=[REDACTED] and more', 'redacted'],
    [{ a: [{ b: '[REDACTED]' }] }, 'redacted'],
    ['[unreadable]', 'unreadable'],
    ['[cut: too much]', 'cut'],
  ])('should say of %j: %s', (value, reason) => {
    expect(unknownReasonOf(value)).toBe(reason);
  });

  it.each([
    ['a long text', 'x '.repeat(5_000)],
    ['a long list', Array.from({ length: 5_000 }, (_, index) => index)],
    ['a huge number', 10n ** 2_000n],
    ['what is too deep', JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`) as unknown],
  ])('should notice that %s was cut when it was recorded', (_what, value) => {
    expect(unknownReasonOf(plainJson({ value }))).toBe('cut');
  });

  it('should tell the mark of omitted fields from a field', () => {
    const wide = plainJson(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, index])));
    const marks = Object.entries(wide as object).filter(([name, value]) => isMarkOfOmission(name, value));
    expect(marks).toEqual([['…', expect.stringMatching(/^\[cut: \d+ more\]$/)]]);
    expect(isMarkOfOmission('note', '[cut: 3 more]')).toBe(false);
    expect(isMarkOfOmission('…', { from: 1, to: 2 })).toBe(false);
  });
});
