/** Something to escape, or letters beyond ASCII. */
export const UNUSUAL = 1;
/** `=` or `:`, as between a name and a value. */
export const ASSIGNMENT = 2;
/** `?`, `#` or `//`, as in an address; `(` after `@`. */
export const ADDRESS = 4;
/** A word long enough for a token, or a word that announces one. */
export const TOKEN = 8;
/** Digits enough for a card or an account. */
export const DIGITS = 16;
/** `--`, as before an option, or around a key. */
export const DASHES = 32;
/** `<`, as of an element. */
export const ELEMENT = 64;
/** `%`, as of a letter in an address. */
export const PERCENT = 128;

/** No token that is known by its form is shorter. */
const SHORTEST_TOKEN = 16;
const FEWEST_DIGITS = 12;

const WORD = 1;
const DIGIT = 2;
const B = 4;
/** Of the 128 characters of ASCII: what each is a sign of, above 255 what it is a part of. */
const MEANING = new Uint16Array(128);
for (let code = 0; code < 128; code += 1) {
  const char = String.fromCharCode(code);
  if (code < 0x20 || code === 0x7f) MEANING[code] = UNUSUAL;
  if (/[\w.+/~-]/.test(char)) MEANING[code] = WORD << 8;
  if (/\d/.test(char)) MEANING[code] = (WORD | DIGIT) << 8;
  if (/b/i.test(char)) MEANING[code] = (WORD | B) << 8;
}
for (const [chars, sign] of [
  ['=:', ASSIGNMENT],
  ['?#@', ADDRESS],
  ['<', ELEMENT],
  ['%', PERCENT],
] as const) {
  for (const char of chars) MEANING[char.charCodeAt(0)] = sign;
}

/**
 * What a text has signs of, as a sum of the constants above, in one quick look. Most texts have none: then there is no
 * secret in them that could be known, and nothing to escape.
 */
export function signsOf(text: string): number {
  let signs = 0;
  let wordLength = 0;
  let digits = 0;
  let last = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const meaning = code < 128 ? (MEANING[code] ?? 0) : UNUSUAL;
    signs |= meaning & 0xff;
    if (meaning < 256) {
      wordLength = 0;
    } else {
      wordLength += 1;
      if (wordLength === SHORTEST_TOKEN) signs |= TOKEN;
      if ((meaning & (DIGIT << 8)) !== 0) digits += 1;
      else if (code === 0x2d && last === 0x2d) signs |= DASHES;
      else if ((meaning & (B << 8)) !== 0 && announcesToken(text, index)) signs |= TOKEN;
    }
    last = code;
  }
  return digits >= FEWEST_DIGITS ? signs | DIGITS : signs;
}

/** `Bearer …`, `Basic …` */
function announcesToken(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1) | 0x20;
  const third = text.charCodeAt(index + 2) | 0x20;
  return (next === 0x65 && third === 0x61) || (next === 0x61 && third === 0x73);
}
