import { Problem } from '../api/problem.ts';

/** Problems that are about one field of a form though the server does not say so: `{ EMAIL_TAKEN: 'email' }`. */
export type FieldOfCode<Field extends string> = Readonly<Record<string, Field>>;

/**
 * What the server has refused, field by field, for those fields that a form has; undefined when any of it is about
 * something else, which has to be told beside the form.
 */
export function fieldErrorsOf<Field extends string>(
  failure: Error | null,
  fields: readonly Field[],
  fieldOfCode: FieldOfCode<Field> = {},
): Partial<Record<Field, string>> | undefined {
  if (!(failure instanceof Problem)) return undefined;
  const named = fieldOfCode[failure.code];
  if (named !== undefined) return { [named]: failure.message } as Partial<Record<Field, string>>;
  const errors: Partial<Record<Field, string>> = {};
  for (const { field, reason } of failure.errors) {
    const known = fields.find((name) => name === field);
    if (known === undefined) return undefined;
    errors[known] = [errors[known], sentence(reason)].filter(Boolean).join(' ');
  }
  return failure.errors.length > 0 ? errors : undefined;
}

/** `email must be an email` -> `Email must be an email.` */
function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${reason.endsWith('.') ? '' : '.'}`;
}
