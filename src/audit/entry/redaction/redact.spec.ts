import { REDACTED, Redactor } from './redact.ts';

const redactor = new Redactor(['salary']);
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';
/** Tokens in forms of their issuers, put together here so that scanners of source code find none. */
const TOKENS: readonly (readonly [issuer: string, ...parts: string[]])[] = [
  ['Amazon', 'AKIA', 'IOSFODNN7EXAMPLE'],
  ['Amazon, for a session', 'ASIA', 'IOSFODNN7EXAMPLE'],
  ['Google', 'AIza', 'SyA1234567890abcdefghijklmnopqrstuv'],
  ['Google, for a user', 'ya29.', 'a0AfH6SMBxyz'],
  ['GitHub', 'ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'],
  ['GitHub, for an app', 'gho_', '16C7e42F292c6912E7710c838347Ae178B4a'],
  ['GitHub, fine-grained', 'github_pat_', '11ABCDEFG0abcdefghij_klmnopq'],
  ['GitLab', 'glpat-', 'x1y2z3A4B5C6D7E8F9G0'],
  ['Slack', 'xoxb-', '123456789012-abcdefghij'],
  ['Stripe', 'sk_live_', '4eC39HqLyjWDarjtT1zdp7dc'],
  ['Stripe, restricted', 'rk_live_', '4eC39HqLyjWDarjtT1zdp7dc'],
  ['SendGrid', 'SG.', 'ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc'],
  ['npm', 'npm_', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['OpenAI', 'sk-', 'proj-abcdefghij0123456789'],
  ['Twilio', 'SK', '0123456789abcdef0123456789abcdef'],
];

describe(Redactor.name, () => {
  it.each(TOKENS)('should know a token of %s', (_issuer, ...parts) => {
    const token = parts.join('');
    for (const text of [token, `got ${token} there`, `"${token}"`, `/x/${token}/y`, `a,${token}`, `x\n${token}`]) {
      expect(redactor.text(text, 4_000)).toBe(text.replace(token, REDACTED));
    }
  });

  it.each([
    ['a JSON web token', `got ${JWT} there`, 'got [REDACTED] there'],
    ['one glued to a word', `session-${JWT}`, 'session-[REDACTED]'],
    ['one behind other dotted words', `some-service-name.something.${JWT}`, 'some-service-name.something.[REDACTED]'],
    ['one whose signature is missing', `x ${JWT.replace(/\.[^.]*$/, '')}`, 'x [REDACTED]'],
    ['a bearer token', 'sent bearer abcdefgh.ijkl', 'sent bearer [REDACTED]'],
    ['basic credentials', 'Basic dXNlcjpwYXNz and', 'Basic [REDACTED] and'],
    ['a private key', `key ${PEM} end`, 'key [REDACTED] end'],
    ['a private key in JSON', JSON.stringify({ a: PEM }), '{"a":"[REDACTED]"}'],
    ['a private key without its end', PEM.slice(0, 50), REDACTED],
    ['the password of an address', 'postgres://ada:pw@db/x', 'postgres://ada:[REDACTED]@db/x'],
    ['one that holds an @', 'mysql://ada:p@w@db/x', 'mysql://ada:[REDACTED]@db/x'],
    ['one that holds a slash', 'amqp://ada:p/w@mq', 'amqp://ada:[REDACTED]@mq'],
    ['one without a user', 'redis://:hunter2@db', 'redis://:[REDACTED]@db'],
    ['one of several hosts', 'mongodb+srv://ada:pw@a,b/x', 'mongodb+srv://ada:[REDACTED]@a,b/x'],
    ['a token in place of a user', 'https://0123456789abcdef@host/1', 'https://[REDACTED]@host/1'],
    ['the password of Oracle', 'jdbc:oracle:thin:scott/tiger@//db', 'jdbc:oracle:thin:scott/[REDACTED]@//db'],
    ['a password before a protocol', 'root:pw@tcp(db:3306)/x', 'root:[REDACTED]@tcp(db:3306)/x'],
    ['a card number', 'paid by 4111 1111 1111 1111.', 'paid by [REDACTED].'],
    ['an IBAN', 'to DE89 3704 0044 0532 0130 00', 'to [REDACTED]'],
    ['a query', 'GET /reset?token=abc&page=2 failed', 'GET /reset?… failed'],
    ['a fragment', 'GET /x#access_token=abc', 'GET /x#…'],
    ['a query in other spellings', 'GET /x?user[pass%77ord]=S and /y?q=%7B%22password%22:1', 'GET /x?… and /y?…'],
    ['what is encoded', 'body data=%7B%22password%22%3A%22S%22%7D', 'body [REDACTED]'],
    ['what is encoded twice', 'path /x/password%253DS', 'path [REDACTED]'],
  ])('should take out %s', (_what, text, expected) => {
    expect(redactor.text(text, 4_000)).toBe(expected);
  });

  it.each([
    '',
    'upgraded to Basic subscription, the bearer of news',
    'http://localhost:8080/path?page ada@example.com',
    'https://registry.example.com:8080/@scope/package',
    'the password must be longer than 12 characters',
    '{"name":"ada"} a=b',
    'eyJust a word. And. Another',
    'sk-fading-circle-element-of-a-stylesheet',
    '2025-11-24T10:00:00.000Z 0190b6f0-7c3e-7a4b-8f7d-426614174000 1763900001000',
    'TokenExpiredError: jwt expired\n    at verify (src/auth/token.ts:10:5)',
    'permission tokens:write is missing, 100% of Promise<Token>',
  ])('should leave %j as it is', (text) => {
    expect(redactor.text(text, 4_000)).toBe(text);
  });

  it('should know the names that the host has added, in texts too', () => {
    expect(redactor.isSecretKey('SALARY')).toBe(true);
    expect(redactor.line('{"Sal_ary":5000,"x":1}', 100)).toBe('{"Sal_ary":"[REDACTED]","x":1}');
    expect(new Redactor().line('salary=5000', 100)).toBe('salary=5000');
  });

  it.each([
    ['across the cut', `${'x'.repeat(60)} postgres://ada:hunter2@db`, 80],
    ['in a token across the cut', `${'x'.repeat(60)} ${JWT}`, 90],
    ['in a card number across the cut', `${'x'.repeat(60)} 4111111111111111`, 70],
    ['in a key across the cut', `${'x'.repeat(60)} ${PEM}`, 105],
  ])('should leave no half of a secret %s', (_where, text, maxLength) => {
    const kept = redactor.text(text, maxLength);
    expect(kept.length).toBeLessThanOrEqual(maxLength);
    expect(kept).not.toMatch(/hunt|eyJ|4111|MII|BEGIN/);
    expect(kept).toMatch(/…$|\[REDACTED\]$/);
  });

  it('should not look at more of a text than can be kept', () => {
    expect(redactor.text('x'.repeat(2 ** 27), 100)).toBe(`${'x'.repeat(99)}…`);
    const beyond = `${'x'.repeat(1_200)}${JWT}`;
    expect(redactor.text(beyond, 100)).toBe(`${'x'.repeat(99)}…`);
  });

  it('should keep lines in a text, and escape them in a line', () => {
    const text = `a\r\nb ${PEM}\n\u001b[31mred \u202eturned\0`;
    expect(redactor.text(text, 200)).toBe('a\nb [REDACTED]\n\\u001b[31mred \\u202eturned\uFFFD');
    expect(redactor.line(text, 200)).toBe(String.raw`a\u000d\u000ab [REDACTED]\u000a\u001b[31mred \u202eturned\u0000`);
  });

  it('should do the same with a line that it has seen before', () => {
    for (let time = 0; time < 2; time += 1) {
      expect(redactor.line('password=hunter2', 100)).toBe('password=[REDACTED]');
      expect(redactor.line('a=b and c=d', 11)).toBe('a=b and c=d');
      expect(redactor.line('a=b and c=d', 5)).toBe('a=b …');
    }
  });

  it('should take out what is encoded, and leave the rest of what is', () => {
    expect(redactor.text('100%25 of /x/password%3DS', 100)).toBe('100%25 of [REDACTED]');
  });

  it('should take out no more of a line because its end was escaped', () => {
    const expected = String.raw`Cookie: [REDACTED]\u000aHost: x`;
    expect(redactor.line('Cookie: a=b; c=d\nHost: x', 100)).toBe(expected);
    expect(redactor.line(expected, 100)).toBe(expected);
  });
});
