import { type ExecutionContext, Injectable } from '@nestjs/common';

/** Every {@link AuditPermission}. */
export const AUDIT_PERMISSIONS = ['audit:read', 'audit:export', 'audit:hold'] as const;

/** What a reader of the log may be allowed: to read entries, to take them away as a file, and to have them held. */
export type AuditPermission = (typeof AUDIT_PERMISSIONS)[number];

/** The port through which the host says who may read its log. */
export abstract class AuditAccess {
  /**
   * Whether the caller may do this. Asked after the host's global guards. May throw what the host answers to callers
   * that are not signed in (`UnauthorizedException`); `false` is answered with 403.
   */
  abstract allows(permission: AuditPermission, context: ExecutionContext): boolean | Promise<boolean>;

  /**
   * The tenants whose entries the caller may see; everything else is for the caller as if it were not there. `null`: all
   * entries, also those of no tenant. Asked after {@link allows} has allowed.
   * @default null
   */
  tenantsOf(_context: ExecutionContext): readonly string[] | null | Promise<readonly string[] | null> {
    return null;
  }
}

/** In use when the host gives no access port: a log that nobody was allowed to read is read by nobody. */
@Injectable()
export class DenyEveryone extends AuditAccess {
  override allows(): boolean {
    return false;
  }
}
