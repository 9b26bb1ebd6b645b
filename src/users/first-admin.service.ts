import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditAction, AuditCategory, AuditService } from '../audit/index.ts';
import { Environment } from '../config/environment.ts';
import type { Role } from '../roles/role.entity.ts';
import { RolesRepository } from '../roles/roles.repository.ts';
import { PasswordHasher } from './password-hasher.ts';
import { User } from './user.entity.ts';
import { UsersRepository } from './users.repository.ts';

/** The first administrator, and the password when it was made just now. */
export interface FirstAdmin {
  readonly email: string;
  /** Given once, by the call that made the account; kept nowhere but as a hash. */
  readonly password?: string;
}

/** Lets somebody into a fresh installation. */
@Injectable()
export class FirstAdminService {
  static readonly recorded = {
    create: { category: AuditCategory.UserManagement, action: AuditAction.Create, resource: 'user' },
  } as const;

  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: Environment,
    private readonly users: UsersRepository,
    private readonly roles: RolesRepository,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes the administrator of `ADMIN_EMAIL` when there is none, with `ADMIN_PASSWORD` or a random password.
   * When several instances start at once, one makes it and the others find it.
   */
  async ensureFirstAdmin(): Promise<FirstAdmin> {
    const { admin, createdId } = await this.dataSource.transaction(async (manager) => {
      const role = await this.roles.lockAdmins(manager);
      const email = await this.users.findFirstAdminEmail(manager);
      return email === undefined ? this.create(manager, role) : { admin: { email }, createdId: undefined };
    });
    if (createdId !== undefined) this.recordCreation(createdId, admin.email);
    return admin;
  }

  /** An account that has the address already is made administrator, with a new password. */
  private async create(manager: EntityManager, role: Role): Promise<{ admin: FirstAdmin; createdId: string }> {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: given } = this.environment;
    const password = given ?? randomBytes(18).toString('base64url');
    const passwordHash = await this.hasher.hash(password);
    const account =
      (await this.users.findByEmailWithHash(manager, email)) ??
      manager.create(User, { email, name: 'Administrator', roles: [] });
    const user = await manager.save(
      User,
      Object.assign(account, {
        passwordHash,
        isActive: true,
        failedSignIns: 0,
        lockedUntil: null,
        passwordResetRequired: false,
        roles: [...account.roles, role],
      }),
    );
    return { admin: { email, ...(given === undefined && { password }) }, createdId: user.id };
  }

  private recordCreation(resourceId: string, email: string): void {
    this.audit.record({
      ...FirstAdminService.recorded.create,
      resourceId,
      object: `the first administrator ${email}`,
      actor: { type: 'system' },
    });
  }
}
