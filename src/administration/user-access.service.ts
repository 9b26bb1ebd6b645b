import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService, diffChanges } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import { User } from '../users/user.entity.ts';
import { usersErrors } from '../users/users.errors.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { administrationErrors } from './administration.errors.ts';

/** On what terms a user may come in. */
@Injectable()
export class UserAccessService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditService,
  ) {}

  /**
   * Ends all sessions of the user, who can still sign in but must then set a new password before anything else.
   * @throws {AppError} USER_NOT_FOUND, OWN_PASSWORD
   */
  requireNewPassword(id: string, by: AuthenticatedUser): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const user = await this.getForUpdate(manager, id);
      // By the stored id: the one of the route may be written in upper case.
      if (user.id === by.id) throw new AppError(administrationErrors.OWN_PASSWORD);
      const endedSessions = await this.sessions.endAllOf(manager, user.id);
      // The log takes what is named "password" for a secret.
      const changes = diffChanges({ resetRequired: user.passwordResetRequired }, { resetRequired: true });
      this.audit.annotate({ changes, metadata: { endedSessions } });
      return manager.save(User, Object.assign(user, { passwordResetRequired: true }));
    });
  }

  /**
   * Lifts the lock that failed sign-ins have put on the account.
   * @throws {AppError} USER_NOT_FOUND, ACCOUNT_NOT_LOCKED
   */
  unlock(id: string): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const user = await this.getForUpdate(manager, id);
      if (user.lockedUntil === null || user.lockedUntil <= new Date()) {
        throw new AppError(administrationErrors.ACCOUNT_NOT_LOCKED);
      }
      const after = { lockedUntil: null, failedSignIns: 0 };
      this.audit.annotate({ changes: diffChanges<User>(user, after, ['lockedUntil']) });
      return manager.save(User, Object.assign(user, after));
    });
  }

  /** Also gives the entry of the running request its object, which the route knows by id only. */
  private async getForUpdate(manager: EntityManager, id: string): Promise<User> {
    const user = await this.users.findByIdForUpdate(manager, id);
    if (user === null) throw new AppError(usersErrors.USER_NOT_FOUND);
    this.audit.annotate({ object: `user ${user.email}` });
    return user;
  }
}
