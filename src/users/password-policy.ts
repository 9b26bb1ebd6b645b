import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';

export const SHORTEST_PASSWORD = 12;

/** Longer ones only cost time to hash. */
export const LONGEST_PASSWORD = 128;

/** Why a password is too easy to guess for this person, or undefined. Its length is the DTO's business. */
export function objectionTo(password: string, owner: { readonly email: string; readonly name: string }) {
  const bare = simplified(password);
  if (bare === simplified(owner.email)) return 'must not be the e-mail address';
  if (bare === simplified(owner.name)) return 'must not be the name';
  return undefined;
}

/** @throws {AppError} VALIDATION_FAILED on `field` when there is an objection */
export function assertAcceptable(
  field: string,
  password: string,
  owner: { readonly email: string; readonly name: string },
): void {
  const objection = objectionTo(password, owner);
  if (objection === undefined) return;
  throw new AppError(problemErrors.VALIDATION_FAILED, { errors: [{ field, reason: `${field} ${objection}` }] });
}

function simplified(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
