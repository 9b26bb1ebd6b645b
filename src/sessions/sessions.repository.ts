import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { Session } from './session.entity.ts';

/** Ends of sessions, inside a transaction of the caller or on its own with `DataSource.manager`. */
@Injectable()
export class SessionsRepository {
  async end(manager: EntityManager, id: string): Promise<void> {
    await manager.update(Session, { id, endedAt: IsNull() }, { endedAt: new Date() });
  }

  /** Ends the sessions of a user, but for the one to keep. Returns how many there were. */
  async endAllOf(manager: EntityManager, userId: string, options: { readonly keep?: string } = {}): Promise<number> {
    const others = options.keep === undefined ? {} : { id: Not(options.keep) };
    const result = await manager.update(Session, { userId, endedAt: IsNull(), ...others }, { endedAt: new Date() });
    return result.affected ?? 0;
  }
}
