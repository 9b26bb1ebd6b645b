/** Something that must not be found anywhere, and where it is planted. */
export interface Canary {
  readonly kind: string;
  readonly secret: string;
}

let planted = 0;

/** Unique, so that a finding tells where it came from, and without any form by which it could be known. */
function plain(): string {
  planted += 1;
  return `zq${planted}canary${'wxyz'.repeat(2)}${planted}`;
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** Names under which companies keep secrets, in the spellings they use. */
const SECRET_NAMES = [
  'password',
  'newPassword',
  'password_confirmation',
  'PASSWD',
  'passphrase',
  'pwd',
  'smtpPass',
  'secret',
  'client_secret',
  'clientSecretV2',
  'token',
  'accessToken',
  'refresh-token',
  'csrf_token',
  'authorization',
  'Cookie',
  'set-cookie',
  'apiKey',
  'api_key',
  'X-API-KEY',
  'privateKey',
  'aws_secret_access_key',
  'credentials',
  'sessionId',
  'jwt',
  'pin',
  'userPIN',
  'cvv',
  'cvc2',
  'iban',
  'cardNumber',
  'otp',
  'ssn',
];

/** Secrets that are known by the name they stand under. */
export function namedCanaries(): readonly Canary[] {
  return SECRET_NAMES.map((kind) => ({ kind, secret: plain() }));
}

/** Secrets that are known by their form, wherever they stand. */
export function formedCanaries(): readonly Canary[] {
  const id = plain();
  return [
    { kind: 'JWT', secret: `${base64url('{"alg":"HS256"}')}.${base64url(`{"sub":"${id}"}`)}.${base64url(plain())}` },
    { kind: 'bearer', secret: `Bearer ${plain()}` },
    { kind: 'basic', secret: `Basic ${Buffer.from(`ada:${plain()}`).toString('base64')}` },
    { kind: 'PEM', secret: `-----BEGIN PRIVATE KEY-----\n${base64url(plain())}\n-----END PRIVATE KEY-----` },
    { kind: 'AWS', secret: 'AKIAIOSFODNN7CANARYX' },
    { kind: 'GitHub', secret: `ghp_${'Ca1nAry2'.repeat(5).slice(0, 36)}` },
    { kind: 'GitLab', secret: 'glpat-Ca1nAry2xyzWVUTSRQPo' },
    { kind: 'Slack', secret: 'xoxb-123456789012-1234567890123-Ca1nAry2xyzWVUTSRQPoNMlk' },
    { kind: 'Stripe', secret: 'sk_live_51Ca1nAry2xyzWVUTSRQPoNMlkj' },
    { kind: 'Google', secret: `AIzaSyCa1nAry2xyzWVUTSRQPoNMlkjihgfedcb`.slice(0, 39) },
    { kind: 'card', secret: '4111 1111 1111 1111' },
    { kind: 'card', secret: '5500-0000-0000-0004' },
    { kind: 'postgres', secret: `postgres://app:${plain()}@db.internal:5432/app` },
    { kind: 'mongodb', secret: `mongodb+srv://app:${plain()}@cluster.internal/app` },
    { kind: 'redis', secret: `redis://:${plain()}@cache.internal` },
    { kind: 'ADO.NET', secret: `Server=db;User Id=app;Password=${plain()};` },
  ];
}

/** The part of a canary that gives it away: of an address or a header only the secret itself. */
function tellTale({ secret }: Canary): string {
  const word = /zq\d+canary\w+/.exec(secret)?.[0];
  if (word !== undefined) return word;
  return secret.replace(/^(?:Basic|Bearer) /, '').split('\n')[1] ?? secret.replace(/^(?:Basic|Bearer) /, '');
}

/** Which of the canaries a text shows. */
export function foundIn(text: string, canaries: readonly Canary[]): readonly Canary[] {
  return canaries.filter((canary) => text.includes(tellTale(canary)));
}
