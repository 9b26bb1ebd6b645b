import { LANGUAGE } from './catalogue.ts';

const FORMATS = new Map<string, Intl.NumberFormat>();

/**
 * `1,299.00`, an amount in minor units of a currency without its name. Digits as text are told exactly, however many
 * there are.
 */
export function amount(minor: number | string, currency: string): string {
  const format = formatOf(currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(minor);
  const sign = text.startsWith('-') ? '-' : '';
  const padded = text.slice(sign.length).padStart(digits + 1, '0');
  const major = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  return format.format(`${sign}${major}` as Intl.StringNumericLiteral);
}

function formatOf(currency: string): Intl.NumberFormat {
  const known = FORMATS.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits: digits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  const format = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  FORMATS.set(currency, format);
  return format;
}
