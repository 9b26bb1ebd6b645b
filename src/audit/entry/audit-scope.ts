import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor, AuditAnnotation, AuditEntry } from './audit-entry.ts';

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

const scopes = new AsyncLocalStorage<AuditScope>();

/** A request or an audited call while it runs: where its entries come from, and what was added to its own entry so far. */
export class AuditScope {
  #notes: AuditAnnotation = {};

  constructor(readonly origin: AuditOrigin) {}

  /** The innermost scope of the code that asks; undefined outside requests and audited calls. */
  static current(): AuditScope | undefined {
    return scopes.getStore();
  }

  get notes(): AuditAnnotation {
    return this.#notes;
  }

  /** Adds to the scope's own entry. Later values win; changes and metadata are merged field by field. */
  annotate(notes: AuditAnnotation): void {
    const changes = { ...this.#notes.changes, ...notes.changes };
    const metadata = { ...this.#notes.metadata, ...notes.metadata };
    this.#notes = { ...this.#notes, ...notes, changes, metadata };
  }

  /**
   * Takes what tells of the same thing as the own entry of this scope, or of one around it, into that entry.
   * False when there is none: then it needs an entry of its own.
   */
  absorb(_entry: AuditEntry): boolean {
    return false;
  }

  /** Whether entries of what was changed, before and after, are wanted here. */
  get keepsChanges(): boolean {
    return true;
  }

  run<T>(work: () => T): T {
    return scopes.run(this, work);
  }

  /** Makes this the scope of the rest of the running event and of all that follows from it. */
  enter(): void {
    scopes.enterWith(this);
  }
}
