import * as fc from 'fast-check';
import { isSecretKey, REDACTED, redactedLine, redactedText, redactText } from './redact.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';

describe('isSecretKey', () => {
  it.each([
    'password',
    'newPassword',
    'PASSWORD_HASH',
    'x-api-key',
    'ApiKey',
    'accessToken',
    'set-cookie',
    'clientSecret',
    'Authorization',
    'pin',
    'userPin',
    'PIN_2',
    'smtpPass',
    'DB_PASS',
    'auth',
    'otp',
    'otpCode',
    'totpSecret',
    'ssn',
  ])('should say yes to %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
  });

  it.each([
    '',
    'name',
    'shipping',
    'passenger',
    'author',
    'authMethod',
    'rootPath',
    'notPresent',
    'footprint',
    'company',
  ])('should say no to %j', (key) => {
    expect(isSecretKey(key)).toBe(false);
  });
});

describe('redactText', () => {
  it.each([
    ['a JSON web token', `got ${JWT} there`, `got ${REDACTED} there`],
    ['one that is glued to a word', `session-${JWT}`, `session-${REDACTED}`],
    ['a bearer token', 'Authorization: bearer abcdefgh.ijkl', `Authorization: bearer ${REDACTED}`],
    ['basic credentials', 'Basic dXNlcjpwYXNz and', `Basic ${REDACTED} and`],
    ['a private key', `key ${PEM} end`, `key ${REDACTED} end`],
    ['a private key without its end', PEM.slice(0, 50), REDACTED],
    ['the password of an address', 'postgres://ada:pw@db/x', `postgres://ada:${REDACTED}@db/x`],
    ['one that holds an @', 'postgres://ada:p@w@db/x', `postgres://ada:${REDACTED}@db/x`],
    ['a secret of a query', 'GET /reset?token=abc&page=2', `GET /reset?…`],
    ['a secret of a connection string', `host=db password='a b' x=1`, `host=db password=${REDACTED} x=1`],
    ['a secret in JSON', '{"password": "a \\" b","x":1}', `{"password": "${REDACTED}","x":1}`],
    ['a query in brackets', 'Cannot GET /x?user[password]=S1&filter[token]=S2', 'Cannot GET /x?…'],
    ['a query that is encoded', 'Cannot GET /x?pass%77ord=S and /y?q=%7B%22password%22:1', 'Cannot GET /x?… and /y?…'],
    ['a query that holds JSON', 'Cannot GET /x?q={"password":"S"}', `Cannot GET /x?…"password":"${REDACTED}"}`],
    ['a secret in broken JSON', '"password":hunter2} is not', `"password":"${REDACTED}"} is not`],
  ])('should take out %s', (_what, text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
  });

  it.each([
    '',
    'upgraded to Basic subscription, the bearer of news',
    'http://localhost:8080/path?page ada@example.com',
    'the password must be longer than 12 characters',
    '{"name":"ada"} a=b',
    'eyJust a word. And. Another',
  ])('should leave %j as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each([
    'eyJ-',
    'eyJaaaaaaaa-',
    'eyJaaaaaaaa.',
    'Bearer ',
    'Basic ',
    'a://b:',
    '-----BEGIN ',
    'a=',
    '"a":',
    '"password":"',
  ])('should be done with a megabyte of %j in no time', (part) => {
    const text = part.repeat(1_000_000 / part.length);
    const startedAt = performance.now();
    redactText(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('redactedText', () => {
  it('should leave no half of a secret that lies across the cut', () => {
    const text = `${'x'.repeat(60)} postgres://ada:hunter2@db`;
    expect(redactedText(text, 80)).toBe(`${'x'.repeat(60)} postgres://ada:[RE…`);
  });

  it('should keep the bound where what stands for a secret is longer than it', () => {
    expect(redactedText('pin=1 '.repeat(20), 100)).toHaveLength(100);
  });

  it('should mark the cut although what was cut begins behind a long secret', () => {
    expect(redactedText(`${PEM.slice(0, 40)}${'x'.repeat(5_000)}`, 100)).toBe(`${REDACTED}…`);
  });
});

describe('redactedText on anything', () => {
  const SECRET = 'hunter2Hunter2';
  const secret = fc.constantFrom(
    `Bearer ${SECRET}`,
    `basic ${SECRET}`,
    `eyJ${SECRET}.${SECRET}.${SECRET}`,
    `redis://:${SECRET}@db`,
    `?token=${SECRET}`,
    `password="${SECRET}"`,
    `{"apiKey":"${SECRET}"}`,
    `"pin": ${SECRET}`,
  );
  const around = fc.oneof(fc.string({ unit: 'binary' }), fc.lorem(), fc.constant('x'.repeat(90)));

  it('should be bounded and without the secret, whatever stands around it and wherever it is cut', () => {
    fc.assert(
      fc.property(around, secret, around, fc.integer({ min: 1, max: 200 }), (before, known, after, maxLength) => {
        const text = redactedText(`${before} ${known} ${after}`, maxLength);
        expect(text.length).toBeLessThanOrEqual(maxLength);
        expect(text).not.toContain(SECRET.slice(0, 4));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('redactedLine', () => {
  it('should find a secret of several lines and show the other line breaks', () => {
    expect(redactedLine(`a\nb ${PEM}`, 100)).toBe(String.raw`a\u000ab ${REDACTED}`);
  });
});
