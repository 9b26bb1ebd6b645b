const NUL = /\0/g;
/** Control characters, line separators and bidirectional overrides: what could fake a line or turn its order. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

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
  const escaped = text
    .slice(0, maxLength)
    .replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return storableText(text.length > maxLength ? `${escaped}…` : escaped, maxLength);
}
