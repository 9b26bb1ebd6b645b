import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { catchError, type Observable } from 'rxjs';
import { AuditError } from '../../audit.errors.ts';

/** In seconds. How long an export takes nobody knows; who comes back waits for a place again. */
const RETRY_AFTER = '5';

/** Tells who is refused because too many exports are under way when to come again. */
@Injectable()
export class RetryAfterInterceptor implements NestInterceptor<unknown, unknown> {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (error instanceof AuditError && error.code === 'AUDIT_EXPORTS_BUSY') {
          this.#host.httpAdapter.setHeader(context.switchToHttp().getResponse<unknown>(), 'Retry-After', RETRY_AFTER);
        }
        throw error;
      }),
    );
  }
}
