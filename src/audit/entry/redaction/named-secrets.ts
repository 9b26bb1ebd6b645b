import { REDACTED } from './redacted.ts';
import { endOfLine, endOfSpacedValue, endOfToken, endOfValue, isBracket, openQuoteAt } from './secret-extent.ts';
import { type IsSecretKey, nameBefore, type NameInText } from './secret-name-in-text.ts';
import { ASSIGNMENT, DASHES, ELEMENT } from './text-signs.ts';

const DELIMITER = /=[=>]?|:(?!\/\/)/g;
const BLANKS = /[ \t]*/y;
/** Headers whose values go on behind blanks and quotes. */
const HEADER = /cookie|authori[sz]ation/i;
/** `JsonWebTokenError: jwt malformed` tells of an error. */
const NAME_OF_ERROR = /(?:error|exception|warning)s?$/i;
const WITHOUT_SECRET = /^(?:null|undefined|none|nil)$/i;
/** What is left of values that were taken out, or cut off, before; or nothing. */
const TAKEN_OUT = /^(?:\[REDACTED\])?…?(?: \[cut: \d{1,16} characters\])?$/;
/** `pin:4711`, but not the permission `pins:read` and the place `token:12:5`. */
const GLUED_VALUE = /(?!\d{1,6}:\d)(?=[a-z_*-]{0,60}[^a-z_*\s,;:.)\]}"'`-])/y;

const OPTION =
  /(?<![\w-])(--([\w-]{2,40})[ \t]{1,4})(?!-)(?:(?:bearer|basic|token)[ \t]{1,4})?(?:"[^"]*"?|'[^']*'?|[^\s"']\S*)/gi;
const ELEMENT_OF_XML = /(<([\w:.-]{1,64})(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?)([^<]+)(?=<\/|\]\]>|$)/g;

/**
 * Text without the values that have the name of a secret: `name=value` of queries, logs and connection strings,
 * `"name": value` of JSON, also of JSON in JSON, headers, options of commands, elements of XML. Linear in the text.
 *
 * @param signs {@link signsOf} the text
 */
export function withoutNamedSecrets(
  text: string,
  { signs, isSecretKey }: { readonly signs: number; readonly isSecretKey: IsSecretKey },
): string {
  const hide = (whole: string, start: string, name: string): string => (isSecretKey(name) ? start + REDACTED : whole);
  let left = text;
  if ((signs & ELEMENT) !== 0 && left.includes('</')) left = left.replace(ELEMENT_OF_XML, hide);
  if ((signs & ASSIGNMENT) !== 0) left = withoutAssigned(left, isSecretKey);
  return (signs & DASHES) === 0 ? left : left.replace(OPTION, hide);
}

function withoutAssigned(text: string, isSecretKey: IsSecretKey): string {
  let kept = '';
  let done = 0;
  let lastStart = 0;
  for (const { 0: delimiter, index } of text.matchAll(DELIMITER)) {
    if (index + delimiter.length < done) continue;
    // what was taken for a value can be a name itself: `password= token: …`
    const name = nameBefore(text, { from: lastStart, to: index }, isSecretKey);
    if (name === undefined) continue;
    BLANKS.lastIndex = index + delimiter.length;
    BLANKS.test(text);
    const place: ValuePlace = { name, delimiter, glued: index + delimiter.length, start: BLANKS.lastIndex };
    const value = valueAt(text, place);
    if (value === undefined || isHarmless(text.slice(value.start, value.end))) continue;
    kept += text.slice(done, value.start) + (value.isBareInJson ? `"${REDACTED}"` : REDACTED);
    done = value.end;
    lastStart = place.start;
  }
  return kept + text.slice(done);
}

interface ValuePlace {
  readonly name: NameInText;
  readonly delimiter: string;
  /** Right behind the delimiter, and behind the blanks that follow it. */
  readonly glued: number;
  readonly start: number;
}

interface Extent {
  readonly start: number;
  readonly end: number;
  /** It gets quotes, so that what was JSON stays JSON. */
  readonly isBareInJson?: boolean;
}

/** Undefined when what follows the name is no value of it. */
function valueAt(text: string, { name, delimiter, glued, start }: ValuePlace): Extent | undefined {
  const quote = openQuoteAt(text, start);
  const isBare = quote === '' && name.quote === '';
  if (isBare && delimiter === ':' && !isValueOfColon(text, { name, glued, start })) return undefined;
  if (quote !== '') return { start: start + quote.length, end: endOfValue(text, { start, quote }) };
  if (!isBare) return { start, end: endOfValue(text, { start, quote }), isBareInJson: name.quote === '"' };
  if (isBracket(text.charAt(start))) return { start, end: endOfToken(text, start) };
  if (delimiter === ':' && (HEADER.test(name.text) || (name.isFirstOfLine && start > glued))) {
    return { start, end: endOfLine(text, { start, within: name.quoteBefore }) };
  }
  const spaced = delimiter === ':' ? start : endOfSpacedValue(text, { start, ...name });
  return { start, end: spaced > start ? spaced : endOfToken(text, start) };
}

function isValueOfColon(text: string, { name, glued, start }: Omit<ValuePlace, 'delimiter'>): boolean {
  return !NAME_OF_ERROR.test(name.text) && (start > glued || isGluedValue(text, name, start));
}

function isGluedValue(text: string, name: NameInText, start: number): boolean {
  GLUED_VALUE.lastIndex = start;
  return !name.text.includes('.') && GLUED_VALUE.test(text);
}

function isHarmless(value: string): boolean {
  return WITHOUT_SECRET.test(value) || TAKEN_OUT.test(value);
}
