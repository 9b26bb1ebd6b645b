import { AuditError } from '../../audit.errors.ts';
import type { AuditPolicy, PolicySubject } from './audit-policy.ts';
import type { KnownRoute } from './known-routes.ts';

/** Every way in which an audited request commonly ends. */
const STATUSES = [200, 201, 202, 204, 302, 304, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503];

/** A path that no rule can mean unless it means all. */
const ANY_PATH = '/4f1c9a/8d2e77/0b6d35';

/** What has to leave an entry wherever it happens: changes, refusals of changes, faults. */
const EVERYWHERE: readonly Pick<PolicySubject, 'method' | 'statusCode'>[] = [
  { method: 'POST', statusCode: 201 },
  { method: 'PUT', statusCode: 200 },
  { method: 'PATCH', statusCode: 200 },
  { method: 'DELETE', statusCode: 204 },
  { method: 'POST', statusCode: 403 },
  { method: 'GET', statusCode: 500 },
];

/**
 * Refuses a policy by which the log would not be one any more.
 * @throws {AuditError} AUDIT_OPTIONS_INVALID when it hides changes or faults everywhere, or anything of a route that is
 * `@Audited`, as those of administration are
 */
export function refuseHiding(policy: AuditPolicy, routes: readonly KnownRoute[]): void {
  for (const { method, statusCode } of EVERYWHERE) {
    if (policy.levelOf({ method, statusCode, route: null, path: ANY_PATH }) === 'none') {
      throw hiding(`every ${method} that is answered with ${statusCode}`);
    }
  }
  for (const { method, pattern, audit } of routes) {
    if (audit?.audited === undefined) continue;
    const subject = { method, route: pattern, path: pattern };
    const hidden = STATUSES.find((statusCode) => policy.levelOf({ ...subject, statusCode }) === 'none');
    if (hidden !== undefined) throw hiding(`${method} ${pattern}, which is @Audited, when answered with ${hidden}`);
  }
}

function hiding(what: string): AuditError {
  const message = `AuditModule: Option "policy" hides ${what}; name routes, methods and statuses that may be hidden.`;
  return new AuditError('AUDIT_OPTIONS_INVALID', { message });
}
