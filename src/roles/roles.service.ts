import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService, diffChanges } from '../audit/index.ts';
import type { PageQueryDto } from '../paging/page-query.dto.ts';
import { AppError } from '../problem/app-error.ts';
import { isUniqueViolation } from '../problem/database-fault.ts';
import type { CreateRoleDto } from './dto/create-role.dto.ts';
import type { RoleInUse } from './dto/role.dto.ts';
import type { UpdateRoleDto } from './dto/update-role.dto.ts';
import { PermissionGrants } from './permission-grants.ts';
import { isSeededRole, Role, SeededRole } from './role.entity.ts';
import { rolesErrors } from './roles.errors.ts';
import { RolesRepository } from './roles.repository.ts';

/** Which permissions a role is to have, and who says so. */
interface PermissionsOfRole {
  readonly id: string;
  readonly permissions: readonly string[];
  readonly by: AuthenticatedUser;
}

/** Roles: what there is, and what each of them allows. A change counts from the next request of those concerned. */
@Injectable()
export class RolesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly roles: RolesRepository,
    private readonly grants: PermissionGrants,
    private readonly audit: AuditService,
  ) {}

  async list(query: PageQueryDto): Promise<{ readonly roles: readonly RoleInUse[]; readonly total: number }> {
    const { manager } = this.dataSource;
    const [roles, total] = await this.roles.findPage(manager, query);
    const ids = roles.map(({ id }) => id);
    const counts = await this.roles.countUsers(manager, ids);
    return { roles: roles.map((role) => ({ role, userCount: counts.get(role.id) ?? 0 })), total };
  }

  /** @throws {AppError} ROLE_NOT_FOUND */
  async get(id: string): Promise<RoleInUse> {
    const { manager } = this.dataSource;
    return this.withUserCount(manager, found(await this.roles.findById(manager, id)));
  }

  /** @throws {AppError} PERMISSION_NOT_HELD, ROLE_NAME_TAKEN */
  create({ name, description, permissions }: CreateRoleDto, by: AuthenticatedUser): Promise<RoleInUse> {
    return this.transaction(async (manager) => {
      await this.grants.assertHeld(manager, { by, permissions });
      const role = manager.create(Role, { name, description, permissions: permissions.toSorted() });
      return { role: await manager.save(Role, role), userCount: 0 };
    });
  }

  /**
   * Changes what is given.
   * @throws {AppError} ROLE_NOT_FOUND, ROLE_NAME_TAKEN, ROLE_PROTECTED when a seeded role would be renamed
   */
  update(id: string, { name, description }: UpdateRoleDto): Promise<RoleInUse> {
    return this.transaction(async (manager) => {
      const role = await this.getForUpdate(manager, id);
      const after = { name: name ?? role.name, description: description ?? role.description };
      this.audit.annotate({ changes: diffChanges<Role>(role, after, ['name', 'description']) });
      if (after.name !== role.name && isSeededRole(role)) throw protectedRole(role, 'It cannot be renamed.');
      return this.withUserCount(manager, await manager.save(Role, Object.assign(role, after)));
    });
  }

  /**
   * Replaces what the role allows. Anything may be withdrawn, also from the roles of whoever does it.
   * @throws {AppError} ROLE_NOT_FOUND, PERMISSION_NOT_HELD, ROLE_PROTECTED for the role `admin`
   */
  async setPermissions({ id, permissions, by }: PermissionsOfRole): Promise<RoleInUse> {
    const { granted, withdrawn, role } = await this.transaction(async (manager) => {
      const stored = await this.getForUpdate(manager, id);
      const [from, to] = [stored.permissions.toSorted(), permissions.toSorted()];
      this.audit.annotate({ changes: diffChanges({ permissions: from }, { permissions: to }) });
      if (stored.name === SeededRole.Admin) throw protectedRole(stored, 'It keeps all permissions.');
      const added = to.filter((permission) => !from.includes(permission));
      const removed = from.filter((permission) => !to.includes(permission));
      await this.grants.assertHeld(manager, { by, permissions: added });
      const saved = await manager.save(Role, Object.assign(stored, { permissions: to }));
      return { granted: added, withdrawn: removed, role: await this.withUserCount(manager, saved) };
    });
    // Only now: an entry of a refused request must not say that something was granted.
    this.audit.annotate({ metadata: { granted, withdrawn } });
    return role;
  }

  /** @throws {AppError} ROLE_NOT_FOUND, ROLE_PROTECTED for the seeded roles, ROLE_IN_USE while anybody has it */
  async delete(id: string): Promise<void> {
    await this.transaction(async (manager) => {
      const role = await this.getForUpdate(manager, id);
      if (isSeededRole(role)) throw protectedRole(role, 'It cannot be deleted.');
      const { userCount } = await this.withUserCount(manager, role);
      if (userCount > 0) throw roleInUse(userCount);
      this.audit.annotate({ metadata: { permissions: role.permissions.toSorted() } });
      await manager.delete(Role, id);
    });
  }

  /** Also gives the entry of the running request its object, which the route knows by id only. */
  private async getForUpdate(manager: EntityManager, id: string): Promise<Role> {
    const role = found(await this.roles.findByIdForUpdate(manager, id));
    this.audit.annotate({ object: `role ${role.name}` });
    return role;
  }

  private async withUserCount(manager: EntityManager, role: Role): Promise<RoleInUse> {
    const counts = await this.roles.countUsers(manager, [role.id]);
    return { role, userCount: counts.get(role.id) ?? 0 };
  }

  private async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw isUniqueViolation(error, 'roles_name_uq') ? new AppError(rolesErrors.ROLE_NAME_TAKEN) : error;
    }
  }
}

function found(role: Role | null): Role {
  if (role === null) throw new AppError(rolesErrors.ROLE_NOT_FOUND);
  return role;
}

function protectedRole({ name }: Role, what: string): AppError {
  const message = `The application relies on the role ${name}. ${what} Make a role of your own for what you need.`;
  return new AppError(rolesErrors.ROLE_PROTECTED, { message });
}

function roleInUse(userCount: number): AppError {
  const who = userCount === 1 ? '1 user still has' : `${userCount} users still have`;
  return new AppError(rolesErrors.ROLE_IN_USE, {
    message: `${who} this role. Take it away from them first, then delete it.`,
  });
}
