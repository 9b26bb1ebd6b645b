import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Session } from '../sessions/session.entity.ts';
import { User } from '../users/user.entity.ts';
import type { TokenClaims } from './access-tokens.ts';

/** Asks, for each request, whether a token is still worth something. */
@Injectable()
export class SignedInRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The active user of a running session with its roles, in one query; null when either has ended. */
  findUser({ userId, sessionId }: TokenClaims): Promise<User | null> {
    return this.dataSource.manager
      .createQueryBuilder(User, 'user')
      .innerJoin(Session, 'session', 'session.userId = user.id')
      .leftJoinAndSelect('user.roles', 'role')
      .where('user.id = :userId AND user.isActive', { userId })
      .andWhere('session.id = :sessionId', { sessionId })
      .andWhere('session.endedAt IS NULL AND session.expiresAt > now()')
      .getOne();
  }
}
