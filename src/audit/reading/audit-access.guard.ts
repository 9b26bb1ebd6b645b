import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuditError } from '../audit.errors.ts';
import { AuditAccess, type AuditPermission } from './audit-access.ts';
import { setReaderScope } from './reader-scope.decorator.ts';

/** What a route of the log's API needs. */
export const NeedsAuditPermission = Reflector.createDecorator<AuditPermission>();

/** Asks the host's access port; a route that names no permission is denied. */
@Injectable()
export class AuditAccessGuard implements CanActivate {
  readonly #access: AuditAccess;
  readonly #reflector: Reflector;

  constructor(@Inject(AuditAccess) access: AuditAccess, @Inject(Reflector) reflector: Reflector) {
    this.#access = access;
    this.#reflector = reflector;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.#reflector.getAllAndOverride(NeedsAuditPermission, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (permission === undefined || !(await this.#access.allows(permission, context))) {
      throw new AuditError('AUDIT_ACCESS_DENIED');
    }
    setReaderScope(context, { tenants: await this.#access.tenantsOf(context) });
    return true;
  }
}
