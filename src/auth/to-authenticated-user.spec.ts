import type { User } from '../users/user.entity.ts';
import { toAuthenticatedUser } from './to-authenticated-user.ts';

const role = (name: string, permissions: string[]) => ({ id: name, name, description: '', permissions });
const userWith = (roles: User['roles']) =>
  ({
    id: 'u',
    email: 'bob@example.com',
    name: 'Bob',
    passwordHash: 'secret',
    passwordResetRequired: true,
    roles,
  }) as User;

describe('toAuthenticatedUser', () => {
  it('should join the permissions of all roles, each once, and leave out those nobody knows', () => {
    const roles = [role('b', ['users:read', 'moon:land']), role('a', ['users:read', 'audit:read'])];
    expect(toAuthenticatedUser(userWith(roles), 's')).toEqual({
      id: 'u',
      email: 'bob@example.com',
      name: 'Bob',
      sessionId: 's',
      passwordResetRequired: true,
      roles: ['a', 'b'],
      permissions: ['audit:read', 'users:read'],
    });
  });

  it('should be frozen, lists included', () => {
    const frozen = toAuthenticatedUser(userWith([role('a', ['users:read'])]), 's');
    for (const part of [frozen, frozen.roles, frozen.permissions]) expect(Object.isFrozen(part)).toBe(true);
  });
});
