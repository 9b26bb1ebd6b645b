import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from './audit-entry.ts';

/** Stands for a value whose getter throws. */
const UNREADABLE = '[unreadable]';

/**
 * What differs between two states of the same thing, field by field. A field that is absent or undefined is null. What
 * says by `toJSON` what it is (decimals, dates of other libraries) is compared by that; a field that can't be compared
 * counts as changed. Never throws, never changes what it is given.
 *
 * @param fields The fields to look at. @default every field of either state
 */
export function diffChanges<T extends object>(
  before: Partial<T>,
  after: Partial<T>,
  fields: readonly (keyof T & string)[] = fieldsOf(before, after),
): AuditChanges {
  return Object.fromEntries(
    fields
      .map((field) => [field, { from: valueOf(before, field), to: valueOf(after, field) }] as const)
      .filter(([, { from, to }]) => !isSame(from, to)),
  );
}

/** Null where there is none; what every object inherits (`constructor`) is nobody's value. */
function valueOf(state: object, field: string): unknown {
  try {
    if (field in Object.prototype && !Object.hasOwn(state, field)) return null;
    return (state as Record<string, unknown>)[field] ?? null;
  } catch {
    return state === null || state === undefined ? null : UNREADABLE;
  }
}

function fieldsOf<T extends object>(before: Partial<T>, after: Partial<T>): (keyof T & string)[] {
  return [...new Set([...namesOf(before), ...namesOf(after)])] as (keyof T & string)[];
}

function namesOf(state: object): string[] {
  try {
    return Object.keys(state);
  } catch {
    return [];
  }
}

function isSame(from: unknown, to: unknown): boolean {
  if (from === UNREADABLE || to === UNREADABLE) return false;
  if (from === to) return true; // 0 and -0 too, which are one number wherever they are stored
  try {
    return isDeepStrictEqual(from, to) || isDeepStrictEqual(said(from), said(to));
  } catch {
    return false;
  }
}

/** What a value says it is; two of one kind can say the same and differ inside. */
function said(value: unknown): unknown {
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === 'function'
    ? { kind: (value as object).constructor, said: toJSON.call(value) as unknown }
    : value;
}
