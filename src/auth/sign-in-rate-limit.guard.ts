import { Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';

/** Bounds how often one client address may try passwords, per minute and instance. */
@Injectable()
export class SignInRateLimitGuard extends ThrottlerGuard {
  /** All routes that check a password share one allowance. */
  protected override generateKey(_: unknown, tracker: string): string {
    return `sign-in-${tracker}`;
  }

  /** @throws {AppError} TOO_MANY_REQUESTS; Retry-After is on the answer already */
  protected override throwThrottlingException(): Promise<void> {
    return Promise.reject(new AppError(problemErrors.TOO_MANY_REQUESTS));
  }
}
