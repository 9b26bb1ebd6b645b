import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from './audit-entry.ts';

/**
 * What differs between two states of the same thing, field by field. A field that is absent or undefined is null.
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
      .filter(([, { from, to }]) => !isDeepStrictEqual(from, to)),
  );
}

/** Null where there is none; what every object inherits (`constructor`) is nobody's value. */
function valueOf(state: object, field: string): unknown {
  if (field in Object.prototype && !Object.hasOwn(state, field)) return null;
  return (state as Record<string, unknown>)[field] ?? null;
}

function fieldsOf<T extends object>(before: Partial<T>, after: Partial<T>): (keyof T & string)[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T & string)[];
}
