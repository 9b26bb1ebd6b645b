import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { rolesErrors } from './roles.errors.ts';
import { RolesRepository } from './roles.repository.ts';

/** Permissions that somebody is about to give away. */
export interface PermissionGrant {
  readonly by: AuthenticatedUser;
  readonly permissions: readonly string[];
}

/** Holds everybody to giving away no more than they have: who may change roles could make themselves anything else. */
@Injectable()
export class PermissionGrants {
  constructor(
    private readonly roles: RolesRepository,
    private readonly audit: AuditService,
  ) {}

  /**
   * Asks the database, not the request: while it waited for a lock, the giver may have lost what it came with, and
   * would bring back what was just withdrawn. So call this after the locks are taken.
   * @throws {AppError} PERMISSION_NOT_HELD, naming what the giver lacks
   */
  async assertHeld(manager: EntityManager, { by, permissions }: PermissionGrant): Promise<void> {
    if (permissions.length === 0) return;
    const held = await this.roles.permissionsOf(manager, by.id);
    const lacking = permissions.filter((permission) => !held.has(permission));
    if (lacking.length === 0) return;
    const names = `permission${lacking.length === 1 ? '' : 's'} ${lacking.toSorted().join(', ')}`;
    this.audit.annotate({ reason: `they do not have the ${names} themselves` });
    throw new AppError(rolesErrors.PERMISSION_NOT_HELD, {
      message: `This gives away the ${names}, which you do not have yourself. Ask an administrator to do it.`,
    });
  }
}
