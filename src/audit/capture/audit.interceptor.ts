import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { AuditScope } from '../entry/audit-scope.ts';
import { RequestScope } from './request-scope.ts';
import { auditOfMethod } from './route-metadata.ts';

/** Tells the scope of a request which handler it has reached, and what the handler, its pipes and interceptors throw. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const scope = AuditScope.current();
    if (!(scope instanceof RequestScope) || context.getType() !== 'http') return next.handle();
    scope.reach(auditOfMethod(context.getHandler()));
    return next.handle().pipe(
      tap({
        next: (answer: unknown) => scope.watch(answer instanceof StreamableFile ? answer.getStream() : answer),
        error: (error: unknown) => scope.fail(error),
      }),
    );
  }
}
