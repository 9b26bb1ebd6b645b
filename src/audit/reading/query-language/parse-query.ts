import type { Condition, Selection } from '../selection/condition.ts';
import type { FieldMeaning } from './field-kinds.ts';
import { nearWords } from './near-words.ts';
import { NAMES_ELSEWHERE, QUERY_FIELD_NAMES, QUERY_FIELDS } from './query-fields.ts';
import { queryFault } from './query-fault.ts';
import { type QueryPart, queryTerms, type QueryTerm } from './query-terms.ts';

/**
 * The selection that a text in the search language means: a condition for each of its terms, all of which have to hold.
 * {@link queryTerms} has the grammar, {@link QUERY_FIELDS} the fields.
 * @param now What times such as `-7d` are counted from.
 * @throws {AuditError} AUDIT_QUERY_INVALID with the character that is wrong, from 1, and what was expected there
 */
export function parseQuery(text: string, now: Date): Selection {
  return { conditions: queryTerms(text).map((term) => conditionOf(term, now)) };
}

function conditionOf({ isNegated, field: name, values }: QueryTerm, now: Date): Condition {
  const field = name === undefined ? QUERY_FIELDS.text : fieldNamed(name);
  const [, second] = values;
  if (second !== undefined && !field.takesLists)
    throw queryFault(second.at, `expected one value of ${name?.text} only`);
  const condition = field.conditionOf(values, now);
  return isNegated ? opposite(condition) : condition;
}

function fieldNamed({ text, at }: QueryPart): FieldMeaning {
  const lower = text.toLowerCase();
  const name = QUERY_FIELD_NAMES.find((each) => each.toLowerCase() === lower);
  if (name !== undefined) return QUERY_FIELDS[name];
  const elsewhere = Object.hasOwn(NAMES_ELSEWHERE, lower) ? NAMES_ELSEWHERE[lower] : undefined;
  const near = elsewhere === undefined ? nearWords(text, QUERY_FIELD_NAMES) : [elsewhere];
  const meant = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `fields are ${QUERY_FIELD_NAMES.join(', ')};`;
  throw queryFault(
    at,
    `expected the name of a field, and ${shortened(text)} is none; ${meant} Text with a colon stands in quotes`,
  );
}

/** Times have an opposite that an index can find; everything else is negated as a whole. */
function opposite(condition: Condition): Condition {
  if (condition.kind === 'time') {
    const { from, to } = condition;
    if (from === undefined || to === undefined) {
      return { kind: 'time', ...(to && { from: to }), ...(from && { to: from }) };
    }
  }
  const { isNegated = false, ...rest } = condition;
  return isNegated ? rest : { ...rest, isNegated: true };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
