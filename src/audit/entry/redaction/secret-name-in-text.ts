/** Whether a name is the name of a secret. */
export type IsSecretKey = (name: string) => boolean;

/** The name of a value, as it stands before `=` or `:` in a text. */
export interface NameInText {
  readonly text: string;
  /** What it is quoted with, backslashes left out; empty when it is not. */
  readonly quote: string;
  /** The quote right before an unquoted name, which the value can't go beyond; empty when there is none. */
  readonly quoteBefore: string;
  /** Nothing but blanks stand before it on its line. */
  readonly isFirstOfLine: boolean;
  /** As in `Server=db;Password=a b`. */
  readonly isAfterSemicolon: boolean;
}

const LONGEST_NAME = 100;
/** Last words of names of several: `api key: …`, `card number: …`, `mot de passe : …`. */
const LAST_OF_SEVERAL = /^(?:keys?|ids?|codes?|numbers?|no|phrase|passe|word|card|key\d)$/i;
const WORDS_BEFORE = /(?:[\w-]{1,30} ){1,2}$/;
/** A letter, or what may become one: nothing less is a name of a secret, `10` of a time is not. */
const COULD_BE_NAME = /[a-z]|[\u0080-\uffff]|%|\\u/i;

/** The name that ends at `to`; undefined when none does, or none of a secret. */
export function nameBefore(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  isSecretKey: IsSecretKey,
): NameInText | undefined {
  const end = endOfName(text, to);
  const least = Math.max(from, end - LONGEST_NAME);
  const quote = isQuote(text.charAt(end - 1)) ? text.charAt(end - 1) : '';
  const start = quote === '' ? startOfBareName(text, { least, end }) : startOfQuotedName(text, { least, end }, quote);
  const raw = quote === '' ? text.slice(start, end) : text.slice(start, end - 1).replace(/\\+$/, '');
  if (!COULD_BE_NAME.test(raw)) return undefined;
  const name = decodedName(raw);
  if (!isSecretKey(name) && (quote !== '' || !isSecretKey(joinedName(text, { least, start, name })))) return undefined;
  return { text: name, quote, ...surroundings(text, start) };
}

/** Blanks may stand before the delimiter, many of them where names are aligned: `password      = …`. */
function endOfName(text: string, to: number): number {
  let end = to;
  while (text.charAt(end - 1) === ' ' || text.charAt(end - 1) === '\t') end -= 1;
  return end;
}

function startOfBareName(text: string, { least, end }: { least: number; end: number }): number {
  let start = end;
  while (start > least && isNameCharacter(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** As of an unquoted name when the quote that closes there was never opened, as in what is left of a longer text. */
function startOfQuotedName(text: string, { least, end }: { least: number; end: number }, quote: string): number {
  const before = text.slice(least, end - 1);
  const open = before.lastIndexOf(quote);
  if (open !== -1) return least + open + 1;
  return startOfBareName(text, { least, end: least + before.replace(/\\+$/, '').length });
}

/** Letters, digits, `_ - . % [ ] $ +`, and all beyond ASCII: what is no letter there does not count in a name. */
function isNameCharacter(code: number): boolean {
  if (code > 0x7f) return true;
  if ((code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return true;
  return '_-.%[]$+'.includes(String.fromCharCode(code));
}

function isQuote(char: string): boolean {
  return char === '"' || char === "'" || char === '`';
}

/** `pass%77ord`, `pass\u0077ord` -> `password` */
function decodedName(raw: string): string {
  if (!raw.includes('%') && !raw.includes('\\u')) return raw;
  return raw.replaceAll(/(?:%(?:25)*|\\+u00)([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function joinedName(text: string, { least, start, name }: { least: number; start: number; name: string }): string {
  if (!LAST_OF_SEVERAL.test(name)) return '';
  const before = WORDS_BEFORE.exec(text.slice(Math.max(least, start - 62), start))?.[0] ?? '';
  return before + name;
}

function surroundings(
  text: string,
  start: number,
): Pick<NameInText, 'quoteBefore' | 'isFirstOfLine' | 'isAfterSemicolon'> {
  const from = Math.max(0, start - LONGEST_NAME);
  const before = text.slice(from, start);
  const char = before.charAt(before.length - 1);
  const written = before.replace(/[ \t]+$/, '');
  return {
    quoteBefore: isQuote(char) ? char : '',
    isFirstOfLine: written === '' ? from === 0 : /(?:\n|\\u000a)$/.test(written),
    isAfterSemicolon: written.endsWith(';'),
  };
}
