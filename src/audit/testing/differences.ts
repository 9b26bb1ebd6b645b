/** One field that is not as it was expected to be. */
export interface Difference {
  /** `metadata.http.statusCode` */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Jest's and Vitest's `expect.any(…)`, `expect.stringMatching(…)` and the like. */
export interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown): boolean;
}

/**
 * Where a value is not as expected. Of objects only the fields that are expected count, at any depth; lists have the same
 * length. A RegExp stands for text that it matches, a Date for its ISO text, and whatever has a method `asymmetricMatch`
 * judges by itself.
 */
export function differencesOf(expected: unknown, actual: unknown, path = ''): readonly Difference[] {
  if (isCollection(expected) && isSameKind(expected, actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      differencesOf(value, (actual as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return isEqual(expected, actual) ? [] : [{ path, expected, actual }];
}

/** The single values that are expected, each with its path. */
export function leavesOf(expected: unknown, path = ''): readonly Omit<Difference, 'actual'>[] {
  if (!isCollection(expected) || Object.keys(expected).length === 0) return [{ path, expected }];
  return Object.entries(expected).flatMap(([key, value]) => leavesOf(value, path === '' ? key : `${path}.${key}`));
}

export function isAsymmetricMatcher(value: unknown): value is AsymmetricMatcher {
  if (typeof value !== 'object' || value === null || !('asymmetricMatch' in value)) return false;
  return typeof value.asymmetricMatch === 'function';
}

function isEqual(expected: unknown, actual: unknown): boolean {
  if (isAsymmetricMatcher(expected)) return expected.asymmetricMatch(actual);
  if (expected instanceof RegExp) return typeof actual === 'string' && actual.search(expected) >= 0;
  if (expected instanceof Date) return actual === expected.toISOString();
  return Object.is(expected, actual);
}

/** A list, or an object made of fields: not a matcher, a RegExp or a Date. */
function isCollection(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isAsymmetricMatcher(value)) return false;
  return !(value instanceof RegExp) && !(value instanceof Date);
}

function isSameKind(expected: object, actual: unknown): boolean {
  if (Array.isArray(expected)) return Array.isArray(actual) && actual.length === expected.length;
  return typeof actual === 'object' && actual !== null && !Array.isArray(actual);
}
