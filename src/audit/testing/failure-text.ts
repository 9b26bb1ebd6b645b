import { inspect } from 'node:util';
import type { AuditRecord } from '../entry/audit-entry.ts';
import { type Difference, differencesOf, isAsymmetricMatcher, leavesOf } from './differences.ts';

/** Most entries that are shown; of more, the closest. */
const MOST_SHOWN = 3;
const MOST_CHARACTERS = 200;

/** Says that nothing is as expected, and what comes closest. */
export function missingText(expected: object, entries: readonly AuditRecord[]): string {
  return ['No audit entry has', ...expectedLines(expected), ...closestLines(expected, entries)].join('\n');
}

/** Says what is there and should not be. */
export function unwantedText(expected: object, entries: readonly AuditRecord[]): string {
  const titles = entries.map((entry) => `- ${titleOf(entry)}`);
  const many = entries.length === 1 ? 'An audit entry has' : `${entries.length} audit entries have`;
  return [many, ...expectedLines(expected), 'and none should:', ...titles].join('\n');
}

/** Says entry by entry what differs between two lists. */
export function listText(expected: readonly object[], entries: readonly AuditRecord[]): string {
  const places = Math.max(expected.length, entries.length);
  const lines = Array.from({ length: places }, (_, place) => {
    const [wanted, entry] = [expected[place], entries[place]];
    if (wanted === undefined) return [`${place + 1}. not expected: ${titleOf(entry)}`];
    if (entry === undefined) return [`${place + 1}. missing:`, ...expectedLines(wanted)];
    const differences = differencesOf(wanted, entry);
    const state = differences.length === 0 ? 'as expected' : 'different';
    return [`${place + 1}. ${state}: ${titleOf(entry)}`, ...differences.map(differenceLine)];
  });
  return [`Expected exactly ${counted(expected.length)}, found ${counted(entries.length)}:`, ...lines.flat()].join(
    '\n',
  );
}

function closestLines(expected: object, entries: readonly AuditRecord[]): readonly string[] {
  if (entries.length === 0) return ['Nothing was recorded since this began to look, or since clear().'];
  const closest = entries
    .map((entry) => ({ entry, differences: differencesOf(expected, entry) }))
    .toSorted((one, other) => one.differences.length - other.differences.length)
    .slice(0, MOST_SHOWN);
  const found = entries.length > MOST_SHOWN ? `The closest ${MOST_SHOWN} of` : 'Found';
  return [
    `${found} ${counted(entries.length)}:`,
    ...closest.flatMap(({ entry, differences }) => [`- ${titleOf(entry)}`, ...differences.map(differenceLine)]),
  ];
}

function expectedLines(expected: object): readonly string[] {
  return leavesOf(expected).map((leaf) => `    ${leaf.path}: ${shown(leaf.expected)}`);
}

function differenceLine({ path, expected, actual }: Difference): string {
  return `    ${path}: expected ${shown(expected)}, found ${shown(actual)}`;
}

function titleOf(entry: AuditRecord | undefined): string {
  return `"${entry?.description}" (${entry?.category}, ${entry?.actionType}, ${entry?.status})`;
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}

function shown(value: unknown): string {
  const text = isAsymmetricMatcher(value)
    ? matcherText(value)
    : inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: MOST_CHARACTERS });
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/** `Any<Number>`; of others, their name and what they were made of. */
function matcherText(matcher: object): string {
  if ('toAsymmetricMatcher' in matcher && typeof matcher.toAsymmetricMatcher === 'function') {
    return String(matcher.toAsymmetricMatcher());
  }
  const sample = 'sample' in matcher ? ` ${inspect(matcher.sample, { breakLength: Infinity })}` : '';
  return `${matcher.constructor.name}${sample}`;
}
