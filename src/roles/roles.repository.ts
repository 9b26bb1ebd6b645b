import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PageQueryDto } from '../paging/page-query.dto.ts';
import { Role, SeededRole } from './role.entity.ts';

/** Questions about roles, inside a transaction of the caller or on their own with `DataSource.manager`. */
@Injectable()
export class RolesRepository {
  /** One page by name, and how many there are in all. */
  findPage(manager: EntityManager, { limit, page }: PageQueryDto): Promise<[Role[], number]> {
    return manager.findAndCount(Role, { order: { name: 'ASC' }, take: limit, skip: (page - 1) * limit });
  }

  findById(manager: EntityManager, id: string): Promise<Role | null> {
    return manager.findOneBy(Role, { id });
  }

  /**
   * The same, and nobody else can change the role, give it to a user or take it away until the transaction ends: all of
   * them lock it first, and the user only then. For the role `admin` it is the lock of {@link lockAdmins}.
   */
  findByIdForUpdate(manager: EntityManager, id: string): Promise<Role | null> {
    return manager.findOne(Role, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

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

  /** How many users have each of these roles, active or not, by the id of the role; a role nobody has is left out. */
  async countUsers(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await manager.query<{ readonly id: string; readonly users: number }[]>(
      'SELECT role_id AS id, count(*)::int AS users FROM user_roles WHERE role_id = ANY($1) GROUP BY role_id',
      [[...ids]],
    );
    return new Map(rows.map(({ id, users }) => [id, users]));
  }

  /** What the roles of a user allow together, as it is stored; nothing to an account that is not active. */
  async permissionsOf(manager: EntityManager, userId: string): Promise<ReadonlySet<string>> {
    const rows = await manager.query<{ readonly permission: string }[]>(
      `SELECT DISTINCT unnest(permissions) AS permission FROM roles
       JOIN user_roles ON role_id = roles.id JOIN users ON users.id = user_id WHERE user_id = $1 AND is_active`,
      [userId],
    );
    return new Set(rows.map(({ permission }) => permission));
  }
}
