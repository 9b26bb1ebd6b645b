import { AuditScope } from '../../entry/audit-scope.ts';
import type { PlatformRequest } from './platform-request.ts';
import { RequestScope } from './request-scope.ts';

/** Tells which route a request has reached that Express may have led past the capture, as it was made before it. */
export function reachRoute(request: PlatformRequest): void {
  const scope = AuditScope.current();
  if (scope instanceof RequestScope) scope.origin.request ??= request;
}
