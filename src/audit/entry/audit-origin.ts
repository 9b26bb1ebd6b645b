import { randomBytes } from 'node:crypto';
import type { AuditActor } from './audit-entry.ts';

/** Where an entry comes from. Read when an entry is made: the actor is known only after the host's guards have run. */
export interface AuditOrigin {
  readonly actor: AuditActor | undefined;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** What else tells where it comes from; kept in the entry's `metadata.context`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The origin of what is done in somebody else's name: as the one around it, but for the actor. */
export class ActingOrigin implements AuditOrigin {
  readonly #outer: AuditOrigin;

  constructor(
    outer: AuditOrigin,
    readonly actor: AuditActor,
  ) {
    this.#outer = outer;
  }

  get requestId(): string | null {
    return this.#outer.requestId;
  }

  get traceId(): string | null {
    return this.#outer.traceId;
  }

  get ipAddress(): string | null {
    return this.#outer.ipAddress;
  }

  get userAgent(): string | null {
    return this.#outer.userAgent;
  }

  get context(): Readonly<Record<string, string>> | undefined {
    return this.#outer.context;
  }
}

/** The origin of what no request and no call is around: only its trace is known, which begins with it if none is given. */
export function originOfTrace(traceId = hex(16)): AuditOrigin {
  return { actor: undefined, requestId: null, traceId, ipAddress: null, userAgent: null };
}

/** 16 hexadecimal digits, as the trace context of the W3C has them. */
export function newSpanId(): string {
  return hex(8);
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
