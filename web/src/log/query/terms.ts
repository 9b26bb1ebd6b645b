/** One condition of a query: `field:value`, `-field:(a, b)`, or text without a field. */
export interface Term {
  readonly isNegated: boolean;
  /** As it was written; undefined for text. */
  readonly field: string | undefined;
  /** One at least; text has exactly one. */
  readonly values: readonly string[];
}

const SPACE = /\s*/y;
const FIELD = /([A-Za-z][\w.-]*):/y;
const WORD = /[^\s"][^\s]*/y;
const VALUE = /[^\s,()"]+/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;
/** `fe80::1` and `2001:db8:` look like fields, and are addresses. */
const ADDRESS = /[\da-f]*:[\da-f:.]*(\/\d+)?(?=\s|$)/iy;
/** What can stand without quotes. */
const PLAIN_VALUE = /^[^\s,()"]+$/;
const PLAIN_TEXT = /^[^\s"(-][^\s]*$/;
const OPERATORS = ['AND', 'OR', 'NOT'];

/**
 * The terms of a query in the server's search language, in their order; undefined when it is none. The server has the
 * last word: it also knows the fields and what their values may be.
 */
export function termsOf(query: string): readonly Term[] | undefined {
  const reader = new Reader(query);
  const terms: Term[] = [];
  for (;;) {
    reader.take(SPACE);
    if (reader.isAtEnd) return terms;
    const term = termAt(reader);
    if (term === undefined || !reader.isAtSpace) return undefined;
    terms.push(term);
  }
}

/** The query that says these terms, in its plainest form. */
export function queryOf(terms: readonly Term[]): string {
  return terms.map(writtenTerm).join(' ');
}

function writtenTerm({ isNegated, field, values }: Term): string {
  const sign = isNegated ? '-' : '';
  const [first = ''] = values;
  if (field === undefined) return `${sign}${isPlainText(first) ? first : quoted(first)}`;
  const written = values.map((value) => (PLAIN_VALUE.test(value) ? value : quoted(value)));
  return `${sign}${field}:${written.length > 1 ? `(${written.join(', ')})` : (written[0] ?? '')}`;
}

/** Whether text means itself when it stands without quotes, and no field. */
function isPlainText(value: string): boolean {
  if (!PLAIN_TEXT.test(value) || OPERATORS.includes(value)) return false;
  return !matchesAt(FIELD, value) || matchesAt(ADDRESS, value);
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function termAt(reader: Reader): Term | undefined {
  const isNegated = reader.takeSign('-');
  const name = reader.isAt(ADDRESS) ? undefined : reader.take(FIELD)?.[1];
  if (name === undefined) {
    const value = reader.isBefore('"') ? quotedAt(reader) : wordAt(reader);
    return value ? { isNegated, field: undefined, values: [value] } : undefined;
  }
  const values = valuesAt(reader);
  return values && { isNegated, field: name, values };
}

function wordAt(reader: Reader): string | undefined {
  const word = reader.take(WORD)?.[0];
  return word !== undefined && /^[-(]/.test(word) ? undefined : word;
}

function valuesAt(reader: Reader): readonly string[] | undefined {
  const isInParentheses = reader.takeSign('(');
  const values: string[] = [];
  do {
    if (isInParentheses) reader.take(SPACE);
    const value = reader.isBefore('"') ? quotedAt(reader) : reader.take(VALUE)?.[0];
    if (value === undefined || value === '') return undefined;
    values.push(value);
    if (isInParentheses) reader.take(SPACE);
  } while (reader.takeSign(','));
  return isInParentheses && !reader.takeSign(')') ? undefined : values;
}

function quotedAt(reader: Reader): string | undefined {
  return reader.take(QUOTED)?.[1]?.replaceAll(/\\(["\\])/g, '$1');
}

function matchesAt(pattern: RegExp, value: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(value);
}

/** Reads from left to right. */
class Reader {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#index >= this.#text.length;
  }

  get isAtSpace(): boolean {
    return this.isAtEnd || /\s/.test(this.#text[this.#index] ?? '');
  }

  isAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.#index;
    return pattern.test(this.#text);
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.#text) ?? undefined;
    this.#index += found?.[0].length ?? 0;
    return found;
  }

  takeSign(sign: string): boolean {
    const isThere = this.isBefore(sign);
    if (isThere) this.#index += 1;
    return isThere;
  }

  /** Whether the sign comes next; it is left where it is. */
  isBefore(sign: string): boolean {
    return this.#text[this.#index] === sign;
  }
}
