import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { catchError, type Observable } from 'rxjs';
import { AuditError, type AuditErrorCode } from '../audit.errors.ts';

/** In seconds. How long an export, or a stream, takes nobody knows; who comes back may have to again. */
const RETRY_AFTER = '5';

const BUSY: readonly AuditErrorCode[] = ['AUDIT_EXPORTS_BUSY', 'AUDIT_LIVE_BUSY', 'AUDIT_LIVE_TOO_MANY'];

/** Tells who is refused because too much is under way when to come again. */
@Injectable()
export class RetryAfterInterceptor implements NestInterceptor<unknown, unknown> {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (error instanceof AuditError && BUSY.includes(error.code)) {
          this.#host.httpAdapter.setHeader(context.switchToHttp().getResponse<unknown>(), 'Retry-After', RETRY_AFTER);
        }
        throw error;
      }),
    );
  }
}
