import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AuditService } from '../../delivery/audit.service.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import type { AuditedOptions } from '../marks/audited-options.ts';
import { CallScope } from './call-scope.ts';
import type { CallWatcher } from './call-watcher.ts';
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

  /** @throws {AuditError} AUDIT_UNAVAILABLE when the method is critical and its entry finds no room; it did not run then */
  run({ options, args, invoke, isAsync = false, overriding }: MethodCall): unknown {
    const outer = AuditScope.current();
    if (overriding !== undefined && outer?.isRunning(overriding) === true) return invoke(); // by `super`: one action
    const isRefused = options.critical === true && !this.#audit.isAvailable;
    const call = isRefused ? (): unknown => refuse({ isAsync }) : invoke;
    return watchCall(call, this.#watcherOf({ options, args, outer }));
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

  again(): this {
    return this;
  }
}

function refuse({ isAsync }: { readonly isAsync: boolean }): unknown {
  const error = new AuditError('AUDIT_UNAVAILABLE');
  if (isAsync) return Promise.reject(error);
  throw error;
}
