import { Remembered } from './remembered.ts';

/** What makes a name the name of a secret wherever it stands in it: `newPassword`, `x-api-key`, `dbpasswort2`. */
const ANYWHERE =
  /passw|passphrase|passcode|passkey|pwd|pswd|secret|credential|token|authori[sz]ation|cookie|csrf|xsrf|jwt|sess(?:ion)?id|(?:api|access|private|encryption|signing|master|account|shared|session|auth|ssh|hmac|subscription|functions)key|creditcard|debitcard|(?:card|cc|pan)number|cvv|cvc|(?:security|verification|recovery|backup|onetime|auth|mfa|twofactor)code|(?:seed|recovery)phrase|mnemonic|socialsecurity|kennwort|geheim|zugangsdaten|kreditkarte|motdepasse|cleprivee|contrasena|wachtwoord/;
/** Words in which one of those stands by chance. */
const BY_CHANCE = /secretar|tokeni[sz]|keyboard|keyword/g;

/** Too short to look for inside of words (`shipping` holds `pin`): the last word of a name, but for {@link TAILS}. */
const SHORT: ReadonlySet<string> = new Set(
  'pin pass pw auth pan ssn otp totp sig signature sid iban csc bearer creds mdp jeton senha cardno cardnr cardnum'.split(
    ' ',
  ),
);
/** What may follow a short word: `pinCode`, `otp_value`, `PIN (again)`. */
const TAILS: ReadonlySet<string> = new Set(
  'code hash value number no nr new old confirm confirmation confirmed repeat repeated again header'.split(' '),
);
/** What a short word is written together with: `smtppass`, `userpin`. */
const HEADS: ReadonlySet<string> = new Set(
  'new old my user card current confirm repeat your account bank customer client admin root db database smtp imap mail email ftp sftp ssh http ldap mysql pg postgres redis proxy login web wifi sms'.split(
    ' ',
  ),
);
/** Last words of names that tell something about a secret and not the secret: `tokenCount`, `passwordChangedAt`. */
const ABOUT: ReadonlySet<string> = new Set(
  'count type at expiry expires expired ttl age lifetime timeout length policy rules required enabled attempts limit days hours minutes seconds ms'.split(
    ' ',
  ),
);

const WORDS = /[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]+/g;
/** As much of a name as is looked at, at its beginning and at its end. */
const LOOKED_AT = 250;

/** Says which names are names of secrets: those known everywhere, and those that a host adds. */
export class SecretKeys {
  readonly #extra: ReadonlySet<string>;
  readonly #known = new Remembered((key) => this.#isExtra(key) || isSecretName(key));

  constructor(extraKeys: readonly string[]) {
    this.#extra = new Set(extraKeys.map((key) => bareName(key)));
  }

  has(key: string): boolean {
    return this.#known.of(key);
  }

  #isExtra(key: string): boolean {
    if (this.#extra.size === 0) return false;
    const bare = bareName(key);
    return this.#extra.has(bare) || this.#extra.has(bare.replace(/\d{1,9}$/, ''));
  }
}

/** Whether a name says that its value is a secret, in any case, with any separators and accents. */
function isSecretName(key: string): boolean {
  const name = withoutAccents(key);
  const compact = name
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .replace(BY_CHANCE, '');
  const words = (name.match(WORDS) ?? []).map((word) => word.toLowerCase());
  if (ANYWHERE.test(compact)) return !ABOUT.has(words.at(-1) ?? '');
  while (words.length > 1 && TAILS.has(words.at(-1) ?? '')) words.pop();
  return [words.at(-1) ?? '', words.slice(-2).join(''), compact].some(isShortSecret);
}

function isShortSecret(word: string): boolean {
  return [word, word.replace(/s$/, '')].some((each) => {
    if (SHORT.has(each)) return true;
    for (const short of SHORT) {
      if (each.endsWith(short) && HEADS.has(each.slice(0, -short.length))) return true;
    }
    return false;
  });
}

/** A name without case, separators and accents, in any script. */
function bareName(key: string): string {
  return withoutAccents(key)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** `Clé` -> `Cle`; also makes full-width and other compatible letters plain ones. */
function withoutAccents(key: string): string {
  const looked = key.length <= 2 * LOOKED_AT ? key : key.slice(0, LOOKED_AT) + key.slice(-LOOKED_AT);
  return looked.normalize('NFKD').replaceAll(/\p{M}/gu, '');
}
