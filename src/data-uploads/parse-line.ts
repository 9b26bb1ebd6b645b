import { decimalsOf } from './currencies.ts';
import { type AmountFault, toMinorUnits } from './minor-units.ts';

/** The columns of a file. */
export const COLUMNS = ['reference', 'date', 'amount', 'currency', 'description'] as const;
export type Column = (typeof COLUMNS)[number];

/** One line as it is written in the file. */
export type LineText = Readonly<Record<Column, string>>;

/** One line as it is kept. */
export interface ParsedLine {
  /** At most 140 characters; null when the file has none. */
  readonly reference: string | null;
  /** A day as `YYYY-MM-DD`. */
  readonly bookedOn: string;
  /** In minor units of the currency. */
  readonly amountMinor: number;
  readonly currency: string;
  /** At most 500 characters. */
  readonly description: string;
}

/** What was read, or sentences that say what is wrong and what to do. */
export type Reading = { readonly line: ParsedLine } | { readonly reason: string };

type Field<T> = { readonly value: T } | { readonly reason: string };

const LONGEST_REFERENCE = 140;
const LONGEST_DESCRIPTION = 500;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;
const LONGEST_QUOTE = 40;
const MOST_DECIMALS = 4;

const CONTROL = /\p{Cc}/u;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads one line by the rules of the import; tells everything that is wrong with it at once. */
export function parseLine(text: LineText): Reading {
  const currency = readCurrency(text.currency.trim());
  const decimals = 'value' in currency ? decimalsOf(currency.value) : undefined;
  const reference = readReference(text.reference.trim());
  const bookedOn = readDay(text.date.trim());
  const amount = readAmount(text.amount.trim(), decimals);
  const description = readText('description', text.description.trim(), LONGEST_DESCRIPTION);
  if (
    'value' in reference &&
    'value' in bookedOn &&
    'value' in amount &&
    'value' in currency &&
    'value' in description
  ) {
    const line = {
      reference: reference.value,
      bookedOn: bookedOn.value,
      amountMinor: amount.value,
      currency: currency.value,
      description: description.value,
    };
    return { line };
  }
  const fields = [reference, bookedOn, amount, currency, description];
  return { reason: fields.flatMap((field) => ('reason' in field ? [field.reason] : [])).join(' ') };
}

function readReference(text: string): Field<string | null> {
  return text === '' ? { value: null } : readText('reference', text, LONGEST_REFERENCE);
}

function readText(column: Column, text: string, longest: number): Field<string> {
  if (CONTROL.test(text)) {
    return { reason: `The ${column} holds a line break, tab or other control character; take it out.` };
  }
  // Characters, not UTF-16 units; counted only where the two can differ.
  const length = text.length > longest ? Array.from(text).length : text.length;
  if (length > longest) return { reason: `The ${column} has ${length} characters; shorten it to ${longest}.` };
  return { value: text };
}

function readDay(text: string): Field<string> {
  const [match, year, month, day] = (DAY.exec(text) ?? []).map(Number);
  if (match === undefined) return { reason: `The date ${quoted(text)} must be written as YYYY-MM-DD.` };
  if (!isDay(Number(year), Number(month), Number(day))) {
    return { reason: `The date ${quoted(text)} is not in the calendar; correct it.` };
  }
  if (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) {
    return { reason: `The date ${quoted(text)} must be in the years ${FIRST_YEAR} to ${LAST_YEAR}; correct it.` };
  }
  return { value: text };
}

/** 30 February is a day of March to `Date`. Its years below 100 would be of the last century. */
function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const AMOUNT_REASONS: Readonly<Record<AmountFault, string>> = {
  form: 'must be written with digits and a decimal point only, such as -1234.56.',
  decimals: 'has more decimals than its currency; round it.',
  size: 'has more than 15 digits with its decimals; correct or split it.',
  zero: 'is zero; leave the line out.',
};

/** Without a known currency only the form is looked at: how many decimals there may be is not known. */
function readAmount(text: string, decimals: number | undefined): Field<number> {
  const amount = toMinorUnits(text, decimals ?? MOST_DECIMALS);
  if (typeof amount === 'number') return { value: amount };
  if (decimals === undefined && amount !== 'form') return { value: 0 };
  return { reason: `The amount ${quoted(text)} ${AMOUNT_REASONS[amount]}` };
}

function readCurrency(text: string): Field<string> {
  if (decimalsOf(text) !== undefined) return { value: text };
  return { reason: `The currency ${quoted(text)} must be a code of ISO 4217 in capital letters, such as EUR.` };
}

function quoted(text: string): string {
  const shown = text.replaceAll(/\p{Cc}/gu, ' ');
  return shown.length > LONGEST_QUOTE ? `"${Array.from(shown).slice(0, LONGEST_QUOTE).join('')}…"` : `"${shown}"`;
}
