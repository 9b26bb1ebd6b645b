import { singleLine, storableText } from './text.ts';

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
  'pannumber',
  'otpcode',
  'pincode',
] as const;
/** Too short to look for inside longer words (`shipping` holds `pin`, `rootPath` holds `otp`): the last word of a key. */
const SHORT_SECRET_WORDS: ReadonlySet<string> = new Set(['pin', 'pass', 'auth', 'pan', 'ssn', 'otp', 'totp']);
const LONGEST_LAST_WORD = 40;

/** What is looked for in text, with what is kept of it. Each runs in time linear in the text: a stranger may write it. */
const SECRETS_IN_TEXT: readonly (readonly [pattern: RegExp, kept: string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, ''],
  [/\beyJ\w{8,}(?:-\w*){0,9}\.[\w-]{8,}\.[\w-]*/g, ''],
  [/\b(Bearer\s+)[\w+/=~.-]{8,}/gi, '$1'],
  // "Basic" is also a word of prose: what follows has to look like base64
  [/\b((?:[Bb]asic|BASIC)\s+)(?=[\w+/=-]*(?:[\d=]|[a-z][A-Z]))[\w+/-]{8,}={0,2}/g, '$1'],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}:)[^\s/]{1,200}(?=@)/gi, '$1'],
];
/** `name=value` as in a query or a connection string, and `"name":value` as in JSON. */
const NAMED_VALUES: readonly RegExp[] = [
  /(?<![\w.-])(([\w.-]{1,64})=)(?:"[^"]{0,4000}"?|'[^']{0,4000}'?|[^\s&;,"'<>]+)/g,
  /("([\w.-]{1,64})"\s{0,5}:\s{0,5})(?:"(?:[^"\\]|\\.){0,4000}"?|[^\s,}\]]+)/g,
];
/** What follows the `?` of an address: names and values in spellings (`pass%77ord=`, `user[password]=`) without end. */
const QUERY_OF_ADDRESS = /\?[^\s?"'<>`]+/g;
/** A text without any of these has none of the above; most have none, and are done with in one look. */
const SIGNS_OF_SECRETS = /[=:]|-----BEGIN|eyJ|Bearer|Basic/i;

/** A secret is looked for this far beyond the place where a text is cut, so that no half of one is left there. */
const BEYOND_CUT = 1_000;

/** Whether a value under this key is a secret, by the key alone. */
export function isSecretKey(key: string): boolean {
  const bare = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return SECRET_WORDS.some((word) => bare.includes(word)) || SHORT_SECRET_WORDS.has(lastWordOf(key));
}

/** `smtpPass` -> `pass`, `USER_PIN2` -> `pin` */
function lastWordOf(key: string): string {
  return /([A-Z]?[a-z]+|[A-Z]+)[\d_.-]*$/.exec(key.slice(-LONGEST_LAST_WORD))?.[1]?.toLowerCase() ?? '';
}

/** Text with the secrets that are known by their form or their name taken out: keys, tokens, passwords in addresses. */
export function redactText(text: string): string {
  if (!SIGNS_OF_SECRETS.test(text)) return text;
  const formless = SECRETS_IN_TEXT.reduce((left, [pattern, kept]) => left.replace(pattern, kept + REDACTED), text);
  const withoutQueries = formless.replace(QUERY_OF_ADDRESS, shortenQuery);
  return NAMED_VALUES.reduce((left, pattern) => left.replace(pattern, redactNamed), withoutQueries);
}

/** The query of a request is kept name by name, redacted, in its metadata; texts that quote the address do without. */
function shortenQuery(query: string): string {
  return /[=%]/.test(query) ? '?…' : query;
}

function redactNamed(whole: string, start: string, name: string): string {
  if (!isSecretKey(name)) return whole;
  return start.includes('=') ? `${start}${REDACTED}` : `${start}"${REDACTED}"`;
}

/** {@link storableText} without secrets. */
export function redactedText(text: string, maxLength: number): string {
  return storableText(redactedStart(text, maxLength), maxLength);
}

/** {@link singleLine} without secrets. */
export function redactedLine(text: string, maxLength: number): string {
  return singleLine(redactedStart(text, maxLength), maxLength);
}

/** As much of a text as can be kept, so that the work is bounded however long it is. */
function redactedStart(text: string, maxLength: number): string {
  const end = maxLength + BEYOND_CUT;
  return text.length <= end ? redactText(text) : `${redactText(text.slice(0, end))}…`;
}

/** Takes secrets out of keys and texts: what is known everywhere, and the keys that a host adds. */
export class Redactor {
  readonly #extraKeys: ReadonlySet<string>;

  /** @param extraKeys further names of secrets, in any spelling */
  constructor(extraKeys: readonly string[] = []) {
    this.#extraKeys = new Set(extraKeys);
  }

  isSecretKey(key: string): boolean {
    return this.#extraKeys.has(key) || isSecretKey(key);
  }

  text(text: string, maxLength: number): string {
    return redactedText(text, maxLength);
  }

  line(text: string, maxLength: number): string {
    return redactedLine(text, maxLength);
  }
}
