import { PaginationDto } from '../../paging/pagination.dto.ts';
import type { User } from '../user.entity.ts';

/** An account, as it is answered. */
export class UserDto {
  /** The id of the account.
   * @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** Address to sign in with.
   * @example "bob@example.com" */
  readonly email: string;

  /** What to call the person.
   * @example "Bob Miller" */
  readonly name: string;

  /** Whether the account can sign in.
   * @example true */
  readonly isActive: boolean;

  /** Names of the roles, sorted.
   * @example ["user"] */
  readonly roles: string[];

  /** Until when sign-ins are refused after too many failures; null when they are not.
   * @example null */
  readonly lockedUntil: Date | null;

  /** Whether the person has to set a new password before anything else.
   * @example false */
  readonly passwordResetRequired: boolean;

  /** When the account last signed in; null when it never did.
   * @example "2026-01-31T08:59:12.345Z" */
  readonly lastSignInAt: Date | null;

  /** When the account was made.
   * @example "2026-01-02T10:00:00.000Z" */
  readonly createdAt: Date;

  /** When the account was last changed; signing in is no change.
   * @example "2026-01-15T16:20:00.000Z" */
  readonly updatedAt: Date;
}

/** One page of users. */
export class UserPageDto {
  readonly data: UserDto[];

  readonly pagination: PaginationDto;
}

/** Names what may be answered, field by field, so that a new column is not published by accident. */
export function toUserDto(user: User, now = new Date()): UserDto {
  const { id, email, name, isActive, passwordResetRequired, lastSignInAt, createdAt, updatedAt } = user;
  const lockedUntil = user.lockedUntil !== null && user.lockedUntil > now ? user.lockedUntil : null;
  const roles = user.roles.map((role) => role.name).toSorted();
  return { id, email, name, isActive, roles, lockedUntil, passwordResetRequired, lastSignInAt, createdAt, updatedAt };
}
