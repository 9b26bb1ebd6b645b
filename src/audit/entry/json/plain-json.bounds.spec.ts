import { plainJson } from './plain-json.ts';
import { Redactor } from '../redaction/redact.ts';

const redactor = new Redactor();

function bytesOf(json: unknown): number {
  return Buffer.byteLength(JSON.stringify(json));
}

describe('bounds of plainJson', () => {
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
    expect(Object.keys(plainJson({ ['k'.repeat(5_000)]: 1 }) as object)[0]).toBe(`${'k'.repeat(199)}…`);
  });

  it('should say how much of a text was cut', () => {
    expect(plainJson('x'.repeat(4_000))).toBe('x'.repeat(4_000));
    expect(plainJson('x'.repeat(5_000))).toBe(`${'x'.repeat(3_967)}… [cut: 1033 characters]`);
  });

  it.each([
    [(inner: unknown) => [inner], '[[[[[[[["[cut: too deep, 1 inside]"]]]]]]]]'],
    [(inner: unknown) => ({ a: inner }), /^({"a":){8}"\[cut: too deep, 1 inside\]"}{8}$/],
    [(inner: unknown) => new Map([['a', inner]]), /^({"a":){8}"\[cut: too deep, 1 inside\]"}{8}$/],
    [(inner: unknown) => ({ toJSON: () => [inner] }), '[[[[[[[["[cut: too deep, 1 inside]"]]]]]]]]'],
  ])('should cut what is too deep: %s', (wrap, expected) => {
    let deep: unknown = ['bottom'];
    for (let depth = 0; depth < 100_000; depth += 1) deep = wrap(deep);
    expect(JSON.stringify(plainJson(deep))).toMatch(expected);
  });

  it('should keep what comes before the bound on bytes, and say how much more there was', () => {
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 'ü'.repeat(10)));
    const rows = plainJson({ first: 1, wide, last: 1 }) as { first: number; wide: unknown[] };
    expect(rows).toMatchObject({ first: 1, '…': '[cut: 1 more]' });
    expect(rows.wide.at(-1)).toMatch(/^\[cut: \d+ more\]$/);
    expect(bytesOf(rows)).toBeLessThanOrEqual(65_536);
    expect(bytesOf(rows)).toBeGreaterThan(60_000);
  });

  it.each([
    ['a text', '日'.repeat(9_000)],
    ['texts', Array.from({ length: 90 }, () => '日"\n\u0001'.repeat(900))],
    ['fields', Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`${'ü'.repeat(150)}${index}`, index]))],
    ['many lists', Array.from({ length: 90 }, () => Array.from({ length: 90 }, () => [[[]]]))],
    ['marks', Array.from({ length: 90 }, () => Array.from({ length: 90 }, () => ['[cut: 1 more]']))],
    [
      'marks of records',
      Array.from({ length: 90 }, () => Array.from({ length: 90 }, () => ({ '…': '[cut: 1 more]' }))),
    ],
    [
      'secrets',
      Array.from({ length: 90 }, () => Array.from({ length: 90 }, () => ({ pin: 1, otp: { from: 1, to: 2 } }))),
    ],
  ])('should be bounded in bytes of UTF-8, and the same again: %s', (_what, value) => {
    for (const maxBytes of [0, 64, 65, 100, 333, 1_000, 16_384, 65_536]) {
      const json = plainJson(value, redactor, { maxBytes });
      expect(bytesOf(json)).toBeLessThanOrEqual(Math.max(64, maxBytes));
      expect(plainJson(json, redactor, { maxBytes })).toEqual(json);
    }
    expect(bytesOf(plainJson(value))).toBeLessThanOrEqual(65_536);
  });

  it('should not look further into a collection than it keeps', () => {
    let reads = 0;
    const proxy = new Proxy([], {
      get: (target, key) => {
        if (key === 'length') return 2 ** 32 - 2;
        reads += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    expect((plainJson(proxy) as unknown[]).at(-1)).toBe('[cut: 4294967195 more]');
    expect(reads).toBeLessThan(110);
    expect(plainJson(Object.assign([], { length: 2 ** 32 - 1 }))).toHaveLength(100);
    class Endless extends Set<number> {
      override *values(): SetIterator<number> {
        for (;;) yield (reads += 1);
      }
      override [Symbol.iterator](): SetIterator<number> {
        return this.values();
      }
      override get size(): number {
        return Infinity;
      }
    }
    expect(plainJson(new Endless([1, 2]))).toEqual([1, 2]);
  });

  it('should bound the work on what is there many times, and on what is there without end', () => {
    let shared: unknown[] = Array.from({ length: 100 }, () => 'x');
    for (let level = 0; level < 7; level += 1) shared = Array.from({ length: 100 }, () => shared);
    expect(bytesOf(plainJson(shared))).toBeLessThanOrEqual(65_536);
    let made = 0;
    const endless = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => Array.from({ length: 50 }, (_, index) => `k${index}`),
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          get: (_, key) => ((made += 1), key === 'toJSON' ? undefined : endless()),
        },
      );
    expect(bytesOf(plainJson(endless()))).toBeLessThanOrEqual(65_536);
    expect(made).toBeLessThan(100_000);
  });

  it('should bound the work on long texts of which little is left', () => {
    let looked = 0;
    const text = `password=${'x'.repeat(3_900)}`;
    class Counting extends Redactor {
      override text(given: string, maxLength: number): string {
        looked += given.length;
        return super.text(given, maxLength);
      }
    }
    const value = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => text));
    expect(JSON.stringify(plainJson(value, new Counting()))).toContain('more]');
    expect(looked).toBeLessThan(20 * 65_536);
  });

  it('should do with hardly any stack left', () => {
    const atTheEnd = (): unknown => {
      try {
        return atTheEnd();
      } catch {
        return plainJson({ a: [{ b: 1 }] });
      }
    };
    expect(() => atTheEnd()).not.toThrow();
  });
});
