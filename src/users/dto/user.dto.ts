import { PaginationDto } from '../../paging/pagination.dto.ts';
import type { User } from '../user.entity.ts';

/** An account, as it is answered. */
export class UserDto {
  /** @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** @example "bob@example.com" */
  readonly email: string;

  /** @example "Bob Miller" */
  readonly name: string;

  /** Whether the account can sign in. */
  readonly isActive: boolean;

  /** Names of the roles, sorted.
   * @example ["user"] */
  readonly roles: string[];

  /** Until when sign-ins are refused after too many failures; null when they are not. */
  readonly lockedUntil: Date | null;

  /** When the account last signed in; null when it never did. */
  readonly lastSignInAt: Date | null;

  readonly createdAt: Date;

  readonly updatedAt: Date;
}

/** One page of users. */
export class UserPageDto {
  readonly data: UserDto[];

  readonly pagination: PaginationDto;
}

/** Names what may be answered, field by field, so that a new column is not published by accident. */
export function toUserDto(user: User, now = new Date()): UserDto {
  const { id, email, name, isActive, lastSignInAt, createdAt, updatedAt } = user;
  const lockedUntil = user.lockedUntil !== null && user.lockedUntil > now ? user.lockedUntil : null;
  const roles = user.roles.map((role) => role.name).toSorted();
  return { id, email, name, isActive, roles, lockedUntil, lastSignInAt, createdAt, updatedAt };
}
