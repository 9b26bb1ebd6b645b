import { Injectable } from '@nestjs/common';
import { type EntityManager, ILike } from 'typeorm';
import { SeededRole } from '../roles/role.entity.ts';
import type { ListUsersDto } from './dto/list-users.dto.ts';
import { User } from './user.entity.ts';

/** An account together with its password hash, which is not loaded otherwise. */
export type UserWithHash = User & { readonly passwordHash: string };

/** Questions about users, inside a transaction of the caller or on their own with `DataSource.manager`. */
@Injectable()
export class UsersRepository {
  /** One page, oldest account first, and how many match in all. */
  findPage(manager: EntityManager, { limit, page, search }: ListUsersDto): Promise<[User[], number]> {
    const pattern = search === undefined ? undefined : ILike(`%${search.replaceAll(/[\\%_]/g, '\\$&')}%`);
    return manager.findAndCount(User, {
      ...(pattern && { where: [{ email: pattern }, { name: pattern }] }),
      relations: { roles: true },
      relationLoadStrategy: 'query',
      order: { createdAt: 'ASC', id: 'ASC' },
      take: limit,
      skip: (page - 1) * limit,
    });
  }

  findById(manager: EntityManager, id: string): Promise<User | null> {
    return manager.findOne(User, { where: { id }, relations: { roles: true } });
  }

  /** The same, and nobody else can change the account until the transaction ends. */
  findByIdForUpdate(manager: EntityManager, id: string): Promise<User | null> {
    return manager.findOne(User, {
      where: { id },
      relations: { roles: true },
      // With a join, the lock would have to cover the nullable side, which PostgreSQL refuses.
      relationLoadStrategy: 'query',
      lock: { mode: 'for_no_key_update' },
    });
  }

  findByEmailWithHash(manager: EntityManager, email: string): Promise<UserWithHash | null> {
    return this.withHash(manager).where('lower(user.email) = lower(:email)', { email }).getOne();
  }

  findByIdWithHash(manager: EntityManager, id: string): Promise<UserWithHash | null> {
    return this.withHash(manager).where('user.id = :id', { id }).getOne();
  }

  /** The e-mail address of the administrator who is there the longest, active or not. */
  async findFirstAdminEmail(manager: EntityManager): Promise<string | undefined> {
    const admin = await this.admins(manager).orderBy('user.createdAt').addOrderBy('user.id').getOne();
    return admin?.email;
  }

  /** Whether there is an active administrator besides this user. */
  hasOtherActiveAdmin(manager: EntityManager, id: string): Promise<boolean> {
    return this.admins(manager).andWhere('user.isActive').andWhere('user.id <> :id', { id }).getExists();
  }

  private admins(manager: EntityManager) {
    return manager
      .createQueryBuilder(User, 'user')
      .innerJoin('user.roles', 'role')
      .where('role.name = :admin', { admin: SeededRole.Admin });
  }

  private withHash(manager: EntityManager) {
    return manager
      .createQueryBuilder(User, 'user')
      .addSelect('user.passwordHash')
      .leftJoinAndSelect('user.roles', 'role');
  }
}
