import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../../delivery/audit.service.ts';
import type { CapturedEntry } from '../../entry/audit-entry.ts';
import type { AuditOrigin } from '../../entry/audit-origin.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import { deliveryOf } from '../../entry/delivery.ts';
import type { AuditedOptions } from '../marks/audited-options.ts';
import { CallScope } from './call-scope.ts';
import type { CallWatcher } from './call-watcher.ts';
import { unfinishedEntry } from '../http/request-entry.ts';
import { RequestScope } from '../http/request-scope.ts';
import { watchCall } from './watched-call.ts';

/** One call of an audited method. */
export interface MethodCall {
  readonly options: AuditedOptions;
  readonly args: readonly unknown[];
  readonly invoke: () => unknown;
  /** Whether the method tells of its failures by a promise only. @default false */
  readonly isAsync?: boolean;
  /** What is said about the method that overrides this one. */
  readonly overriding?: AuditedOptions | undefined;
}

/** Runs audited methods and records how they ended. What they give, throw and when stays what it was. */
@Injectable()
export class AuditCallRecorder {
  readonly #audit: AuditService;

  constructor(@Inject(AuditService) audit: AuditService) {
    this.#audit = audit;
  }

  /** @throws {AuditError} AUDIT_UNAVAILABLE when the method is critical and can't be recorded for certain; it did not run then */
  run({ options, args, invoke, isAsync = false, overriding }: MethodCall): unknown {
    const outer = AuditScope.current();
    if (overriding !== undefined && outer?.isRunning(overriding) === true) return invoke(); // by `super`: one action
    const watcher = this.#watcherOf({ options, args, outer });
    if (deliveryOf(options) !== 'critical') return watchCall(invoke, watcher);
    const canWait = isAsync || watcher instanceof HandlerWatcher; // Nest awaits whatever a handler gives
    const call = (): unknown =>
      canWait ? this.#intendAndRun(watcher, invoke) : this.#intendNowAndRun(watcher, invoke);
    return watchCall(call, watcher);
  }

  async #intendAndRun(watcher: CallWatcher, invoke: () => unknown): Promise<unknown> {
    const { origin, entry } = watcher.unfinished();
    watcher.promise(await this.#audit.intend(origin, entry));
    return invoke();
  }

  #intendNowAndRun(watcher: CallWatcher, invoke: () => unknown): unknown {
    const { origin, entry } = watcher.unfinished();
    watcher.promise(this.#audit.intendNow(origin, entry));
    return invoke();
  }

  #watcherOf({ options, args, outer }: Pick<MethodCall, 'options' | 'args'> & Surroundings): CallWatcher {
    if (outer instanceof RequestScope && outer.claim(options, args)) return new HandlerWatcher(outer);
    return new CallScope({ options, args, outer, audit: this.#audit });
  }
}

interface Surroundings {
  readonly outer: AuditScope | undefined;
}

/** The request's own handler: the entry of the request tells of it, and hears of its failures from Nest. */
class HandlerWatcher implements CallWatcher {
  readonly #request: RequestScope;

  constructor(request: RequestScope) {
    this.#request = request;
  }

  run<T>(work: () => T): T {
    return work();
  }

  start(): void {
    // it is as old as the request
  }

  succeed(result: unknown, count?: number): void {
    this.#request.succeed(result, count);
  }

  fail(): void {
    // it may still be turned into something else
  }

  unfinished(): { readonly origin: AuditOrigin; readonly entry: CapturedEntry } {
    return { origin: this.#request.origin, entry: unfinishedEntry(this.#request) };
  }

  promise(intent: object): void {
    this.#request.promise(intent);
  }

  again(): this {
    return this;
  }
}
