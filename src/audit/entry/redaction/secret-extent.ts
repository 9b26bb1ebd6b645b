const NAME_FOLLOWS = '[\\w.%[\\]$-]{1,64}=';
const CLOSING = String.raw`(?![\s,;:.)}\]&>"'\x60\\]|$)`;
/** Backslashes before a quote belong to it; before `u00` they are an escape that stands for the end of a line. */
const BACKSLASH = String.raw`\\(?!\\{0,16}["'\x60]|u00)`;

/** One word of a text: closing marks and separators end it only where something else begins behind them. */
const TOKEN = new RegExp(
  String.raw`(?:[^\s;&,"'\x60<>\\)}\]]|&(?!${NAME_FOLLOWS})|,(?!\s|${NAME_FOLLOWS}|$)|["'\x60)}\]>]${CLOSING}|<(?!\/)|${BACKSLASH})+`,
  'y',
);
/** A value of a connection string, which may hold blanks; the bound is for a value that may turn out to be none. */
const SPACED = String.raw`(?:[^;&"'\x60\r\n\\]|&(?!${NAME_FOLLOWS})|${BACKSLASH})`;
const SPACED_VALUE = new RegExp(`${SPACED}+`, 'y');
const SPACED_START = new RegExp(`${SPACED}{1,512}`, 'y');
const NEXT_NAME = /;\s{0,3}[\w .-]{1,40}=/y;
const LINE = /(?:[^\r\n\\]|\\(?!u000[ad]))+/y;
/** What a value begins with that is of two words: `token: Bearer …`, `password = --token …`. */
const SCHEME = /(?:bearer|basic|digest|negotiate|token|apikey|--[\w-]{2,40})[ \t]{1,8}/iy;
const IN_JSON = /[^\s,}\]]+/y;
const OPEN_QUOTE = /\\{0,15}["'`]/y;

/** The quote that a value begins with, its backslashes included; empty when it begins with none. */
export function openQuoteAt(text: string, start: number): string {
  OPEN_QUOTE.lastIndex = start;
  return OPEN_QUOTE.exec(text)?.[0] ?? '';
}

/** Where a value ends that is quoted, or that has a quoted name: at its closing quote, its bracket, or as a word. */
export function endOfValue(text: string, { start, quote }: { readonly start: number; readonly quote: string }): number {
  if (quote !== '') return endOfQuoted(text, { from: start + quote.length, quote });
  return isBracket(text.charAt(start)) ? endOfBrackets(text, start) : matchEnd(IN_JSON, text, endOfScheme(text, start));
}

/** Where a word ends; what stands in brackets is one with what is glued to it. */
export function endOfToken(text: string, start: number): number {
  return matchEnd(TOKEN, text, isBracket(text.charAt(start)) ? endOfBrackets(text, start) : endOfScheme(text, start));
}

/**
 * Where a value of a connection string ends, blanks included: before the `;`, or with the line. `start` when it is none,
 * because no `;` stands before its name and no `;name=` behind it.
 */
export function endOfSpacedValue(
  text: string,
  { start, isAfterSemicolon }: { readonly start: number; readonly isAfterSemicolon: boolean },
): number {
  if (isAfterSemicolon) return matchEnd(SPACED_VALUE, text, start);
  const end = matchEnd(SPACED_START, text, start);
  NEXT_NAME.lastIndex = end;
  return NEXT_NAME.test(text) ? end : start;
}

/** Where the line ends, or the quote that the line stands in. */
export function endOfLine(
  text: string,
  { start, within }: { readonly start: number; readonly within: string },
): number {
  const end = matchEnd(LINE, text, start);
  const quoted = within === '' ? -1 : text.slice(start, end).indexOf(within);
  return quoted < 0 ? end : start + quoted;
}

function endOfScheme(text: string, start: number): number {
  return matchEnd(SCHEME, text, start);
}

function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

/** Whether what begins here goes on until its bracket closes. */
export function isBracket(char: string): boolean {
  return char === '{' || char === '[';
}

/**
 * Where the quote closes: at the next one with as many backslashes, or fewer. In JSON that stands in a text of JSON each
 * quote has one backslash, one inside of the value three. `from` stands right behind the opening quote.
 */
function endOfQuoted(text: string, { from, quote }: { from: number; quote: string }): number {
  const level = quote.length - 1;
  const char = quote.charAt(level);
  for (let at = text.indexOf(char, from); at !== -1; at = text.indexOf(char, at + 1)) {
    let escapes = 0;
    while (text.charAt(at - escapes - 1) === '\\') escapes += 1;
    if (escapes < level || (escapes - level) % (2 * (level + 1)) === 0) return at - Math.min(escapes, level);
  }
  return text.length;
}

/** Where the bracket closes that opens here, quoted ones left out; the end of the text when it never does. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  const marks = /[{}[\]]|\\{0,15}"/g;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const [found] = mark;
    if (found.endsWith('"')) {
      marks.lastIndex = endOfQuoted(text, { from: marks.lastIndex, quote: found }) + found.length;
    } else {
      depth += found === '{' || found === '[' ? 1 : -1;
      if (depth === 0) return marks.lastIndex;
    }
  }
  return text.length;
}
