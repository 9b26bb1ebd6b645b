import type { AuditError } from '../../audit.errors.ts';
import type { Condition, EqualityField } from '../selection/condition.ts';
import { nearWords } from './near-words.ts';
import { valuesAsTheyAre } from './query-conditions.ts';
import { queryFault } from './query-fault.ts';
import type { QueryPart, QueryValues } from './query-terms.ts';
import { type Period, timeOf, TIMES } from './query-times.ts';

/**
 * How the values of a field are known: `closed`, these and no others; `open`, those that entries have; `time`;
 * `address`; `text`.
 */
export const FIELD_KINDS = ['closed', 'open', 'time', 'address', 'text'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** What a field of the search language takes and means, without its name. */
export interface FieldMeaning {
  readonly kind: FieldKind;
  /** One sentence. */
  readonly meaning: string;
  /** A term that uses it. */
  readonly example: string;
  /** All values of a `closed` field; what is often written for a time. */
  readonly values?: readonly string[];
  /** Whether several values may be given, any of which matches. */
  readonly takesLists: boolean;
  /** @param values One at least; one only, unless it takes lists. @throws {AuditError} AUDIT_QUERY_INVALID */
  readonly conditionOf: (values: QueryValues, now: Date) => Condition;
}

type Told = Pick<FieldMeaning, 'meaning' | 'example'>;

/** Compared as it is with a column. */
export function openField(column: EqualityField, told: Told): FieldMeaning {
  const conditionOf = (values: QueryValues): Condition => ({
    kind: 'equals',
    field: column,
    values: valuesAsTheyAre(values),
  });
  return { kind: 'open', takesLists: true, ...told, conditionOf };
}

/** One of a few words, in any case. */
export function closedField(column: EqualityField, words: readonly string[], told: Told): FieldMeaning {
  const conditionOf = (values: QueryValues): Condition => ({
    kind: 'equals',
    field: column,
    values: values.map((value) => wordOf(value, words)),
  });
  return { kind: 'closed', values: words, takesLists: true, ...told, conditionOf };
}

/** A condition for each of a few words; one word only. */
export function choiceField(choices: Readonly<Record<string, Condition>>, told: Told): FieldMeaning {
  const words = Object.keys(choices);
  const conditionOf = ([value]: QueryValues): Condition => {
    const [, chosen] = Object.entries(choices).find(([word]) => isSame(word, value.text)) ?? [];
    if (chosen === undefined) throw noneOf(words, value);
    return chosen;
  };
  return { kind: 'closed', values: words, takesLists: false, ...told, conditionOf };
}

/** @param bounds Which of the moments of a time are those that match. */
export function timeField(
  bounds: (period: Period) => { readonly from?: Date; readonly to?: Date },
  { values, ...told }: Told & Pick<FieldMeaning, 'values'>,
): FieldMeaning {
  const conditionOf = ([value]: QueryValues, now: Date): Condition => {
    const period = timeOf(value.text, now);
    const bounded = period && bounds(period);
    if (bounded === undefined || bounded.from?.getTime() === bounded.to?.getTime()) {
      throw queryFault(value.at, `expected ${bounded === undefined ? TIMES : 'a time that lasts, not a moment'}`);
    }
    return { kind: 'time', ...bounded };
  };
  return { kind: 'time', takesLists: false, ...told, ...(values && { values }), conditionOf };
}

function wordOf(value: QueryPart, words: readonly string[]): string {
  const word = words.find((each) => isSame(each, value.text));
  if (word === undefined) throw noneOf(words, value);
  return word;
}

function noneOf(words: readonly string[], { text, at }: QueryPart): AuditError {
  const [near] = nearWords(text, words);
  return queryFault(at, `expected one of ${words.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`);
}

function isSame(word: string, written: string): boolean {
  return word.toLowerCase() === written.toLowerCase();
}
