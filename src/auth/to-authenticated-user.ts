import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { isPermission } from '../access/permissions.ts';
import type { User } from '../users/user.entity.ts';

/** Puts together what an account may do from its roles. */
export function toAuthenticatedUser(user: User, sessionId: string): AuthenticatedUser {
  const roles = user.roles.map((role) => role.name).toSorted();
  const permissions = new Set(user.roles.flatMap((role) => role.permissions).filter(isPermission));
  const { id, email, name, passwordResetRequired } = user;
  return Object.freeze({
    id,
    email,
    name,
    sessionId,
    passwordResetRequired,
    roles: Object.freeze(roles),
    permissions: Object.freeze([...permissions].toSorted()),
  });
}
