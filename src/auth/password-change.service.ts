import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { accessErrors } from '../access/access.errors.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService, diffChanges } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import { PasswordHasher } from '../users/password-hasher.ts';
import { PasswordPolicy } from '../users/password-policy.ts';
import { User } from '../users/user.entity.ts';
import { UsersRepository, type UserWithHash } from '../users/users.repository.ts';
import { authErrors } from './auth.errors.ts';
import type { ChangePasswordDto } from './dto/change-password.dto.ts';
import { SignInService } from './sign-in.service.ts';

/** Changes passwords of people who know the current one. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly signIns: SignInService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Sets the new password, also one that an administrator has required, and ends all other sessions of the user. A wrong
   * current password counts like a failed sign-in, so that a stolen token does not help to guess it.
   * @throws {AppError} CURRENT_PASSWORD_WRONG also while the account is locked
   * @throws {AppError} VALIDATION_FAILED when the new password is too short, the current one, the e-mail address or the name
   */
  async changePassword(user: AuthenticatedUser, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const account = await this.verified(user.id, currentPassword);
    if (await this.hasher.verify(account.passwordHash, newPassword)) {
      throw new AppError(problemErrors.VALIDATION_FAILED, {
        errors: [{ field: 'newPassword', reason: 'newPassword must not be the current password' }],
      });
    }
    await this.policy.assertAcceptable({ field: 'newPassword', password: newPassword, owner: user });
    const passwordHash = await this.hasher.hash(newPassword);
    await this.dataSource.transaction(async (manager) => {
      // As it is now and not as it was before the hashing: a new password may have been required in the meantime.
      const current = await this.users.findByIdForUpdate(manager, account.id);
      const replaced = { id: account.id, passwordHash: account.passwordHash };
      const { affected } = await manager.update(User, replaced, { passwordHash, passwordResetRequired: false });
      // Somebody else has just set another password; the one given here is no longer the current one.
      if (affected !== 1 || current === null) throw new AppError(authErrors.CURRENT_PASSWORD_WRONG);
      const endedSessions = await this.sessions.endAllOf(manager, account.id, { keep: user.sessionId });
      const before = { resetRequired: current.passwordResetRequired };
      this.audit.annotate({ changes: diffChanges(before, { resetRequired: false }), metadata: { endedSessions } });
    });
  }

  private async verified(id: string, password: string): Promise<UserWithHash> {
    const account = await this.users.findByIdWithHash(this.dataSource.manager, id);
    // Deleted since the guard let the request in.
    if (account === null) throw new AppError(accessErrors.SESSION_ENDED);
    const isRight = await this.hasher.verify(account.passwordHash, password);
    const isLocked = account.lockedUntil !== null && account.lockedUntil > new Date();
    if (isRight && !isLocked) return account;
    const outcome = isRight ? 'was_locked' : await this.signIns.settleFailure(account);
    this.audit.annotate({
      reason: outcome === 'was_locked' ? 'the account is locked' : 'wrong current password',
      metadata: { reason: outcome === 'was_locked' ? 'locked' : 'wrong_password' },
    });
    throw new AppError(authErrors.CURRENT_PASSWORD_WRONG);
  }
}
