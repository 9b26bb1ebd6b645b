import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditAnnotation, AuditSpan, CapturedEntry } from './audit-entry.ts';
import { type AuditOrigin, newSpanId } from './audit-origin.ts';
import { type AuditSubject, isSameAction, settleTaken, type TakenEntry } from './taken-entries.ts';

/** What is taken in waits in memory for the end of the scope: more of it is recorded at once. */
const MOST_TAKEN = 100;

const scopes = new AsyncLocalStorage<AuditScope | undefined>();

/**
 * A request or an audited call while it runs: where its entries come from, what was added to its own entry so far, and
 * what runs around it. Entries of one path form a tree by their spans; one that tells of the same action as the entry of
 * a scope around it is taken into that.
 */
export class AuditScope {
  #notes: AuditAnnotation = {};
  #taken: TakenEntry[] | undefined;
  #absorbed: AuditAnnotation | undefined;
  #intents: readonly object[] | undefined;
  #spanId: string | undefined;
  #isPlaced = false;

  constructor(
    readonly origin: AuditOrigin,
    readonly parent?: AuditScope,
  ) {}

  /** The innermost scope of the code that asks; undefined outside requests and audited calls. */
  static current(): AuditScope | undefined {
    return scopes.getStore();
  }

  /** Does what belongs to another scope, or to none. */
  static within<T>(scope: AuditScope | undefined, work: () => T): T {
    return scopes.run(scope, work);
  }

  /** The innermost scope, this one or one around it, that has an entry of its own. */
  get owner(): AuditScope | undefined {
    return this;
  }

  get notes(): AuditAnnotation {
    return this.#notes;
  }

  /** What entries of the same action have told; known once the scope is settled. Below all else that its entry tells. */
  get absorbed(): AuditAnnotation | undefined {
    return this.#absorbed;
  }

  /** What was promised to be told, and is told by the scope's own entry. */
  get intents(): readonly object[] | undefined {
    return this.#intents;
  }

  /** Its own entry keeps this promise. */
  promise(...intents: readonly object[]): void {
    this.#intents = [...(this.#intents ?? []), ...intents];
  }

  /** Adds to the scope's own entry. Later values win; changes and metadata are merged field by field. */
  annotate(notes: AuditAnnotation): void {
    const changes = { ...this.#notes.changes, ...notes.changes };
    const metadata = { ...this.#notes.metadata, ...notes.metadata };
    this.#notes = { ...this.#notes, ...notes, changes, metadata };
  }

  /** What the scope's own entry is about, as far as it is known by now; undefined when there is none to add to. */
  tells(): AuditSubject | undefined {
    return undefined;
  }

  /** Whether the method with these options runs here or around. */
  isRunning(options: object): boolean {
    return this.parent?.isRunning(options) ?? false;
  }

  /**
   * Takes what tells of the same action as the own entry of this scope, or of one around it, into that entry: for good
   * only when that ends in the same way ({@link settle}).
   * @returns false when there is no such entry: then it needs one of its own
   */
  absorb(entry: CapturedEntry, origin: AuditOrigin = this.origin): boolean {
    const taker = this.takerOf(entry);
    if (taker === undefined) return false;
    taker.#taken ??= [];
    return taker.#taken.length < MOST_TAKEN && taker.#taken.push({ origin, entry }) > 0;
  }

  /** The innermost scope, this one or one around it, whose own entry tells of the same action. */
  protected takerOf(subject: AuditSubject): AuditScope | undefined {
    const told = this.tells();
    return told !== undefined && isSameAction(told, subject) ? this : this.parent?.takerOf(subject);
  }

  /**
   * The work of the scope has ended, and its own entry is about to be made.
   * @param failure What it has failed with, wrapped because `undefined` can be thrown too
   * @returns what was taken in and needs entries of its own after all
   */
  settle(failure?: { readonly error: unknown }): readonly TakenEntry[] {
    const taken = this.#taken;
    if (taken === undefined) return [];
    this.#taken = undefined;
    const { merged, left } = settleTaken(taken, { told: this.tells(), failure });
    this.#absorbed = merged;
    const mergedIntents = taken.filter((each) => !left.includes(each)).flatMap(({ entry }) => entry.intents ?? []);
    if (mergedIntents.length > 0) this.promise(...mergedIntents);
    return left
      .map(({ origin, entry }) => ({ origin, entry: { ...entry, span: this.innerSpan() } }))
      .filter(({ origin, entry }) => this.parent?.absorb(entry, origin) !== true);
  }

  /**
   * Where the scope's own entry stands among those of its path; undefined when it stands alone. Asked once, when that
   * entry is made: what happens later can't refer to one that stands alone.
   */
  place(): AuditSpan | undefined {
    this.#isPlaced = true;
    const above = AuditScope.#spanIdOf(this.parent?.owner);
    if (above === undefined) return this.#spanId === undefined ? undefined : { spanId: this.#spanId };
    if (this.#spanId === undefined || this.#spanId === above) this.#spanId = newSpanId();
    return { spanId: this.#spanId, parentSpanId: above };
  }

  /** Where an entry of something inside stands. */
  innerSpan(): AuditSpan | undefined {
    const above = AuditScope.#spanIdOf(this.owner);
    return above === undefined ? undefined : { spanId: newSpanId(), parentSpanId: above };
  }

  /** Whether entries of what was changed, before and after, are wanted here. */
  get keepsChanges(): boolean {
    return this.parent?.keepsChanges ?? true;
  }

  run<T>(work: () => T): T {
    return scopes.run(this, work);
  }

  /** For places that Node calls back without a function to run: makes it the scope of all that follows. */
  enter(): void {
    scopes.enterWith(this);
  }

  /** That of the entry that tells what the scope does: its own, unless one around it is about to take that in. */
  static #spanIdOf(scope: AuditScope | undefined): string | undefined {
    if (scope === undefined) return undefined;
    if (scope.#spanId === undefined && !scope.#isPlaced) {
      const told = scope.tells();
      const taker = told === undefined ? undefined : scope.parent?.takerOf(told);
      scope.#spanId = taker === undefined ? newSpanId() : AuditScope.#spanIdOf(taker);
    }
    return scope.#spanId;
  }
}
