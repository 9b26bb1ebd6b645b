import type { Permission } from './permissions.ts';

/** The user a request is made by, as the database had it when the request came in. Frozen. */
export interface AuthenticatedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly sessionId: string;
  /** Nothing else is allowed until there is a new password. */
  readonly passwordResetRequired: boolean;
  /** Names of the roles, sorted. */
  readonly roles: readonly string[];
  /** What the roles allow together, sorted. */
  readonly permissions: readonly Permission[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication guard; absent on public routes. */
    user?: AuthenticatedUser;
  }
}
