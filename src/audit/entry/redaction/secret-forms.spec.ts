import { withoutCredentials, withoutSecretForms } from './secret-forms.ts';
import { ADDRESS, ASSIGNMENT, DASHES, DIGITS, signsOf, TOKEN, UNUSUAL } from './text-signs.ts';

const HEAD = 'eyJhbGciOiJIUzI1NiJ9';
const BODY = 'eyJzdWIiOiJhZGEifQ';
/** Tokens in forms of their issuers, put together here so that scanners of source code find none. */
const TOKENS: readonly (readonly [issuer: string, ...parts: string[]])[] = [
  ['Amazon, for a bearer', 'ABIA', 'IOSFODNN7EXAMPLE'],
  ['Amazon, for a context', 'ACCA', 'IOSFODNN7EXAMPLE'],
  ['Google, for a client', 'GOCSPX-', 'abcdefghij_klmnopqrst-uv'],
  ['Google, to renew another', '1//0', 'abcdefghij_klmnopqrst-uv'],
  ['GitHub, for a user of an app', 'ghu_', '16C7e42F292c6912E7'],
  ['GitHub, for a server', 'ghs_', '16C7e42F292c6912E7'],
  ['GitHub, to renew another', 'ghr_', '16C7e42F292c6912E7'],
  ['GitLab, for a runner', 'glrt-', 'x1y2z3A4B5C6D7E8F9G0'],
  ['GitLab, for an agent', 'glagent-', 'x1y2z3A4B5C6D7E8F9G0'],
  ['Slack, for an app', 'xapp-', '1-A012-345-abcdefgh'],
  ['Stripe, for tests', 'sk_test_', '4eC39HqLyjWDarjt'],
  ['Stripe, for events', 'whsec_', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['PyPI', 'pypi-', 'AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAw'],
  ['Docker', 'dckr_pat_', 'abcdefghij_klmno-pq'],
  ['DigitalOcean', 'dop_v1_', '0123456789abcdef0123456789abcdef'],
  ['Shopify', 'shpat_', '0123456789abcdef01234567'],
  ['Hugging Face', 'hf_', 'abcdefghijklmnopqrstuvwx'],
  ['Vault', 'hvs.', 'CAESIJabcdefghijklmnop'],
  ['Vault, for a batch', 'hvb.', 'AAAAAQabcdefghijklmnop'],
  ['Square', 'sq0atp-', 'abcdefghij_klmnopqrst-u'],
  ['age', 'AGE-SECRET-KEY-1', 'QQPZRY9X8GF2TVDW0S3JN54K'],
];

const without = (text: string): string => withoutSecretForms(text, signsOf(text));
const withoutCredentialsIn = (text: string): string => withoutCredentials(text, signsOf(text));

describe(withoutSecretForms.name, () => {
  it.each(TOKENS)('should know a token of %s', (_issuer, ...parts) => {
    const token = parts.join('');
    expect(without(`got ${token} there`)).toBe('got [REDACTED] there');
    expect(without(`"${token}","${token}"`)).toBe('"[REDACTED]","[REDACTED]"');
    expect(without(`got x${token} there`)).toBe(`got x${token} there`);
    expect(without(`got ${parts[0]}abc there`)).toBe(`got ${parts[0]}abc there`);
  });

  it.each([
    ['glued to a word', `some-session-${HEAD}.${BODY}.c2lnbmF0dXJl`, 'some-session-[REDACTED]'],
    ['of two parts', `x ${HEAD}.${BODY} y`, 'x [REDACTED] y'],
    ['of five parts', `${HEAD}.${BODY}.c2lnbmF0dXJl.c2lnbmF0dXJl.c2lnbmF0dXJl`, '[REDACTED]'],
    ['with an empty part', `x ${HEAD}..${BODY}.${BODY}`, `x ${HEAD}..[REDACTED]`],
    ['whose body is no JSON', `x ${HEAD}.c2lnbmF0dXJl.c2lnbmF0dXJl y`, 'x [REDACTED] y'],
    ['that is encrypted', `x ${HEAD}.OKOawDo13gRp.48V1_ALb6US0.5eym8TW_c8Su.XFBoMYUZod y`, 'x [REDACTED] y'],
    ['and another', `${HEAD}.${BODY}.c2lnbmF0dXJl and ${HEAD}.${BODY}`, '[REDACTED] and [REDACTED]'],
    ['of a short head', `x eyJhbGciOiJ.${BODY}`, 'x [REDACTED]'],
    ['of a short body', `x ${HEAD}.eyJzdWIi`, 'x [REDACTED]'],
  ])('should take out a JSON web token %s', (_which, text, expected) => {
    expect(without(text)).toBe(expected);
  });

  it.each([
    ['whose head is too short', `x eyJhbGciOi.${BODY}`],
    ['whose head is too short behind a word', `some-long-word-eyJhbGciOi.${BODY}.c2lnbmF0dXJl`],
    ['whose body is too short', `x ${HEAD}.eyJzdWI`],
    ['whose other part is too short', `x ${HEAD}.c2lnbmF.c2lnbmF`],
    ['with one part that is no JSON', `x ${HEAD}.settings`],
    ['with nothing behind its head', `x ${HEAD}. Next`],
  ])('should leave a word %s', (_which, text) => {
    expect(without(text)).toBe(text);
  });

  it.each([
    ['a password of digits with a slash', 'amqp://ada:42u/w@mq', 'amqp://ada:[REDACTED]@mq'],
    ['a user of one letter before a protocol', 'dsn r:hunter2@tcp(db:3306)/x', 'dsn r:[REDACTED]@tcp(db:3306)/x'],
    ['a user before a socket', 'app.root:pw@unix(/tmp/db)', 'app.root:[REDACTED]@unix(/tmp/db)'],
    [
      'the address of a Slack webhook',
      'to https://hooks.slack.com/services/T0000/B0000/abcXYZ123 now',
      'to https://hooks.slack.com/services/[REDACTED] now',
    ],
    ['a card number and nothing else', '4111111111111111', '[REDACTED]'],
    ['a card number behind an amount', 'paid 12.50 4111111111111111', 'paid 12.50 [REDACTED]'],
    ['an IBAN and nothing else', 'DE89370400440532013000', '[REDACTED]'],
    ['an IBAN behind its name', 'iban de89 3704 0044 0532 0130 00', 'iban [REDACTED]'],
    ['an IBAN glued to its name', 'IBANDE89370400440532013000', 'IBAN[REDACTED]'],
    [
      'an IBAN glued to an id',
      'f81d4fae-7dec-41d0-a765-00a0c91e6bf6GB29NWBK60161331926819',
      'f81d4fae-7dec-41d0-a765-00a0c91e6bf6[REDACTED]',
    ],
    ['an IBAN in groups of three', 'DE89 370 400 440 532 013 000', '[REDACTED]'],
    ['an IBAN with letters, in small groups', 'to gb29 nwbk 6016 1331 9268 19.', 'to [REDACTED].'],
    ['an IBAN whose first letter is a capital', 'Nl91 abna 0417 1643 00', '[REDACTED]'],
  ])('should take out %s', (_what, text, expected) => {
    expect(without(text)).toBe(expected);
  });

  it.each([
    'https://hooks.slack.com/services/docs',
    'https://host:1/@scope/package',
    'sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'trace 4bf92f3577b34da6a3ce929d0e0e4736 of 2025-11-24T10:00:00.000Z',
    'order 2025-1124-0001-0042 and 1763900001000123',
  ])('should leave %j as it is', (text) => {
    expect(without(text)).toBe(text);
  });

  it.each([
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE', DASHES],
    ['a JSON web token', `${HEAD}.${BODY}`, TOKEN],
    ['a token', ['AKIA', 'IOSFODNN7EXAMPLE'].join(''), TOKEN],
    ['the user of an address', 'redis://:hunter2@db', ASSIGNMENT],
    ['another address', 'root:pw@tcp(db)', ADDRESS | TOKEN],
    ['a query', '/x?a=b', ADDRESS],
    ['a card number', '4111 1111 1111 1111', DIGITS | UNUSUAL],
    ['an IBAN', 'DE89 3704 0044 0532 0130 00', DIGITS | TOKEN | UNUSUAL],
  ])('should look for %s only in a text with signs of it', (_what, text, signs) => {
    expect(withoutSecretForms(text, signs)).not.toBe(text);
    expect(withoutSecretForms(text, 0xff & ~signs)).toBe(text);
  });
});

describe(withoutCredentials.name, () => {
  it.each([
    ['Bearer abcdefgh', 'Bearer [REDACTED]'],
    ['BEARER   abc.def~ghi+/= x', 'BEARER   [REDACTED] x'],
    ['Basic    dXNlcjpwYXNz x', 'Basic    [REDACTED] x'],
    ['basic QUJDREVG2w== x', 'basic [REDACTED] x'],
    ['BASIC qujdrevgh= x', 'BASIC [REDACTED] x'],
    ['Basic QUJDREVGabcdEFGH', 'Basic [REDACTED]'],
  ])('should take the credentials out of %s', (text, expected) => {
    expect(withoutCredentialsIn(text)).toBe(expected);
  });

  it.each([
    'the bearer of news',
    'a basic subscription',
    'Basic AUTHENTICATION is over',
    'Basic Subscription is over',
    'forBearer abcdefgh',
    'unBasic dXNlcjpwYXNz',
  ])('should leave %s', (text) => {
    expect(withoutCredentialsIn(text)).toBe(text);
  });

  it('should look for them only in a text with signs of them', () => {
    expect(withoutCredentials('Bearer abcdefgh', TOKEN)).toBe('Bearer [REDACTED]');
    expect(withoutCredentials('Bearer abcdefgh', 0xff & ~TOKEN)).toBe('Bearer abcdefgh');
    expect(withoutCredentials('Basic dXNlcjpwYXNz', 0xff & ~TOKEN)).toBe('Basic dXNlcjpwYXNz');
  });
});
