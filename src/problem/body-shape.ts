import type { FieldError } from './app-error.ts';

/** More than any form has; far below what takes noticeable time to check. */
const MOST_VALUES = 1_000;
const DEEPEST = 20;

/**
 * What is wrong with the shape of a body or query before anybody looks at its meaning. Deep nesting overflows the
 * stack of what turns it into an instance, many fields take it minutes, and it knows names such as `constructor`
 * from every object and so takes them for fields of the class.
 */
export function shapeErrors(value: unknown): readonly FieldError[] {
  if (typeof value !== 'object' || value === null) return [];
  const inherited = Object.keys(value).filter((name) => name in Object.prototype);
  if (inherited.length > 0) return inherited.map((field) => ({ field, reason: `property ${field} should not exist` }));
  let values = 0;
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (depth > DEEPEST) return [{ field: '', reason: `must not be nested deeper than ${DEEPEST} levels` }];
    if (values > MOST_VALUES) return [{ field: '', reason: `must not hold more than ${MOST_VALUES} values` }];
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return [];
}
