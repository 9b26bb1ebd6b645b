import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Client } from '../sessions/client.ts';

/** When an account gets locked, and for how long. */
export interface LockRule {
  /** In a row. */
  readonly failuresToLock: number;
  readonly lockMinutes: number;
}

/** What a wrong password led to. An account that does not exist counts as locked. */
export type FailureOutcome = 'counted' | 'locked_now' | 'was_locked';

/** An id no account has: lets a failure without an account do the same work as one with. */
export const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';

const NOT_LOCKED = `(locked_until IS NULL OR locked_until <= now())`;

/**
 * Settles sign-ins. Each outcome is one statement, so that parallel attempts queue up at the account's row: a right
 * password only counts when too few wrong ones to lock the account were settled before it, however many were tried at once.
 */
@Injectable()
export class SignInAttemptsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Settles a right password by beginning a session of the given length.
   * @returns its id; undefined when the account is locked or deactivated, or has got another password meanwhile
   */
  async succeed(
    account: { readonly id: string; readonly passwordHash: string },
    { client, seconds }: { readonly client: Client; readonly seconds: number },
  ): Promise<string | undefined> {
    const sessions = await this.dataSource.query<{ readonly id: string }[]>(
      `WITH opened AS (
         UPDATE users SET failed_sign_ins = 0, locked_until = NULL, last_sign_in_at = now()
         WHERE id = $1 AND password_hash = $2 AND is_active AND ${NOT_LOCKED}
         RETURNING id)
       INSERT INTO sessions (user_id, expires_at, ip_address, user_agent)
       SELECT id, now() + make_interval(secs => $3), $4, $5 FROM opened
       RETURNING id`,
      [account.id, account.passwordHash, seconds, client.ipAddress, client.userAgent],
    );
    return sessions[0]?.id;
  }

  /**
   * Settles a wrong password. A lock that has run out starts the count anew; one that runs is not prolonged.
   * @returns also the failures in a row, which are more than the rule says when it has become stricter meanwhile
   */
  async fail(
    accountId: string,
    { failuresToLock, lockMinutes }: LockRule,
  ): Promise<{ readonly outcome: FailureOutcome; readonly failures: number }> {
    const [rows] = await this.dataSource.query<[{ readonly locked: boolean; readonly failures: number }[], number]>(
      `UPDATE users SET
         failed_sign_ins = CASE WHEN locked_until IS NULL THEN failed_sign_ins + 1 ELSE 1 END,
         locked_until = CASE WHEN locked_until IS NULL AND failed_sign_ins + 1 >= $2
                             THEN now() + make_interval(mins => $3) END
       WHERE id = $1 AND ${NOT_LOCKED}
       RETURNING locked_until IS NOT NULL AS locked, failed_sign_ins AS failures`,
      [accountId, failuresToLock, lockMinutes],
    );
    const settled = rows[0];
    if (settled === undefined) return { outcome: 'was_locked', failures: 0 };
    return { outcome: settled.locked ? 'locked_now' : 'counted', failures: settled.failures };
  }
}
