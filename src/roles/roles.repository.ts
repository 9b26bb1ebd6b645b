import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Role, SeededRole } from './role.entity.ts';

/** Questions about roles inside a transaction of the caller. */
@Injectable()
export class RolesRepository {
  /** @throws {EntityNotFoundError} when a seeded role is gone from the database */
  getByName(manager: EntityManager, name: string): Promise<Role> {
    return manager.findOneByOrFail(Role, { name });
  }

  /**
   * Makes the transactions that decide who is an administrator wait for each other, across all instances, until
   * the caller's ends. The row of the role serves as the mutex: giving the role to someone only shares its key,
   * which this lock does not hinder.
   * @see https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
   */
  lockAdmins(manager: EntityManager): Promise<Role> {
    return manager.findOneOrFail(Role, { where: { name: SeededRole.Admin }, lock: { mode: 'for_no_key_update' } });
  }
}
