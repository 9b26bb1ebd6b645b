import type { Term } from './terms.ts';

/** Fields whose terms say when; they take the place of the range. */
const TIME_FIELDS = ['after', 'before', 'on'];

/** One value of one field, as a cell of the list has it. */
export interface FieldValue {
  readonly field: string;
  readonly value: string;
}

/** Whether a term is about this field; names are the same in any case. */
function isAbout(term: Term, field: string): boolean {
  return term.field?.toLowerCase() === field.toLowerCase();
}

export function isAboutTime(term: Term): boolean {
  return TIME_FIELDS.some((field) => isAbout(term, field));
}

/** The values that are wanted of a field: those of its only term that is not negated. */
export function wantedValues(terms: readonly Term[], field: string): readonly string[] {
  return terms.find((term) => isAbout(term, field) && !term.isNegated)?.values ?? [];
}

/** The same terms, but with these values wanted of the field; none removes its term. */
export function wantingOnly(terms: readonly Term[], field: string, values: readonly string[]): readonly Term[] {
  const place = terms.findIndex((term) => isAbout(term, field) && !term.isNegated);
  const others = terms.filter((_, index) => index !== place);
  if (values.length === 0) return others;
  const wanted = { isNegated: false, field, values };
  return place < 0 ? [...terms, wanted] : terms.map((term, index) => (index === place ? wanted : term));
}

/** The same terms, and entries with this value only. What was said of the value before counts no more. */
export function filteringFor(terms: readonly Term[], { field, value }: FieldValue): readonly Term[] {
  return wantingOnly(withoutValue(terms, { field, value }), field, [value]);
}

/** The same terms, and no entries with this value. */
export function filteringOut(terms: readonly Term[], { field, value }: FieldValue): readonly Term[] {
  const rest = withoutValue(terms, { field, value });
  const place = rest.findIndex((term) => isAbout(term, field) && term.isNegated);
  if (place < 0) return [...rest, { isNegated: true, field, values: [value] }];
  return rest.map((term, index) => (index === place ? { ...term, values: [...term.values, value] } : term));
}

function withoutValue(terms: readonly Term[], { field, value }: FieldValue): readonly Term[] {
  return terms
    .map((term) => (isAbout(term, field) ? { ...term, values: term.values.filter((each) => each !== value) } : term))
    .filter(({ values }) => values.length > 0);
}
