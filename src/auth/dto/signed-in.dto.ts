import type { AuthenticatedUser } from '../../access/authenticated-user.ts';

/** The signed-in user, and what it may do. */
export class SignedInUserDto {
  /** The id of the account.
   * @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** Address of the account.
   * @example "admin@example.com" */
  readonly email: string;

  /** What to call the person.
   * @example "Administrator" */
  readonly name: string;

  /** Whether the person has to set a new password with POST /auth/password before anything else.
   * @example false */
  readonly passwordResetRequired: boolean;

  /** Names of the roles, sorted.
   * @example ["admin"] */
  readonly roles: string[];

  /** What the roles allow together, sorted.
   * @example ["audit:export","audit:read","users:read","users:write"] */
  readonly permissions: string[];
}

/** A sign-in that succeeded. */
export class SignedInDto {
  /** To be sent as `Authorization: Bearer <accessToken>`; left out when a cookie was asked for.
   * @example "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzaWQiOiIuLi4ifQ.c2lnbmF0dXJl" */
  readonly accessToken?: string;

  /** Seconds until the token expires.
   * @example 28800 */
  readonly expiresIn: number;

  readonly user: SignedInUserDto;
}

/** What of the signed-in user is answered. */
export function toSignedInUserDto(user: AuthenticatedUser): SignedInUserDto {
  const { id, email, name, passwordResetRequired, roles, permissions } = user;
  return { id, email, name, passwordResetRequired, roles: [...roles], permissions: [...permissions] };
}
