import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AuditError } from '../audit.errors.ts';
import type { LogScope } from './selection/log-scope.ts';

/** What the readers of the requests that are under way may see. */
const scopes = new WeakMap<object, LogScope>();

/** Notes what the reader may see, for {@link ReaderScope}. */
export function setReaderScope(context: ExecutionContext, scope: LogScope): void {
  scopes.set(context.switchToHttp().getRequest<object>(), scope);
}

/**
 * The {@link LogScope} of who asks, as the guard has found it.
 * @throws {AuditError} AUDIT_ACCESS_DENIED on a route that the guard does not watch
 */
export const ReaderScope = createParamDecorator((_: unknown, context: ExecutionContext): LogScope => {
  const scope = scopes.get(context.switchToHttp().getRequest<object>());
  if (scope === undefined) throw new AuditError('AUDIT_ACCESS_DENIED');
  return scope;
});
