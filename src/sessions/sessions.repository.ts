import { Injectable } from '@nestjs/common';
import { type EntityManager, type FindOptionsWhere, Not } from 'typeorm';
import { Session } from './session.entity.ts';

/** Neither ended nor run out, by the clock of the database, as the guard of each request sees it. */
const OPEN = 'ended_at IS NULL AND expires_at > now()';

/** Which sessions of a user to look at. */
export interface SessionsQuery {
  readonly userId: string;
  /** Leaves out those that are over. */
  readonly openOnly: boolean;
  readonly limit: number;
  /** Counted from 1. */
  readonly page: number;
}

/** The sessions, inside a transaction of the caller or on their own with `DataSource.manager`. */
@Injectable()
export class SessionsRepository {
  /** One page, newest first, and how many there are in all. */
  findPage(
    manager: EntityManager,
    { userId, openOnly, limit, page }: SessionsQuery,
  ): Promise<[sessions: Session[], total: number]> {
    const query = manager.createQueryBuilder(Session, 'session').where('session.userId = :userId', { userId });
    if (openOnly) query.andWhere(OPEN);
    return query
      .orderBy('session.createdAt', 'DESC')
      .addOrderBy('session.id', 'DESC')
      .take(limit)
      .skip((page - 1) * limit)
      .getManyAndCount();
  }

  /** Ends a session; with a user, only one of theirs. @returns false when there is none that is open */
  async end(manager: EntityManager, id: string, options: { readonly of?: string } = {}): Promise<boolean> {
    return (await endOpen(manager, { id, ...(options.of !== undefined && { userId: options.of }) })) === 1;
  }

  /**
   * Ends the sessions of a user, but for the one to keep. Sign-ins that are under way come before or after it only when
   * the caller has locked the user.
   * @returns how many were open
   */
  endAllOf(manager: EntityManager, userId: string, options: { readonly keep?: string } = {}): Promise<number> {
    return endOpen(manager, { userId, ...(options.keep !== undefined && { id: Not(options.keep) }) });
  }

  /** Deletes sessions that were over this many days ago. @returns how many, `limit` at most */
  async deleteOver(
    manager: EntityManager,
    { days, limit }: { readonly days: number; readonly limit: number },
  ): Promise<number> {
    const [, deleted] = await manager.query<[rows: unknown, count: number]>(
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE least(expires_at, ended_at) < now() - make_interval(days => $1) LIMIT $2)`,
      [days, limit],
    );
    return deleted;
  }
}

async function endOpen(manager: EntityManager, which: FindOptionsWhere<Session>): Promise<number> {
  const { affected } = await manager
    .createQueryBuilder()
    .update(Session)
    // now() is older: from before the wait for a lock, in which a session may have begun.
    .set({ endedAt: () => 'clock_timestamp()' })
    .where(which)
    .andWhere(OPEN)
    .execute();
  return affected ?? 0;
}
