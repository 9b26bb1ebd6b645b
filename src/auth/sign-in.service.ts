import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditAction, AuditCategory, AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import type { Client } from '../sessions/client.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { PasswordHasher } from '../users/password-hasher.ts';
import { UsersRepository, type UserWithHash } from '../users/users.repository.ts';
import { AccessTokens } from './access-tokens.ts';
import { authErrors } from './auth.errors.ts';
import type { LoginDto } from './dto/login.dto.ts';
import {
  type FailureOutcome,
  type LockRule,
  NO_ACCOUNT,
  SignInAttemptsRepository,
} from './sign-in-attempts.repository.ts';
import { toAuthenticatedUser } from './to-authenticated-user.ts';

/** A sign-in that succeeded. */
export interface SignIn {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly user: AuthenticatedUser;
}

/** Why a sign-in failed. For the audit log only; the caller is told the same each time. */
const REASONS = {
  unknown_email: 'unknown e-mail address',
  wrong_password: 'wrong password',
  locked: 'the account is locked',
  deactivated: 'the account is deactivated',
} as const;

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

interface Failure {
  readonly email: string;
  readonly account: UserWithHash | null;
  readonly reason: keyof typeof REASONS;
  /** Whether this failure locked the account. */
  readonly locked?: boolean;
}

/** The door: checks passwords on the way in, ends sessions on the way out. */
@Injectable()
export class SignInService {
  static readonly recorded = {
    lock: { category: AuditCategory.Authentication, action: AuditAction.Lock, resource: 'user' },
  } as const;

  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly hasher: PasswordHasher,
    private readonly attempts: SignInAttemptsRepository,
    private readonly tokens: AccessTokens,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Begins a session of `session.length_minutes`.
   * @throws {AppError} SIGN_IN_FAILED, the same and after about the same time whatever the reason
   */
  async signIn({ email, password }: LoginDto, client: Client): Promise<SignIn> {
    const account = await this.users.findByEmailWithHash(this.dataSource.manager, email);
    const isRight = await this.hasher.verify(account?.passwordHash, password);
    if (!isRight || account === null) return this.refuseWrongPassword(email, account);
    const seconds = (await this.settings.get('session.length_minutes')) * 60;
    const sessionId = await this.attempts.succeed(account, { client, seconds });
    if (sessionId === undefined) {
      return this.refuse({ email, account, reason: account.isActive ? 'locked' : 'deactivated' });
    }
    this.audit.annotate({
      actor: { type: 'user', id: account.id, label: account.email, sessionId },
      resourceId: account.id,
      metadata: { session: sessionId },
    });
    const accessToken = await this.tokens.issue({ userId: account.id, sessionId }, seconds);
    return { accessToken, expiresIn: seconds, user: toAuthenticatedUser(account, sessionId) };
  }

  /** Ends the session; its token is worth nothing from now on. */
  async signOut({ sessionId }: AuthenticatedUser): Promise<void> {
    await this.sessions.end(this.dataSource.manager, sessionId);
  }

  /** Counts a failure against an active account, and tells the log when that locks it. */
  async settleFailure(account: Pick<UserWithHash, 'id' | 'email'>): Promise<FailureOutcome> {
    const rule = await this.lockRule();
    const { outcome, failures } = await this.attempts.fail(account.id, rule);
    if (outcome === 'locked_now') {
      this.audit.record({
        ...SignInService.recorded.lock,
        resourceId: account.id,
        object: `user ${account.email} for ${minutes(rule)} after ${failures} wrong passwords in a row`,
        actor: { type: 'system' },
      });
    }
    return outcome;
  }

  private async refuseWrongPassword(email: string, account: UserWithHash | null): Promise<never> {
    if (account === null || !account.isActive) {
      // There is nothing to count; the statements run all the same, for the time they take.
      await this.attempts.fail(NO_ACCOUNT, await this.lockRule());
      return this.refuse({ email, account, reason: account === null ? 'unknown_email' : 'deactivated' });
    }
    const outcome = await this.settleFailure(account);
    const reason = outcome === 'was_locked' ? 'locked' : 'wrong_password';
    return this.refuse({ email, account, reason, locked: outcome === 'locked_now' });
  }

  private async lockRule(): Promise<LockRule> {
    const rule = await this.settings.getMany(['sign_in.failures_to_lock', 'sign_in.lock_minutes']);
    return { failuresToLock: rule['sign_in.failures_to_lock'], lockMinutes: rule['sign_in.lock_minutes'] };
  }

  private refuse({ email, account, reason, locked = false }: Failure): never {
    this.audit.annotate({
      // What is no address may be a password in the wrong field.
      actor: { type: 'anonymous', ...(ADDRESS.test(email) && { label: email }) },
      ...(account && { resourceId: account.id }),
      reason: locked ? `${REASONS[reason]}, which locked the account` : REASONS[reason],
      metadata: { reason, ...(locked && { locked }) },
    });
    throw new AppError(authErrors.SIGN_IN_FAILED);
  }
}

function minutes({ lockMinutes }: LockRule): string {
  return lockMinutes === 1 ? '1 minute' : `${lockMinutes} minutes`;
}
