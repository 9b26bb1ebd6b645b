import { Injectable } from '@nestjs/common';
import { minLength } from 'class-validator';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { SETTINGS } from '../settings/setting-catalogue.ts';
import { SettingsService } from '../settings/settings.service.ts';

/** No setting allows shorter ones. */
export const SHORTEST_PASSWORD = SETTINGS['password.min_length'].schema.minimum;

/** Longer ones only cost time to hash. */
export const LONGEST_PASSWORD = SETTINGS['password.min_length'].schema.maximum;

/** Whose password it would be. */
interface Owner {
  readonly email: string;
  readonly name: string;
}

/** Why a password is too easy to guess for this person, or undefined. That it is not too long is the DTO's business. */
export function objectionTo(
  password: string,
  { owner, atLeast }: { readonly owner: Owner; readonly atLeast: number },
): string | undefined {
  if (!minLength(password, atLeast)) return `must be longer than or equal to ${atLeast} characters`;
  const bare = simplified(password);
  if (bare === simplified(owner.email)) return 'must not be the e-mail address';
  if (bare === simplified(owner.name)) return 'must not be the name';
  return undefined;
}

/** Decides on new passwords; those that are in use already stay good. */
@Injectable()
export class PasswordPolicy {
  constructor(private readonly settings: SettingsService) {}

  /** @throws {AppError} VALIDATION_FAILED on `field` when the password is shorter than set, the e-mail address or the name */
  async assertAcceptable({
    field,
    password,
    owner,
  }: {
    readonly field: string;
    readonly password: string;
    readonly owner: Owner;
  }): Promise<void> {
    const objection = objectionTo(password, { owner, atLeast: await this.settings.get('password.min_length') });
    if (objection === undefined) return;
    throw new AppError(problemErrors.VALIDATION_FAILED, { errors: [{ field, reason: `${field} ${objection}` }] });
  }
}

function simplified(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
