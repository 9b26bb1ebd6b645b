import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { rolesErrors } from './roles.errors.ts';
import { RolesRepository } from './roles.repository.ts';

/** Permissions that somebody is about to give to others, or to take from them. */
export interface PermissionGrant {
  readonly by: AuthenticatedUser;
  readonly permissions: readonly string[];
  /** @default give */
  readonly act?: 'give' | 'take';
}

/** What is said of it to whoever lacks the permissions. */
const ACTS = { give: 'gives away', take: 'takes away' } as const;

/**
 * Holds everybody to giving away no more than they have: who may change roles could make themselves anything else. And
 * to taking away no more: they could put everybody above them out.
 */
@Injectable()
export class PermissionGrants {
  constructor(
    private readonly roles: RolesRepository,
    private readonly audit: AuditService,
  ) {}

  /**
   * Asks the database, not the request: while it waited for a lock, the caller may have lost what it came with, and
   * would bring back what was just withdrawn. So call this after the locks are taken.
   * @throws {AppError} PERMISSION_NOT_HELD, naming what the caller lacks
   */
  async assertHeld(manager: EntityManager, { by, permissions, act = 'give' }: PermissionGrant): Promise<void> {
    if (permissions.length === 0) return;
    const held = await this.roles.permissionsOf(manager, by.id);
    const lacking = permissions.filter((permission) => !held.has(permission));
    if (lacking.length === 0) return;
    const names = `permission${lacking.length === 1 ? '' : 's'} ${lacking.toSorted().join(', ')}`;
    this.audit.annotate({ reason: `they do not have the ${names} themselves` });
    throw new AppError(rolesErrors.PERMISSION_NOT_HELD, {
      message: `This ${ACTS[act]} the ${names}, which you do not have yourself. Ask an administrator to do it.`,
    });
  }
}
