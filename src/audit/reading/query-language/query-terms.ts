import { networksOf } from '../selection/address-networks.ts';
import { queryFault } from './query-fault.ts';

/** Part of a query and where it begins, from 1. */
export interface QueryPart {
  readonly text: string;
  readonly at: number;
}

/** One value, or those of a list. */
export type QueryValues = readonly [QueryPart, ...QueryPart[]];

/** One thing that is asked for, before it is known what it means. */
export interface QueryTerm {
  readonly isNegated: boolean;
  /** Undefined: free text. */
  readonly field?: QueryPart;
  readonly values: QueryValues;
}

const SPACE = /\s*/y;
const FIELD = /([A-Za-z][\w.-]*):/y;
/** Free text up to the next space. */
const WORD = /\S+/y;
/** A value without quotes. */
const VALUE = /[^\s,()"]+/y;
/** A backslash is an escape before a quote and before another one, and else just itself. */
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;
/** Words of other languages, which nobody means as text. */
const OPERATORS = ['AND', 'OR', 'NOT'];
const MAX_LENGTH = 2_000;
const MAX_TERMS = 50;
const MAX_VALUES = 50;

/**
 * Takes a query apart, in time that grows with its length:
 *
 * ```
 * query  = { term } ;                                 terms are set apart by spaces
 * term   = [ "-" ] , ( field | text ) ;
 * field  = name , ":" , ( list | "(" , list , ")" ) ;  spaces may stand inside the parentheses
 * list   = value , { "," , value } ;
 * value  = quoted | any characters but spaces , ( ) " ;
 * text   = quoted | a word: any characters but spaces, not beginning with - or ( ;
 * quoted = '"' , { any character | '\"' | '\\' } , '"' ;
 * name   = a letter , { letter | digit | "_" | "." | "-" } ;
 * ```
 *
 * A word that is an address (`fe80::1`) is text although it looks like a field.
 * @throws {AuditError} AUDIT_QUERY_INVALID at the first character that does not fit, with what was expected
 */
export function queryTerms(text: string): readonly QueryTerm[] {
  if (text.length > MAX_LENGTH) throw queryFault(MAX_LENGTH + 1, `expected no more than ${MAX_LENGTH} characters`);
  const nul = text.indexOf('\0');
  if (nul >= 0) throw queryFault(nul + 1, 'expected no NUL character');
  const reader = new TermReader(text);
  const terms: QueryTerm[] = [];
  for (let term = reader.term(); term !== undefined; term = reader.term()) {
    if (terms.length === MAX_TERMS) throw queryFault(term.at, `expected no more than ${MAX_TERMS} terms`);
    terms.push(term.read);
  }
  return terms;
}

/** Reads a query from left to right; a method for each rule of the grammar. */
class TermReader {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Undefined at the end. */
  term(): { readonly at: number; readonly read: QueryTerm } | undefined {
    this.#take(SPACE);
    const at = this.#index + 1;
    if (at > this.#text.length) return undefined;
    const isNegated = this.#takeSign('-');
    const field = this.#isAddress() ? undefined : this.#field();
    const values: QueryValues = field === undefined ? [this.#freeText()] : this.#values(field);
    this.#expectSpace();
    return { at, read: { isNegated, ...(field && { field }), values } };
  }

  #field(): QueryPart | undefined {
    const at = this.#index + 1;
    const name = this.#take(FIELD)?.[1];
    return name === undefined ? undefined : { text: name, at };
  }

  #freeText(): QueryPart {
    if (this.#sign() === '"') return this.#quoted();
    const at = this.#index + 1;
    if (this.#sign() === '(') {
      throw queryFault(
        at,
        'expected a word or field:value; ( ) hold lists of values only, as in action:(login, logout)',
      );
    }
    const [word = ''] = this.#take(WORD) ?? [];
    if (word === '' || word.startsWith('-')) {
      throw queryFault(at, 'expected a word, a text in quotes or field:value after -');
    }
    if (OPERATORS.includes(word)) {
      throw queryFault(
        at,
        `expected no ${word}: all terms have to match, action:(login,logout) is one of several, - excludes; in quotes it is text`,
      );
    }
    return { text: word, at };
  }

  #values(field: QueryPart): QueryValues {
    if (!this.#takeSign('(')) return this.#list(field, () => undefined);
    const opened = this.#index;
    const skipSpace = (): void => void this.#take(SPACE);
    const values = this.#list(field, skipSpace);
    if (this.#takeSign(')')) return values;
    const expected = this.#sign() === undefined ? `expected ) for the ( at character ${opened}` : 'expected , or )';
    throw queryFault(this.#index + 1, expected);
  }

  /** @param pass Passes over what may stand between values. */
  #list(field: QueryPart, pass: () => void): QueryValues {
    const next = (): QueryPart => {
      pass();
      const value = this.#value(field);
      pass();
      return value;
    };
    const values: [QueryPart, ...QueryPart[]] = [next()];
    while (this.#takeSign(',')) {
      if (values.length === MAX_VALUES) {
        throw queryFault(this.#index + 1, `expected no more than ${MAX_VALUES} values of a field`);
      }
      values.push(next());
    }
    return values;
  }

  #value(field: QueryPart): QueryPart {
    if (this.#sign() === '"') return this.#quoted();
    const at = this.#index + 1;
    const text = this.#take(VALUE)?.[0];
    if (text === undefined) throw queryFault(at, `expected a value of ${field.text}`);
    return { text, at };
  }

  #quoted(): QueryPart {
    const at = this.#index + 1;
    const inside = this.#take(QUOTED)?.[1];
    if (inside === undefined) throw queryFault(this.#text.length + 1, `expected " for the one at character ${at}`);
    if (inside === '') throw queryFault(at + 1, 'expected a text between the quotes');
    return { text: inside.replaceAll(/\\(["\\])/g, '$1'), at };
  }

  #expectSpace(): void {
    const sign = this.#sign();
    if (sign === undefined || /\s/.test(sign)) return;
    throw queryFault(this.#index + 1, 'expected a space; a value with spaces , ( ) or " stands in quotes');
  }

  /** Whether the next word is an address, whose colon is none of a field. */
  #isAddress(): boolean {
    WORD.lastIndex = this.#index;
    return networksOf(WORD.exec(this.#text)?.[0] ?? '') !== undefined;
  }

  #sign(): string | undefined {
    return this.#text[this.#index];
  }

  #takeSign(sign: string): boolean {
    if (this.#sign() !== sign) return false;
    this.#index += 1;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.#text) ?? undefined;
    this.#index += found?.[0].length ?? 0;
    return found;
  }
}
