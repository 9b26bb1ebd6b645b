import { plainJson } from './plain-json.ts';

/** Values that say no, one way each. */
const HOSTILE = {
  getter: Object.defineProperty({ fine: 1 }, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  }),
  toJSON: {
    toJSON: () => {
      throw new Error('no');
    },
  },
  same: {
    a: 1,
    toJSON(): unknown {
      return this;
    },
  },
  endless: (): object => ({ toJSON: HOSTILE.endless }),
  keys: new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no');
      },
    },
  ),
  prototype: new Proxy(
    {},
    {
      getPrototypeOf: () => {
        throw new Error('no');
      },
    },
  ),
};

function ownCause(): Error {
  const error = new Error('a');
  error.cause = error;
  return error;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

describe('plainJson', () => {
  it.each<[what: string, value: unknown, expected: unknown]>([
    ['text', 'a\0b', 'a\uFFFDb'],
    ['not a number', Number.NaN, 'NaN'],
    ['a big number', 10n, '10'],
    ['undefined', undefined, null],
    ['a symbol', Symbol('x'), '[symbol]'],
    ['a function', () => 1, '[function]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), 'Invalid Date'],
    ['bytes', Buffer.from('abc'), '[3 bytes]'],
    ['a buffer', new ArrayBuffer(8), '[8 bytes]'],
    ['numbers in a buffer', new Float64Array(2), '[16 bytes]'],
    ['a view', new DataView(new ArrayBuffer(3)), '[3 bytes]'],
    ['minus zero', [-0].map((zero) => Object.is(plainJson(zero), 0)), [true]],
    ['a huge number', [10n ** 5_000n, -(10n ** 5_000n)], Array(2).fill('[cut: more than 1000 digits]')],
    ['an expression', /a"b/gi, '/a"b/gi'],
    ['parameters', new URLSearchParams('a=1&token=x'), 'a=1&token=[REDACTED]'],
    [
      'boxes',
      [new Number(1), new String('a'), new Boolean(false), Object(2n), Object(Symbol('x'))],
      [1, 'a', false, '2', '[symbol]'],
    ],
    ['an error', new TypeError('token=abc'), 'TypeError: token=[REDACTED]'],
    [
      'an error with causes',
      new Error('a', { cause: new TypeError('b', { cause: 'c' }) }),
      'Error: a (cause: TypeError: b (cause: c))',
    ],
    ['an error that is its own cause', ownCause(), 'Error: a (cause: Error: a (cause: Error: a (cause: Error: a)))'],
    ['an error that says more in toJSON', Object.assign(new Error('a'), { toJSON: () => 'b' }), 'Error: a'],
    ['a set', new Set([1, 'a']), [1, 'a']],
    ['a map', new Map<unknown, unknown>([[1, { a: 1 }]]), { '1': { a: 1 } }],
    ['what says itself what it is', new URL('https://a.example/'), 'https://a.example/'],
    [
      'an instance',
      new (class Point {
        x = 1;
      })(),
      { x: 1 },
    ],
    ['what has no prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['symbols as keys', { [Symbol('x')]: 1, a: 2 }, { a: 2 }],
    ['holes', [1, , 3], [1, null, 3]], // oxlint-disable-line no-sparse-arrays
    ['a getter that throws', HOSTILE.getter, { fine: 1, bad: '[unreadable]' }],
    ['a toJSON that throws', HOSTILE.toJSON, '[unreadable]'],
    ['a toJSON that says itself', HOSTILE.same, { a: 1, toJSON: '[function]' }],
    ['a toJSON without end', HOSTILE.endless(), { toJSON: '[function]' }],
    ['a toJSON that says nothing', { a: { toJSON: () => undefined } }, { a: null }],
    [
      'keys of a map that are no text',
      new Map<unknown, unknown>([
        [{}, 1],
        [[], 2],
        [Symbol('x'), 3],
        [new Date(0), 4],
      ]),
      { '[object]': 1, '[object] (2)': 2, 'Symbol(x)': 3, '1970-01-01T00:00:00.000Z': 4 },
    ],
    [
      'keys that can not be stored',
      { 'a\0b': 1, 'a\nb': 2, '\ud800': 3 },
      { 'a\\u0000b': 1, 'a\\u000ab': 2, '\uFFFD': 3 },
    ],
    ['keys that look alike', { '\ud800': 1, '\ud801': 2 }, { '\uFFFD': 1, '\uFFFD (2)': 2 }],
    [
      'a list that has no length',
      new Proxy([1], { get: (list, key) => (key === 'length' ? Number.NaN : Reflect.get(list, key)) }),
      [],
    ],
    ['a proxy without keys', HOSTILE.keys, '[unreadable]'],
    ['a proxy without prototype', HOSTILE.prototype, '[unreadable]'],
    ['a revoked proxy', revoked(), '[unreadable]'],
    ['a list with a hostile member', [1, HOSTILE.keys], [1, '[unreadable]']],
  ])('should show %s', (_what, value, expected) => {
    expect(plainJson(value)).toEqual(expected);
  });

  it('should mark what is circular and show twice what is there twice', () => {
    const shared = { a: 1 };
    const circular: Record<string, unknown> = { first: shared, second: shared };
    circular['self'] = [circular];
    expect(plainJson(circular)).toEqual({ first: { a: 1 }, second: { a: 1 }, self: ['[circular]'] });
  });

  it('should keep a key that would change the prototype a plain key', () => {
    const json = plainJson(JSON.parse('{"__proto__":{"isAdmin":true}}')) as object;
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect(JSON.stringify(json)).toBe('{"__proto__":{"isAdmin":true}}');
  });

  it('should take out secrets by their key and by their form, at any depth', () => {
    const value = {
      password: 'a',
      nested: [{ apiKey: { id: 1 } }],
      headers: new Map([['Cookie', 'a=b']]),
      text: 'Bearer abcdefgh',
      pin: null,
    };
    expect(plainJson(value)).toEqual({
      password: '[REDACTED]',
      nested: [{ apiKey: '[REDACTED]' }],
      headers: { Cookie: '[REDACTED]' },
      text: 'Bearer [REDACTED]',
      pin: null,
    });
  });

  it.each(['text', 7, true, ['a'], { a: 1 }, new Map([['a', 1]]), Symbol('x'), 1n])(
    'should hide a secret that is %p',
    (value) => {
      expect(plainJson({ password: value })).toEqual({ password: '[REDACTED]' });
    },
  );

  it('should show that a secret changed, and not from what to what', () => {
    const value = {
      password: { from: 'a', to: 'b' },
      pin: { from: null, to: 1 },
      secret: { to: undefined, from: { a: 1 } },
      token: { from: 'a', to: 'b', x: 1 },
    };
    expect(plainJson(value)).toEqual({
      password: { from: '[REDACTED]', to: '[REDACTED]' },
      pin: { from: null, to: '[REDACTED]' },
      secret: { from: '[REDACTED]', to: null },
      token: '[REDACTED]',
    });
  });

  it.each<[what: string, value: unknown, expected: unknown]>([
    ['a fault of validation', { property: 'password', value: 'S' }, { property: 'password', value: '[REDACTED]' }],
    ['a setting', { from: 'S', to: 'T', key: 'smtp.pass' }, { from: '[REDACTED]', to: '[REDACTED]', key: 'smtp.pass' }],
    [
      'a list of pairs',
      [
        ['token', 'S'],
        ['page', '2'],
      ],
      [
        ['token', '[REDACTED]'],
        ['page', '2'],
      ],
    ],
    [
      'raw headers',
      { rawHeaders: ['Host', 'x', 'Cookie', 'S'] },
      { rawHeaders: ['Host', 'x', 'Cookie', '[REDACTED]'] },
    ],
  ])('should hide a secret that is named beside it, in %s', (_where, value, expected) => {
    expect(plainJson(value)).toEqual(expected);
  });

  it('should leave lists of names and what is beside other names', () => {
    const value = {
      fields: ['password', 'token'],
      more: [
        { name: 'title', value: 'x' },
        { path: '/token', value: 1 },
      ],
    };
    expect(plainJson(value)).toEqual(value);
  });

  it('should hide secrets in keys, and the numbers of cards that are numbers', () => {
    const key = `Bearer ${'a1'.repeat(10)}`;
    expect(plainJson({ [key]: 1, card: 4111111111111111, id: 4111111111111112 })).toEqual({
      'Bearer [REDACTED]': 1,
      card: '[REDACTED]',
      id: 4111111111111112,
    });
  });
});
