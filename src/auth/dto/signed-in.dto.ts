import type { AuthenticatedUser } from '../../sessions/authenticated-user.ts';

/** The signed-in user, and what it may do. */
export class SignedInUserDto {
  /** @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** @example "admin@example.com" */
  readonly email: string;

  /** @example "Administrator" */
  readonly name: string;

  /** Names of the roles, sorted.
   * @example ["admin"] */
  readonly roles: string[];

  /** What the roles allow together, sorted.
   * @example ["audit:export","audit:read","users:read","users:write"] */
  readonly permissions: string[];
}

/** A sign-in that succeeded. */
export class SignedInDto {
  /** To be sent as `Authorization: Bearer <accessToken>`. */
  readonly accessToken: string;

  /** Seconds until the token expires.
   * @example 28800 */
  readonly expiresIn: number;

  readonly user: SignedInUserDto;
}

/** What of the signed-in user is answered. */
export function toSignedInUserDto({ id, email, name, roles, permissions }: AuthenticatedUser): SignedInUserDto {
  return { id, email, name, roles: [...roles], permissions: [...permissions] };
}
