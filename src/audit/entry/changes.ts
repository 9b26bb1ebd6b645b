import { isDeepStrictEqual } from 'node:util';
import type { AuditChanges } from './audit-entry.ts';

/**
 * What differs between two states of the same thing, field by field.
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
      .filter((field) => !isDeepStrictEqual(before[field], after[field]))
      .map((field) => [field, { from: before[field] ?? null, to: after[field] ?? null }]),
  );
}

function fieldsOf<T extends object>(before: Partial<T>, after: Partial<T>): (keyof T & string)[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T & string)[];
}
