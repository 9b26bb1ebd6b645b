import { UNKNOWN } from '../../capture/entities/entity-change.ts';
import { REDACTED } from '../../entry/redaction/redacted.ts';

/** Why an entry does not tell a value, or not the whole of it. */
export const UNKNOWN_REASONS = ['redacted', 'cut', 'unreadable', 'untold'] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** What entries say where something was left out, as far as it is text inside a value. */
const MARKS = [
  ['redacted', /\[REDACTED\]/],
  ['cut', /\[cut: (?:too |more than )?[^\]]{1,40}\]/],
  ['unreadable', /\[(?:unreadable|circular|function|symbol)\]/],
] as const satisfies readonly (readonly [UnknownReason, RegExp])[];

/** The names under which entries say how many fields they have left out. */
const MARK_NAME = /^…/;
const MARK = /^\[cut: \d{1,16} more\]$/;

/**
 * Why the value is not known as it was; null when it is. A value that only looks like one of the marks counts as not
 * known: the log can't tell the two apart.
 */
export function unknownReasonOf(value: unknown): UnknownReason | null {
  if (value === UNKNOWN) return 'untold';
  if (value === REDACTED) return 'redacted';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return MARKS.find(([, mark]) => mark.test(text))?.[0] ?? null;
}

/** Whether this is no field, but says that fields were left out. */
export function isMarkOfOmission(name: string, value: unknown): boolean {
  return MARK_NAME.test(name) && typeof value === 'string' && MARK.test(value);
}
