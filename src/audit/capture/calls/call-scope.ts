import { AuditError } from '../../audit.errors.ts';
import { activeTraceId } from '../../delivery/active-trace.ts';
import type { AuditService } from '../../delivery/audit.service.ts';
import type { CapturedEntry } from '../../entry/audit-entry.ts';
import { type AuditOrigin, originOfTrace } from '../../entry/audit-origin.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import type { AuditSubject } from '../../entry/taken-entries.ts';
import { auditedEntry, auditedSubject, UNFINISHED } from '../marks/audited-entry.ts';
import type { AuditedCall, AuditedOptions } from '../marks/audited-options.ts';
import type { CallWatcher } from './call-watcher.ts';

/** What the scope of a call is made of. */
export interface CallScopeParts {
  readonly options: AuditedOptions;
  readonly args: readonly unknown[];
  readonly audit: Pick<AuditService, 'recordFrom' | 'commit'>;
  /** What runs around it. */
  readonly outer: AuditScope | undefined;
}

/** One run of an audited method that is not the handler of a request. */
export class CallScope extends AuditScope implements CallWatcher {
  readonly #parts: CallScopeParts;
  #startedAt = performance.now();
  #call: AuditedCall;
  #isOver = false;

  constructor(parts: CallScopeParts) {
    super(parts.outer?.origin ?? originOfTrace(activeTraceId()?.traceId), parts.outer);
    this.#parts = parts;
    this.#call = { args: parts.args as never, params: {} };
  }

  override tells(): AuditSubject | undefined {
    return this.#isOver ? undefined : auditedSubject(this.#parts.options, this.#call, this.notes);
  }

  override isRunning(options: object): boolean {
    return (!this.#isOver && this.#parts.options === options) || super.isRunning(options);
  }

  /** What it gave does its work only now. */
  start(): void {
    this.#startedAt = performance.now();
  }

  succeed(result: unknown, count?: number): void {
    this.#call = { ...this.#call, result, ...(count !== undefined && { count }) };
    this.#end();
  }

  fail(error: unknown): void {
    this.#end({ error });
  }

  unfinished(): { readonly origin: AuditOrigin; readonly entry: CapturedEntry } {
    const entry = auditedEntry(this.#parts.options, this.#call, { notes: this.notes, isDone: false });
    const metadata = { ...entry.metadata, outcome: 'unknown' };
    return {
      origin: this.origin,
      entry: { ...entry, status: 'error', isOutcomeUnknown: true, reason: UNFINISHED, metadata },
    };
  }

  again(): CallScope {
    const scope = new CallScope(this.#parts);
    scope.annotate(this.notes);
    return scope;
  }

  #end(failure?: { readonly error: unknown }): void {
    if (this.#isOver) return;
    const { audit } = this.#parts;
    const left = this.settle(failure);
    this.#isOver = true;
    const entry = { ...this.#entry(failure), intents: this.intents };
    this.run(() => {
      for (const each of left) audit.recordFrom(each.origin, each.entry);
      if (this.parent?.absorb(entry) !== true) audit.recordFrom(this.origin, { ...entry, span: this.place() });
      audit.commit(); // whoever has called gets to know of it
    });
  }

  #entry(failure: { readonly error: unknown } | undefined): CapturedEntry {
    const { notes, absorbed } = this;
    const entry = auditedEntry(this.#parts.options, this.#call, { notes, absorbed, isDone: failure === undefined });
    const durationMs = Math.round((performance.now() - this.#startedAt) * 10) / 10;
    return {
      ...entry,
      ...(isRefusal(failure?.error) && { delivery: 'standard' }),
      ...(failure !== undefined && { error: failure.error ?? new Error('The method threw nothing') }),
      metadata: { ...entry.metadata, durationMs },
    };
  }
}

/** What was refused for want of room has done nothing that must be told. */
function isRefusal(error: unknown): boolean {
  return error instanceof AuditError && error.code === 'AUDIT_UNAVAILABLE';
}
