import { objectionTo, type SettingSchema } from './setting-schema.ts';

const NUMBER: SettingSchema = { type: 'integer', minimum: 3, maximum: 20 };
const TEXT: SettingSchema = { type: 'string', minLength: 4, maxLength: 6, nullable: false };
const OPTIONAL: SettingSchema = { ...TEXT, nullable: true };

const BAD_NUMBER = 'must be a whole number from 3 to 20';
const BAD_TEXT = 'must be a text of 4 to 6 characters';

describe('objectionTo', () => {
  it.each([3, 20, 7])('should let the number %s pass', (value) => {
    expect(objectionTo(value, NUMBER)).toBeUndefined();
  });

  it.each([2, 21, -3, 3.5, NaN, Infinity, 1e300, '5', 5n, true, null, undefined, [5], { valueOf: () => 5 }])(
    'should refuse %p as a number',
    (value) => {
      expect(objectionTo(value, NUMBER)).toBe(BAD_NUMBER);
    },
  );

  it.each(['four', 'sixsix', '🔑🔑🔑🔑', '    '])('should let the text %j pass', (value) => {
    expect(objectionTo(value, TEXT)).toBeUndefined();
  });

  it.each(['', 'abc', 'sevenxx', '🔑🔑', 'ab\uD800cd', 4, ['four'], {}, null, undefined])(
    'should refuse %p as a text',
    (value) => {
      expect(objectionTo(value, TEXT)).toBe(BAD_TEXT);
    },
  );

  it('should take null for a value where the schema does, but nothing for null', () => {
    expect(objectionTo(null, OPTIONAL)).toBeUndefined();
    expect(objectionTo(undefined, OPTIONAL)).toBe(`${BAD_TEXT}, or null`);
    expect(objectionTo('', OPTIONAL)).toBe(`${BAD_TEXT}, or null`);
  });
});

describe('a pattern', () => {
  const PATTERN: SettingSchema = {
    type: 'string',
    minLength: 1,
    maxLength: 9,
    nullable: true,
    pattern: 'on|off',
    example: 'on',
  };

  it('should be what the whole text is like', () => {
    expect(['on', 'off', null].map((value) => objectionTo(value, PATTERN))).toEqual([undefined, undefined, undefined]);
    const reason = 'must be a text of 1 to 9 characters like on, or null';
    for (const value of ['onoff', 'xon', 'of', 'on\n', '', 7]) expect(objectionTo(value, PATTERN)).toBe(reason);
  });
});
