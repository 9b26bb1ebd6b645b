import { AuditError } from '../../audit.errors.ts';

/** How many exports at once. */
export interface ExportLimits {
  /** In all. */
  readonly maxParallel: number;
  /** Of one user. */
  readonly maxPerUser: number;
}

/** Longest wait for another export to end, in milliseconds. */
const WAIT_MS = 5_000;

interface Waiting {
  readonly user: string;
  readonly go: () => void;
}

/** The places of a process for exports that run; who comes too late waits a little, and is then refused. */
export class ExportSlots {
  readonly #limits: ExportLimits;
  readonly #waitMs: number;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();

  constructor(limits: ExportLimits, { waitMs = WAIT_MS }: { readonly waitMs?: number } = {}) {
    this.#limits = limits;
    this.#waitMs = waitMs;
  }

  /**
   * Takes a place, in the order of asking. @returns what frees it; to be called once
   * @throws {AuditError} AUDIT_EXPORTS_BUSY when none becomes free in time
   */
  async take(user: string): Promise<() => void> {
    if (this.#hasRoomFor(user)) return this.#occupy(user);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        user,
        go: () => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          resolve(this.#occupy(user));
        },
      };
      this.#waiting.add(waiting);
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new AuditError('AUDIT_EXPORTS_BUSY'));
      }, this.#waitMs);
    });
  }

  #hasRoomFor(user: string): boolean {
    const all = [...this.#running.values()].reduce((sum, count) => sum + count, 0);
    return all < this.#limits.maxParallel && (this.#running.get(user) ?? 0) < this.#limits.maxPerUser;
  }

  #occupy(user: string): () => void {
    this.#running.set(user, (this.#running.get(user) ?? 0) + 1);
    return () => this.#free(user);
  }

  #free(user: string): void {
    const left = (this.#running.get(user) ?? 1) - 1;
    if (left === 0) this.#running.delete(user);
    else this.#running.set(user, left);
    for (const waiting of this.#waiting) if (this.#hasRoomFor(waiting.user)) waiting.go();
  }
}
