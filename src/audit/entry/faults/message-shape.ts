/** The message is looked at so far. */
const MAX_LENGTH = 2_000;

/** Stands for any value, of whatever kind: the same order may be named by a number here and by a UUID there. */
const VALUE = '<v>';

const MONTH = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';

/** What differs between occurrences of one fault. Order counts. Each takes time linear in the text, or bounded by its counts. */
const VALUES: readonly RegExp[] = [
  /"[^"]*"|`[^`]*`|“[^”]*”|«[^»]*»/g,
  /(?<!\w)'[^']*'(?!\w)/g,
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"<>]*/gi,
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g,
  // paths: absolute, relative with dots, of a home, of Windows
  /(?<![\w/\\>])(?:[a-z]:|\.{1,2}|~|…)?[\\/][^\s"<>]*/gi,
  /[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}/gi,
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?/g,
  new RegExp(
    String.raw`\b(?:[A-Z][a-z]{2,8},? )?(?:\d{1,2} (?:${MONTH})[a-z]{0,6}|(?:${MONTH})[a-z]{0,6} \d{1,2},?) \d{4}(?:,? \d\d?:\d\d(?::\d\d)?)?(?: (?:GMT|UTC|Z)(?:[+-]\d{4})?(?: \([^)]{0,60}\))?)?`,
    'g',
  ),
  // addresses of IP, with a port
  /(?<![\w:])\[?(?:[\da-f]{0,4}:){2,8}(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4})\]?(?::\d{1,5})?(?![\w:])/gi,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}|:\d{1,5})?\b/g,
  // numbers whose digits could be taken for hex
  /(?<![\w>])[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?(?!\w|[.,]\d)/gi,
  // hex: by its prefix, by a digit in it, or by its length, which no word has
  /\b0x[\da-f]+\b|\b(?=[a-f]{0,64}\d)[\da-f]{6,}\b|\b[\da-f]{8,}\b/gi,
  // ULIDs, tokens and other ids: long, with digits and letters
  /\b(?=[a-z_]{0,64}\d)\w{16,}\b/gi,
  /(?<![\w>])[+-]?\d+(?:[.,_]\d+)*(?:e[+-]?\d+)?|\d+/gi,
];

/** Lists of values differ in length. */
const LIST = /<v>(?:(?:, ?|; ?|\|| )<v>)+/g;

/** A message without what differs between occurrences of the same fault; texts that are alike have the same shape. */
export function messageShape(message: string): string {
  const text = message.slice(0, MAX_LENGTH);
  const shape = VALUES.reduce((left, pattern) => left.replaceAll(pattern, VALUE), text);
  return shape.replaceAll(LIST, VALUE).replaceAll(/\s+/g, ' ').trim();
}
