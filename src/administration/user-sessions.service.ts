import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import type { Session } from '../sessions/session.entity.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import type { User } from '../users/user.entity.ts';
import { usersErrors } from '../users/users.errors.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { administrationErrors } from './administration.errors.ts';
import type { ListSessionsDto } from './dto/list-sessions.dto.ts';

/** Where a user is signed in, and the end of it. */
@Injectable()
export class UserSessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditService,
  ) {}

  /**
   * One page, newest first, and how many there are in all.
   * @throws {AppError} USER_NOT_FOUND
   */
  async list(
    userId: string,
    { all, limit, page }: ListSessionsDto,
  ): Promise<readonly [sessions: readonly Session[], total: number]> {
    const { manager } = this.dataSource;
    const user = found(await this.users.findById(manager, userId));
    return this.sessions.findPage(manager, { userId: user.id, openOnly: !all, limit, page });
  }

  /**
   * Ends one session; its access token is worth nothing from now on.
   * @throws {AppError} USER_NOT_FOUND, SESSION_NOT_FOUND
   */
  async end(userId: string, sessionId: string): Promise<void> {
    const { manager } = this.dataSource;
    const user = found(await this.users.findById(manager, userId));
    this.audit.annotate({ object: `the session of user ${user.email}`, metadata: { user: nameOf(user) } });
    if (!(await this.sessions.end(manager, sessionId, { of: user.id }))) {
      throw new AppError(administrationErrors.SESSION_NOT_FOUND);
    }
    this.audit.annotate({ metadata: { endedSessions: 1 } });
  }

  /**
   * Ends all sessions there are.
   * @returns how many were open
   * @throws {AppError} USER_NOT_FOUND
   */
  endAll(userId: string): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      // The lock: a sign-in that is under way has either begun its session by now, or begins it afterwards.
      const user = found(await this.users.findByIdForUpdate(manager, userId));
      const endedSessions = await this.sessions.endAllOf(manager, user.id);
      this.audit.annotate({
        object: `all sessions of user ${user.email}`,
        metadata: { user: nameOf(user), endedSessions },
      });
      return endedSessions;
    });
  }
}

function found(user: User | null): User {
  if (user === null) throw new AppError(usersErrors.USER_NOT_FOUND);
  return user;
}

function nameOf({ id, email }: User): Pick<User, 'id' | 'email'> {
  return { id, email };
}
