import type { Entry } from '../api/client.ts';

/** One field of a thing before and after. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What an entry tells of changes. */
export interface EntryChanges {
  readonly fields: readonly FieldChange[];
  /** It did not succeed: `to` is what was wanted. */
  readonly isAttempt: boolean;
  /** How many fields the entry had to leave out. */
  readonly omitted: number;
}

/** Why a value is not shown as it was, or not all of it. */
export type Unknown = 'redacted' | 'cut' | 'unreadable' | 'untold';

/** What stands where an entry leaves a value out. */
const STANDS_FOR: ReadonlyMap<unknown, Unknown> = new Map([
  ['[REDACTED]', 'redacted'],
  ['[unreadable]', 'unreadable'],
  ['[unknown]', 'untold'],
]);
const OMISSION = /^\[cut: (\d{1,16}) more\]$/;

/** The changes of an entry, in the order it has them; undefined when it tells of none. */
export function changesOf({ metadata }: Pick<Entry, 'metadata'>): EntryChanges | undefined {
  const isAttempt = !isRecord(metadata['changes']);
  const recorded = isAttempt ? metadata['attemptedChanges'] : metadata['changes'];
  if (!isRecord(recorded)) return undefined;
  const all = Object.entries(recorded);
  const fields = all.flatMap(([field, change]) =>
    isRecord(change) && ('from' in change || 'to' in change)
      ? [{ field, from: change['from'] ?? null, to: change['to'] ?? null }]
      : [],
  );
  const omitted = all.reduce((sum, [name, mark]) => sum + omittedBy(name, mark), 0);
  return fields.length === 0 && omitted === 0 ? undefined : { fields, isAttempt, omitted };
}

/** Why nothing is known of a value; undefined when it is there, be it only in part. */
export function unknownOf(value: unknown): Unknown | undefined {
  return STANDS_FOR.get(value);
}

function omittedBy(name: string, mark: unknown): number {
  return name.startsWith('…') && typeof mark === 'string' ? Number(OMISSION.exec(mark)?.[1] ?? 0) : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
