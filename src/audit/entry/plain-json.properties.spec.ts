import * as fc from 'fast-check';
import { plainJson } from './plain-json.ts';

/** Every text in it, keys included. */
function textsOf(json: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(json, (key, value: unknown) => {
    texts.push(key, typeof value === 'string' ? value : '');
    return value;
  });
  return texts;
}

describe('plainJson on anything', () => {
  const SECRET = 'hunter2-hunter2';
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    maxDepth: 5,
    size: 'medium',
  });

  it('should give bounded storable JSON, and the same again from its own result', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const json = plainJson(value);
        const text = JSON.stringify(json);
        expect(text.length).toBeLessThan(1_000_000);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        for (const each of textsOf(json)) expect(each.isWellFormed() && !each.includes('\0')).toBe(true);
        expect(JSON.stringify(plainJson(json))).toBe(text);
      }),
    );
  });

  it('should never change what it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const before = JSON.stringify(value);
        plainJson(value);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  it('should keep JSON that is small, storable and without secrets', () => {
    const tame = fc.string({ unit: fc.constantFrom('b', 'D', 'x', 'y', ' ', '0', '9', 'ü', '日', '😀') });
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4, depthSize: 'small' }),
        fc.dictionary(tame, tame, { maxKeys: 5 }),
        (value, texts) => {
          fc.pre(!/[a-z]/i.test(JSON.stringify(value).replaceAll(/null|true|false/g, '')));
          expect(plainJson([texts])).toEqual([texts]);
          expect(JSON.stringify(plainJson([value]))).toBe(JSON.stringify([value]));
        },
      ),
    );
  });

  it('should let no secret survive under a secret key, wherever it is', () => {
    const secretKey = fc.constantFrom('password', 'API_KEY', 'refreshToken', 'Set-Cookie', 'smtpPass', 'pin');
    const secret = fc.oneof(
      fc.constant(SECRET),
      fc.array(fc.constant(SECRET)),
      fc.dictionary(fc.string(), fc.constant(SECRET)),
      fc.record({ from: fc.constant(SECRET), to: fc.constant(SECRET) }),
    );
    const around = fc.letrec<{ node: unknown; leaf: unknown }>((tie) => ({
      leaf: fc.dictionary(secretKey, secret, { minKeys: 1 }),
      node: fc.oneof(
        { depthSize: 'medium' },
        tie('leaf'),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(fc.string(), tie('node'), { minKeys: 1, maxKeys: 3 }),
        tie('node').map((node) => new Map([['inner', node]])),
        tie('node').map((node) => ({ toJSON: () => node })),
      ),
    }));
    fc.assert(
      fc.property(around.node, (value) => {
        expect(JSON.stringify(plainJson(value))).not.toContain(SECRET);
      }),
    );
  });
});
