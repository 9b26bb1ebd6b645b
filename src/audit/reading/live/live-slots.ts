import { AuditError } from '../../audit.errors.ts';

/** How many people follow the log at once. */
export interface LiveLimits {
  /** In all. */
  readonly maxStreams: number;
  /** Of one user. */
  readonly maxPerUser: number;
}

/** The places of a process for streams; who comes too late is refused at once. */
export class LiveSlots {
  readonly #limits: LiveLimits;
  readonly #taken = new Map<string, number>();

  constructor({ maxStreams, maxPerUser }: LiveLimits) {
    this.#limits = { maxStreams, maxPerUser };
  }

  /**
   * @returns what frees the place; calling it again does nothing
   * @throws {AuditError} AUDIT_LIVE_TOO_MANY when the user has too many, AUDIT_LIVE_BUSY when all have
   */
  take(user: string): () => void {
    const own = this.#taken.get(user) ?? 0;
    if (own >= this.#limits.maxPerUser) throw new AuditError('AUDIT_LIVE_TOO_MANY');
    const all = [...this.#taken.values()].reduce((sum, count) => sum + count, 0);
    if (all >= this.#limits.maxStreams) throw new AuditError('AUDIT_LIVE_BUSY');
    this.#taken.set(user, own + 1);
    let isFree = false;
    return () => {
      if (isFree) return;
      isFree = true;
      const left = (this.#taken.get(user) ?? 1) - 1;
      if (left === 0) this.#taken.delete(user);
      else this.#taken.set(user, left);
    };
  }
}
