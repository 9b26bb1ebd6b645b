import { REDACTED } from './redacted.ts';

const ENCODED = /%[\da-f]{2}/i;
const WORD = /[^\s"'<>`]+/g;
/** Addresses in queries of addresses are encoded twice, seldom more often. */
const LAYERS = 3;

/** Text without the words that show a secret when they are read as parts of an address: `%70assword%3Dhunter2`. */
export function withoutEncodedSecrets(text: string, takeOut: (text: string) => string): string {
  if (!ENCODED.test(text)) return text;
  return text.replace(WORD, (word) => {
    let read = word;
    for (let layer = 0; layer < LAYERS && ENCODED.test(read); layer += 1) {
      read = decoded(read);
      if (takeOut(read) !== read) return REDACTED;
    }
    return word;
  });
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
