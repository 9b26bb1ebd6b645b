import { withoutEncodedSecrets } from './encoded-secrets.ts';
import { FieldNames } from './field-names.ts';
import { KnownTexts } from './known-texts.ts';
import { withoutNamedSecrets } from './named-secrets.ts';
import { REDACTED } from './redacted.ts';
import { withoutCredentials, withoutSecretForms } from './secret-forms.ts';
import { SecretKeys } from './secret-keys.ts';
import { PERCENT, signsOf } from './text-signs.ts';
import { plainLines, singleLine } from '../text.ts';

export { REDACTED } from './redacted.ts';

/** A secret is looked for this far beyond the place where a text is cut, so that no half of one is left there. */
const BEYOND_CUT = 1_000;
/** What was taken out, escaped or cut can look like a secret itself; after so many rounds the text is given up. */
const ROUNDS = 6;

/** Takes secrets out of keys and texts: what is known everywhere, and the keys that a host adds. */
export class Redactor {
  readonly #keys: SecretKeys;
  /** Texts that are more than plain and hold no secret all the same. */
  readonly #clean = new KnownTexts();
  readonly #takeOut = (text: string, signs = signsOf(text)): string => {
    const named = withoutNamedSecrets(withoutSecretForms(text, signs), { signs, isSecretKey: this.isSecretKey });
    return withoutCredentials(named, signs);
  };

  /** What is known of names of fields. */
  readonly names = new FieldNames(this);

  /** @param extraKeys further names of secrets, in any spelling */
  constructor(extraKeys: readonly string[] = []) {
    this.#keys = new SecretKeys(extraKeys);
  }

  /** Whether a value under this key is a secret, by the key alone. */
  readonly isSecretKey = (key: string): boolean => this.#keys.has(key);

  /**
   * A text of several lines without secrets, storable, and without what could turn a line around or move a cursor.
   * What is given its own result gives the same again. The work is bounded by `maxLength`, however long the text is.
   *
   * @param maxLength In UTF-16 units; what is cut ends in `…`
   */
  text(text: string, maxLength: number): string {
    return isPlain(text, maxLength) ? text : this.#settled(text, maxLength, plainLines);
  }

  /** {@link text} on one line: what could break or fake a line is shown as an escape, `\u000a`. */
  line(text: string, maxLength: number): string {
    if (isPlain(text, maxLength)) return text;
    if (text.length <= maxLength && this.#clean.has(text)) return text;
    const line = this.#settled(text, maxLength, singleLine);
    if (line === text) this.#clean.add(text);
    return line;
  }

  #settled(text: string, maxLength: number, clean: (text: string, maxLength: number) => string): string {
    const end = maxLength + BEYOND_CUT;
    let kept = text.length > end ? `${text.slice(0, end)}…` : text;
    for (let round = 0; round < ROUNDS; round += 1) {
      const next = clean(this.#withoutSecrets(kept), maxLength);
      if (next === kept) return kept;
      kept = next;
    }
    return REDACTED.slice(0, maxLength);
  }

  #withoutSecrets(text: string): string {
    const signs = signsOf(text);
    const left = this.#takeOut(text, signs);
    return (signs & PERCENT) === 0 ? left : withoutEncodedSecrets(left, (read) => this.#takeOut(read));
  }
}

function isPlain(text: string, maxLength: number): boolean {
  return text.length <= maxLength && signsOf(text) === 0;
}
