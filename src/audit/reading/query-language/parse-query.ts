import type { Condition, Selection } from '../selection/condition.ts';

/**
 * The selection that a text in the search language means.
 * @param now What times such as `-7d` are counted from.
 * @throws {AuditError} AUDIT_QUERY_INVALID with the place that is wrong
 */
export function parseQuery(text: string, _now: Date): Selection {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return { conditions: words.map((word): Condition => ({ kind: 'text', text: word })) };
}
