import { serialize } from 'node:v8';
import * as fc from 'fast-check';
import { plainJson } from './plain-json.ts';
import { Redactor } from '../redaction/redact.ts';

const RUNS = { numRuns: 10_000 };
const redactor = new Redactor();

const anything = fc.anything({
  key: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'constructor', 'toJSON', 'pin', 'name', 'value', '…'),
  ),
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
  maxDepth: 4,
  maxKeys: 4,
});
const hostile = fc.constantFrom<() => unknown>(
  revoked,
  () => ({
    get bad() {
      throw new Error('no');
    },
  }),
  () => ({
    toJSON() {
      throw new Error('no');
    },
  }),
  () => ({
    a: 1,
    toJSON() {
      return this;
    },
  }),
  () => {
    const circular: Record<string, unknown> = { a: [1] };
    circular['self'] = [circular, new Map([[1, circular]]), new Set([circular])];
    return circular;
  },
  () => new Error('token=x', { cause: Symbol('x') }),
  () => Symbol.iterator,
  () => Object.create({ inherited: 1 }) as unknown,
);
const value = fc.oneof(
  { weight: 4, arbitrary: anything },
  {
    weight: 1,
    arbitrary: fc.tuple(anything, hostile, anything),
  },
);
function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Some of what is hostile can't even be shown by the one who makes up values. */
function made(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  return given.map((each: unknown) => (typeof each === 'function' ? (each as () => unknown)() : each));
}

const maxBytes = fc.constantFrom(64, 90, 200, 1_000, 65_536);

/** Every text in it, keys included. */
function textsOf(json: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(json, (key, each: unknown) => {
    texts.push(key, typeof each === 'string' ? each : '');
    return each;
  });
  return texts;
}

function depthOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0;
  return 1 + Math.max(0, ...Object.values(json).map(depthOf));
}

function frozen<T>(given: T): T {
  if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given) || Object.isFrozen(given)) return given;
  if (given instanceof Map || given instanceof Set)
    for (const each of [...given.keys(), ...given.values()]) frozen(each);
  for (const each of Object.values(given)) frozen(each);
  return Object.freeze(given);
}

describe('plainJson on anything', () => {
  it('should give bounded storable JSON, and the same again from its own result', () => {
    fc.assert(
      fc.property(value, maxBytes, (given, bytes) => {
        const json = plainJson(made(given), redactor, { maxBytes: bytes });
        const text = JSON.stringify(json);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
        expect(depthOf(json)).toBeLessThanOrEqual(8);
        expect(JSON.parse(text)).toEqual(json);
        expect(textsOf(json).every((each) => each.isWellFormed() && !each.includes('\0'))).toBe(true);
        expect(JSON.stringify(plainJson(json, redactor, { maxBytes: bytes }))).toBe(text);
        expect(Object.prototype).not.toHaveProperty('pin');
      }),
      RUNS,
    );
  });

  it('should never change what it is given', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const before = serialize(given);
        plainJson(given);
        expect(serialize(given).equals(before)).toBe(true);
        plainJson(frozen(given));
      }),
      RUNS,
    );
  });

  it('should keep JSON that is small, storable and without secrets', () => {
    const tame = fc.string({
      unit: fc.constantFrom('b', 'D', 'x', 'y', ' ', 'ü', '日', '😀', ',', '.'),
      maxLength: 12,
    });
    const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
    fc.assert(
      fc.property(json, fc.dictionary(tame, tame, { maxKeys: 5 }), (given, texts) => {
        expect(plainJson(texts)).toEqual(texts);
        fc.pre(!textsOf(given).some((each) => redactor.isSecretKey(each)));
        fc.pre(!/\d{13}/.test(JSON.stringify(given)));
        fc.pre(!/[=:?#%&<@-]|\d{12}|(?! )[\p{Cc}\p{Z}\p{Bidi_Control}]/u.test(textsOf(given).join('')));
        expect(JSON.stringify(plainJson({ given }))).toBe(JSON.stringify({ given }));
      }),
      { numRuns: 3_000 },
    );
  });

  it('should let no secret survive under a secret key, or where one is named, wherever it is', () => {
    const SECRET = 'hunter2-hunter2';
    const secretKey = fc.constantFrom(
      'password',
      'API_KEY',
      'refreshToken',
      'Set-Cookie',
      'smtpPass',
      'pin',
      'IBAN',
      'otp',
    );
    const secret = fc.oneof(
      fc.constant(SECRET),
      fc.array(fc.constant(SECRET)),
      fc.dictionary(fc.string(), fc.constant(SECRET)),
      fc.record({ from: fc.constant(SECRET), to: fc.constant(SECRET) }),
    );
    const around = fc.letrec<{ node: unknown; leaf: unknown }>((tie) => ({
      leaf: fc.oneof(
        fc.dictionary(secretKey, secret, { minKeys: 1 }),
        fc.tuple(secretKey, secret).map(([key, hidden]) => new Map([[key, hidden]])),
        fc.tuple(secretKey, secret).map(([name, hidden]) => ({ value: hidden, name })),
        fc.tuple(secretKey, secret).map(([name, hidden]) => [[name, hidden]]),
        fc.tuple(secretKey, secret).map(([name, hidden]) => JSON.stringify({ [name]: hidden })),
        fc
          .tuple(secretKey, secret)
          .map(([name, hidden]) => new Error(JSON.stringify({ a: JSON.stringify({ [name]: hidden }) }))),
        secretKey.map((name) => `https://x.example/?${name}=${SECRET}`),
        secretKey.map((name) => ({ [`${name}=${SECRET}`]: 1 })),
      ),
      node: fc.oneof(
        { depthSize: 'medium' },
        tie('leaf'),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(fc.string(), tie('node'), { minKeys: 1, maxKeys: 3 }),
        tie('node').map((node) => new Map([['inner', node]])),
        tie('node').map((node) => new Set([node])),
        tie('node').map((node) => ({ toJSON: () => node })),
      ),
    }));
    fc.assert(
      fc.property(around.node, maxBytes, (given, bytes) => {
        expect(JSON.stringify(plainJson(given, redactor, { maxBytes: bytes }))).not.toContain(SECRET.slice(0, 7));
      }),
      RUNS,
    );
  });
});
