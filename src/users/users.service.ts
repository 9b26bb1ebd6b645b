import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService, diffChanges } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { isUniqueViolation } from '../problem/database-fault.ts';
import { SeededRole } from '../roles/role.entity.ts';
import { RolesRepository } from '../roles/roles.repository.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import type { CreateUserDto } from './dto/create-user.dto.ts';
import type { ListUsersDto } from './dto/list-users.dto.ts';
import type { UpdateUserDto } from './dto/update-user.dto.ts';
import { PasswordHasher } from './password-hasher.ts';
import { PasswordPolicy } from './password-policy.ts';
import { User } from './user.entity.ts';
import { usersErrors } from './users.errors.ts';
import { UsersRepository } from './users.repository.ts';

/** Accounts: who there is, and who may still come in. */
@Injectable()
export class UsersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersRepository,
    private readonly roles: RolesRepository,
    private readonly sessions: SessionsRepository,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly audit: AuditService,
  ) {}

  list(query: ListUsersDto): Promise<[User[], number]> {
    return this.users.findPage(this.dataSource.manager, query);
  }

  /** @throws {AppError} USER_NOT_FOUND */
  async get(id: string): Promise<User> {
    return found(await this.users.findById(this.dataSource.manager, id));
  }

  /**
   * Makes an account with the role `user`.
   * @throws {AppError} VALIDATION_FAILED when the password is too short, the e-mail address or the name
   * @throws {AppError} EMAIL_TAKEN
   */
  async create({ email, name, password }: CreateUserDto): Promise<User> {
    await this.policy.assertAcceptable({ field: 'password', password, owner: { email, name } });
    const passwordHash = await this.hasher.hash(password);
    return this.transaction(async (manager) => {
      const role = await this.roles.getByName(manager, SeededRole.User);
      return manager.save(User, manager.create(User, { email, name, passwordHash, roles: [role], isActive: true }));
    });
  }

  /**
   * Changes what is given.
   * @throws {AppError} USER_NOT_FOUND, EMAIL_TAKEN
   */
  update(id: string, changes: UpdateUserDto): Promise<User> {
    return this.transaction(async (manager) => {
      const user = await this.getForUpdate(manager, id);
      const before = { email: user.email, name: user.name };
      const after = { email: changes.email ?? user.email, name: changes.name ?? user.name };
      this.audit.annotate({ changes: diffChanges(before, after, ['email', 'name']) });
      return manager.save(User, Object.assign(user, after));
    });
  }

  /**
   * Lets the account sign in again, and lifts a lock that too many failures have put on it.
   * @throws {AppError} USER_NOT_FOUND
   */
  activate(id: string): Promise<User> {
    return this.transaction(async (manager) => {
      const user = await this.getForUpdate(manager, id);
      const after = { isActive: true, failedSignIns: 0, lockedUntil: null };
      this.audit.annotate({ changes: diffChanges<User>(user, after, ['isActive', 'lockedUntil']) });
      return manager.save(User, Object.assign(user, after));
    });
  }

  /**
   * Keeps the account from signing in and ends its sessions.
   * @throws {AppError} USER_NOT_FOUND, OWN_ACCOUNT, LAST_ADMIN
   */
  deactivate(id: string, by: AuthenticatedUser): Promise<User> {
    return this.transaction(async (manager) => {
      const user = await this.getRemovable(manager, { id, by });
      const endedSessions = await this.sessions.endAllOf(manager, id);
      const changes = diffChanges<User>(user, { isActive: false }, ['isActive']);
      this.audit.annotate({ changes, metadata: { endedSessions } });
      return manager.save(User, Object.assign(user, { isActive: false }));
    });
  }

  /**
   * Deletes the account with its sessions. What the audit log tells of it stays.
   * @throws {AppError} USER_NOT_FOUND, OWN_ACCOUNT, LAST_ADMIN
   */
  async delete(id: string, by: AuthenticatedUser): Promise<void> {
    await this.transaction(async (manager) => {
      await this.getRemovable(manager, { id, by });
      await manager.delete(User, id);
    });
  }

  private async getRemovable(
    manager: EntityManager,
    { id, by }: { readonly id: string; readonly by: AuthenticatedUser },
  ): Promise<User> {
    if (id === by.id) throw new AppError(usersErrors.OWN_ACCOUNT);
    await this.roles.lockAdmins(manager);
    const user = await this.getForUpdate(manager, id);
    const isAdmin = user.isActive && user.roles.some((role) => role.name === SeededRole.Admin);
    if (isAdmin && !(await this.users.hasOtherActiveAdmin(manager, id))) throw new AppError(usersErrors.LAST_ADMIN);
    return user;
  }

  /** Also gives the entry of the running request its object, which the route knows by id only. */
  private async getForUpdate(manager: EntityManager, id: string): Promise<User> {
    const user = found(await this.users.findByIdForUpdate(manager, id));
    this.audit.annotate({ object: `user ${user.email}` });
    return user;
  }

  private async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw isUniqueViolation(error, 'users_email_uq') ? new AppError(usersErrors.EMAIL_TAKEN) : error;
    }
  }
}

function found(user: User | null): User {
  if (user === null) throw new AppError(usersErrors.USER_NOT_FOUND);
  return user;
}
