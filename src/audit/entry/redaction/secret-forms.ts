import { withoutCardNumbers, withoutIbans } from './payment-numbers.ts';
import { REDACTED } from './redacted.ts';
import { ADDRESS, ASSIGNMENT, DASHES, DIGITS, TOKEN, UNUSUAL } from './text-signs.ts';

/** One family of secrets that is known by its form. */
interface SecretForm {
  /** A text without any of these signs has none of the family. */
  readonly signs: number;
  /** The same, to look at closer. */
  readonly sign: RegExp;
  readonly takeOut: (text: string) => string;
}

/**
 * What tokens begin with that their issuers have made recognisable, and the least that follows: Amazon, Google, GitHub,
 * GitLab, Slack, Stripe, SendGrid, npm, PyPI, OpenAI and alike, Twilio, Docker, DigitalOcean, Shopify, Hugging Face,
 * Vault, Square, age.
 */
const ISSUED_TOKEN = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}`,
    String.raw`AIza[\w-]{30,}`,
    String.raw`ya29\.[\w.-]{10,}`,
    String.raw`GOCSPX-[\w-]{20,}`,
    String.raw`1//0[\w-]{20,}`,
    String.raw`gh[pousr]_\w{16,}`,
    String.raw`github_pat_\w{16,}`,
    String.raw`gl(?:pat|ptt|dt|rt|cbt|soat|ft|agent|imt|oas)-[\w.-]{16,}`,
    String.raw`xox[a-z]-[\w-]{11,}`,
    String.raw`xapp-[\w-]{16,}`,
    String.raw`(?:sk|rk)_(?:live|test)_\w{8,}`,
    String.raw`whsec_[\w+/=]{16,}`,
    String.raw`SG\.[\w-]{10,}\.[\w-]{10,}`,
    String.raw`npm_[A-Za-z0-9]{20,}`,
    String.raw`pypi-[\w-]{30,}`,
    String.raw`sk-(?=[\w-]{0,60}\d)[\w-]{16,}`,
    String.raw`SK[0-9a-f]{32}`,
    String.raw`dckr_pat_[\w-]{16,}`,
    String.raw`do[opr]_v1_[0-9a-f]{32,}`,
    String.raw`shp(?:at|ca|pa|ss)_[0-9a-f]{24,}`,
    String.raw`hf_[A-Za-z0-9]{24,}`,
    String.raw`hv[sb]\.[\w-]{20,}`,
    String.raw`sq0[a-z]{3}-[\w-]{20,}`,
    String.raw`AGE-SECRET-KEY-1[A-Z0-9]{20,}`,
  ].join('|')})`,
  'g',
);
const ISSUED_TOKEN_SIGN =
  /A[KSBC][IC]A|AIza|ya29|GOCSPX|1\/\/0|gh[pousr]_|github_pat|gl[a-z]{2,5}-|xox|xapp|[srd]k[-_]|whsec|SG\.|npm_|pypi|SK[0-9a-f]|dckr|_v1_|shp|hf_|hv[sb]\.|sq0|AGE-SEC/;

const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** What a JSON web token can begin in: each run of its characters is looked at once, however often `eyJ` is in it. */
const HEAD_OF_JWT = /(?<![\w-])[\w-]{11,}(?=\.)/g;
/** What has two parts only is a token when both begin like one. */
const REST_OF_JWT = /\.(?:eyJ[\w-]{5,}(?:\.[\w-]*){0,4}|[\w-]{8,}(?:\.[\w-]*){1,4})/y;

const BEARER = /\b(Bearer\s{1,8})[\w+/=~.-]{8,}/gi;
/** "Basic" is also a word of prose: what follows has to look like base64. */
const BASIC = /\b((?:[Bb]asic|BASIC)\s{1,8})(?=[\w+/=-]{0,200}(?:[\d=]|[a-z][A-Z]))[\w+/-]{8,}={0,2}/g;

/** Password of an address; one with a slash where no port can be meant; a user alone who is long enough for a token. */
const USER_OF_ADDRESS: readonly RegExp[] = [
  /(:\/\/[^\s:/@]{0,200}:)[^\s/]{1,500}(?=@)/g,
  /(:\/\/[^\s:/@]{0,200}:)(?!\d{1,5}[/?#])[^\s@]{1,500}(?=@)/g,
  /(:\/\/)[^\s:/@?#[\]]{12,500}(?=@)/g,
];
/** `jdbc:oracle:thin:scott/tiger@//db`, `root:pw@tcp(db:3306)/shop`, a Slack webhook. */
const OTHER_ADDRESSES: readonly RegExp[] = [
  /(\bjdbc:oracle:\w{2,8}:[^\s/@]{1,64}\/)[^\s@]{1,200}(?=@)/gi,
  /((?<![\w.-])[\w.-]{1,64}:)[^\s@]{1,200}(?=@(?:tcp|udp|unix)\()/g,
  /(\bhooks\.slack\.com\/services\/)[\w/]{8,}/g,
];
/** What follows the `?` or `#` of an address: names and values in spellings without end (`pass%77ord=`). */
const QUERY_OF_ADDRESS = /[?#][^\s?#"'<>`\\]+/g;

/** The first group of a pattern is what may stay. */
const KEPT_START = `$1${REDACTED}`;

const FORMS: readonly SecretForm[] = [
  { signs: DASHES, sign: /-----BEGIN/, takeOut: (text) => text.replace(PRIVATE_KEY, REDACTED) },
  { signs: TOKEN, sign: /eyJ/, takeOut: withoutJwts },
  { signs: TOKEN, sign: ISSUED_TOKEN_SIGN, takeOut: (text) => text.replace(ISSUED_TOKEN, REDACTED) },
  { signs: ASSIGNMENT, sign: /:\/\//, takeOut: (text) => replaceAll(text, USER_OF_ADDRESS, KEPT_START) },
  {
    signs: ADDRESS | TOKEN,
    sign: /jdbc:|@(?:tcp|udp|unix)\(|slack/i,
    takeOut: (text) => replaceAll(text, OTHER_ADDRESSES, KEPT_START),
  },
  { signs: ADDRESS, sign: /[?#]/, takeOut: (text) => text.replace(QUERY_OF_ADDRESS, shortenQuery) },
  { signs: DIGITS | UNUSUAL, sign: /\d(?:[ \u00a0-]?\d){12}/, takeOut: withoutCardNumbers },
  {
    signs: DIGITS | TOKEN | UNUSUAL,
    sign: /[a-z]{2}\d\d/i,
    takeOut: withoutIbans,
  },
];

const CREDENTIALS: readonly SecretForm[] = [
  { signs: TOKEN, sign: /bearer\s/i, takeOut: (text) => text.replace(BEARER, KEPT_START) },
  { signs: TOKEN, sign: /basic\s/i, takeOut: (text) => text.replace(BASIC, KEPT_START) },
];

/**
 * Text with {@link REDACTED} in place of each secret that is known by its form. Linear in the text: a stranger may write
 * it.
 *
 * @param signs {@link signsOf} the text
 */
export function withoutSecretForms(text: string, signs: number): string {
  return withoutForms(text, { forms: FORMS, signs });
}

/**
 * Text without what follows `Bearer` and `Basic`: to be taken out last, because anything can follow those, the name of
 * another secret too.
 */
export function withoutCredentials(text: string, signs: number): string {
  return withoutForms(text, { forms: CREDENTIALS, signs });
}

function withoutForms(
  text: string,
  { forms, signs }: { readonly forms: readonly SecretForm[]; readonly signs: number },
): string {
  let left = text;
  for (const form of forms) {
    if ((form.signs & signs) !== 0 && form.sign.test(left)) left = form.takeOut(left);
  }
  return left;
}

function replaceAll(text: string, patterns: readonly RegExp[], replacement: string): string {
  return patterns.reduce((left, pattern) => left.replace(pattern, replacement), text);
}

/** Each from where it begins: it may be glued to a word. */
function withoutJwts(text: string): string {
  let kept = '';
  let done = 0;
  for (const { 0: head, index } of text.matchAll(HEAD_OF_JWT)) {
    const start = head.indexOf('eyJ');
    if (start < 0 || head.length - start <= 'eyJ'.length + 7 || index < done) continue;
    REST_OF_JWT.lastIndex = index + head.length;
    if (!REST_OF_JWT.test(text)) continue;
    kept += text.slice(done, index + start) + REDACTED;
    done = REST_OF_JWT.lastIndex;
  }
  return kept + text.slice(done);
}

/** The query of a request is kept name by name, redacted, in its metadata; texts that quote the address do without. */
function shortenQuery(query: string): string {
  return /[=%]/.test(query) ? `${query.charAt(0)}…` : query;
}
