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
    ['an error', new TypeError('token=abc'), 'TypeError: token=[REDACTED]'],
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

  it('should show that a secret changed, and not from what to what', () => {
    expect(plainJson({ password: { from: 'a', to: 'b' }, token: { from: 'a', to: 'b', x: 1 } })).toEqual({
      password: { from: '[REDACTED]', to: '[REDACTED]' },
      token: '[REDACTED]',
    });
  });

  it('should cut what is too long where it is too long', () => {
    const numbers = Array.from({ length: 150 }, (_, index) => index);
    const list = plainJson(numbers) as unknown[];
    expect([list.length, list.at(-2), list.at(-1)]).toEqual([100, 98, '[cut: 51 more]']);
    expect(plainJson(new Set(numbers))).toEqual(list);
    const pairs = numbers.map((index) => [`k${index}`, index] as const);
    for (const record of [Object.fromEntries(pairs), new Map(pairs)]) {
      const kept = Object.entries(plainJson(record) as object);
      expect([kept.length, kept.at(-1)]).toEqual([100, ['…', '[cut: 51 more]']]);
    }
    expect(plainJson(numbers.slice(0, 100))).toHaveLength(100);
    expect(plainJson('x'.repeat(5_000))).toHaveLength(4_000);
    expect(Object.keys(plainJson({ ['k'.repeat(5_000)]: 1 }) as object)[0]).toHaveLength(200);
  });

  it('should cut what is too deep', () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(JSON.stringify(plainJson(deep))).toBe('[[[[[[[["[cut: too deep]"]]]]]]]]');
  });

  it('should cut what is too much altogether and keep what came before', () => {
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 7));
    const rows = plainJson({ first: 1, wide, last: 1 }) as { first: number; wide: unknown[] };
    expect(rows.first).toBe(1);
    expect(rows.wide.at(-1)).toBe('[cut: too much]');
    expect(rows).not.toHaveProperty('last');
    const long = plainJson(Array.from({ length: 100 }, () => 'x'.repeat(4_000))) as string[];
    expect(long.slice(0, 25).every((text) => text.length === 4_000)).toBe(true);
    expect(long.slice(25)).toEqual(['[cut: too much]', '[cut: too much]']);
    const keys = Array.from({ length: 100 }, (_, index) => [`${index}`.padEnd(200, 'k'), 1] as const);
    const named = plainJson(Array.from({ length: 20 }, () => Object.fromEntries(keys)));
    expect(JSON.stringify(named).length).toBeLessThan(110_000);
  });

  it('should not walk through the whole of a large collection', () => {
    let steps = 0;
    class Endless extends Set<number> {
      override *values(): SetIterator<number> {
        for (;;) yield (steps += 1);
      }
      override [Symbol.iterator](): SetIterator<number> {
        return this.values();
      }
    }
    expect(plainJson(new Endless([1, 2]))).toEqual([1, 2]);
    expect(steps).toBe(0);
    expect(plainJson(Array.from({ length: 100 }, () => Object.assign([], { length: 2 ** 32 - 1 })))).toHaveLength(21);
  });
});
