/** Stands where a secret stood. */
export const REDACTED = '[REDACTED]';

/** Words that make a key's value a secret; compared without case and separators, so `apiKey` is `api_key` is `API-KEY`. */
const SECRET_WORDS = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apikey',
  'privatekey',
  'accesskey',
  'credential',
  'sessionid',
  'jwt',
  'cvv',
  'cvc',
  'iban',
  'cardnumber',
  'otp',
] as const;
/** Too short to look for inside longer words (`shipping` holds `pin`). */
const SECRET_KEYS: ReadonlySet<string> = new Set(['pin', 'pass', 'auth', 'pan', 'ssn']);

const SECRETS_IN_TEXT: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, REDACTED],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, REDACTED],
  [/\b(Bearer|Basic)\s+[\w+/=~.-]{8,}/gi, `$1 ${REDACTED}`],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s/@]{1,200}@/gi, `$1:${REDACTED}@`],
];

/** Whether a value under this key is a secret, by the key alone. */
export function isSecretKey(key: string): boolean {
  const bare = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return SECRET_KEYS.has(bare) || SECRET_WORDS.some((word) => bare.includes(word));
}

/** Text with the secrets that are known by their form taken out: keys, tokens, passwords in connection strings. */
export function redactText(text: string): string {
  return SECRETS_IN_TEXT.reduce((kept, [pattern, replacement]) => kept.replace(pattern, replacement), text);
}
