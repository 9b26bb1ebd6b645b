import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService, diffChanges } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { PermissionGrants } from '../roles/permission-grants.ts';
import { type Role, SeededRole } from '../roles/role.entity.ts';
import { rolesErrors } from '../roles/roles.errors.ts';
import { RolesRepository } from '../roles/roles.repository.ts';
import { User } from './user.entity.ts';
import { usersErrors } from './users.errors.ts';
import { UsersRepository } from './users.repository.ts';

/** Which role of which user. */
export interface UserRole {
  readonly userId: string;
  readonly roleId: string;
}

interface Parties {
  readonly user: User;
  readonly role: Role;
}

/** Who has which role. A change counts from the next request of the user. */
@Injectable()
export class UserRolesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersRepository,
    private readonly roles: RolesRepository,
    private readonly grants: PermissionGrants,
    private readonly audit: AuditService,
  ) {}

  /**
   * Gives the role to the user; nothing happens when the user has it already.
   * @throws {AppError} ROLE_NOT_FOUND, USER_NOT_FOUND, PERMISSION_NOT_HELD
   */
  assign(ids: UserRole, by: AuthenticatedUser): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const { user, role } = await this.lock(manager, ids);
      this.audit.annotate({ object: `role ${role.name} to user ${user.email}` });
      if (hasRole(user, role)) return user;
      const roles = [...user.roles, role];
      this.annotateChange(user, roles);
      await this.grants.assertHeld(manager, { by, permissions: role.permissions });
      return manager.save(User, withRoles(user, roles));
    });
  }

  /**
   * Takes the role from the user. One's own can be given up whatever it allows.
   * @throws {AppError} ROLE_NOT_FOUND, USER_NOT_FOUND, ROLE_NOT_ASSIGNED, PERMISSION_NOT_HELD, LAST_ADMIN
   */
  revoke(ids: UserRole, by: AuthenticatedUser): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const { user, role } = await this.lock(manager, ids);
      this.audit.annotate({ object: `role ${role.name} from user ${user.email}` });
      if (!hasRole(user, role)) throw new AppError(rolesErrors.ROLE_NOT_ASSIGNED);
      const roles = user.roles.filter(({ id }) => id !== role.id);
      this.annotateChange(user, roles);
      if (user.id !== by.id) await this.grants.assertHeld(manager, { by, permissions: role.permissions, act: 'take' });
      await this.assertAdminStays(manager, { user, role });
      return manager.save(User, withRoles(user, roles));
    });
  }

  /**
   * The role first and then the account, as everywhere, so that two transactions cannot wait for each other. The lock
   * of the role `admin` is also the one under which it is decided who is an administrator.
   */
  private async lock(manager: EntityManager, { userId, roleId }: UserRole): Promise<Parties> {
    const role = await this.roles.findByIdForUpdate(manager, roleId);
    if (role === null) throw new AppError(rolesErrors.ROLE_NOT_FOUND);
    const user = await this.users.findByIdForUpdate(manager, userId);
    if (user === null) throw new AppError(usersErrors.USER_NOT_FOUND);
    this.audit.annotate({ metadata: { user: { id: user.id, email: user.email } } });
    return { user, role };
  }

  private async assertAdminStays(manager: EntityManager, { user, role }: Parties): Promise<void> {
    if (role.name !== SeededRole.Admin || !user.isActive) return;
    if (!(await this.users.hasOtherActiveAdmin(manager, user.id))) throw new AppError(usersErrors.LAST_ADMIN);
  }

  private annotateChange(user: User, roles: readonly Role[]): void {
    const [before, after] = [{ roles: namesOf(user.roles) }, { roles: namesOf(roles) }];
    this.audit.annotate({ changes: diffChanges(before, after) });
  }
}

function hasRole(user: User, role: Role): boolean {
  return user.roles.some(({ id }) => id === role.id);
}

function namesOf(roles: readonly Role[]): readonly string[] {
  return roles.map(({ name }) => name).toSorted();
}

/** With the time of the change: TypeORM sets it for changed columns only. */
function withRoles(user: User, roles: Role[]): User {
  return Object.assign(user, { roles, updatedAt: new Date() });
}
