const NUL = /\0/g;
/** Control characters, line separators and bidirectional overrides: what could fake a line or turn its order. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The same without what texts of several lines are made of; NUL is dealt with where text is made storable. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE_IN_LINES = /[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text as PostgreSQL can store it: well-formed Unicode without NUL (jsonb refuses `\u0000` and lone surrogates),
 * at most `maxLength` UTF-16 units, ending in `…` where it was cut.
 */
export function storableText(text: string, maxLength: number): string {
  const whole = text.length <= maxLength;
  const kept = whole ? text : `${text.slice(0, maxLength - 1)}…`;
  return kept.toWellFormed().replace(NUL, '\uFFFD');
}

/** {@link storableText} on one line: what could break or fake a line is shown as an escape, `\u000a`. */
export function singleLine(text: string, maxLength: number): string {
  const escaped = text.slice(0, maxLength).replace(UNPRINTABLE, escapeOf);
  return storableText(text.length > maxLength ? `${escaped}…` : escaped, maxLength);
}

/** {@link storableText} that may have several lines; what could move a cursor or turn the order of a line is escaped. */
export function plainLines(text: string, maxLength: number): string {
  const escaped = text.slice(0, maxLength).replaceAll('\r\n', '\n').replace(UNPRINTABLE_IN_LINES, escapeOf);
  return storableText(text.length > maxLength ? `${escaped}…` : escaped, maxLength);
}

function escapeOf(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
