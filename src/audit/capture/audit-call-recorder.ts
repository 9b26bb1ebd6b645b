import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../delivery/audit.service.ts';
import { NOWHERE } from '../entry/audit-record.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { auditedEntry } from './audited-entry.ts';
import type { AuditedCall, AuditedOptions } from './audited-options.ts';
import { RequestScope } from './request-scope.ts';

/** Runs audited methods and records how they ended. What they give, throw and when stays what it was. */
@Injectable()
export class AuditCallRecorder {
  readonly #audit: AuditService;

  constructor(@Inject(AuditService) audit: AuditService) {
    this.#audit = audit;
  }

  run(options: AuditedOptions, args: readonly unknown[], call: () => unknown): unknown {
    const outer = AuditScope.current();
    if (outer instanceof RequestScope && outer.claim(options, args)) {
      return observe(call, { onResult: (result) => outer.succeed(result) });
    }
    const scope = new AuditScope(outer?.origin ?? NOWHERE);
    const startedAt = performance.now();
    const record = (part: Pick<AuditedCall, 'result'> & { readonly error?: unknown }): void => {
      const entry = auditedEntry(options, { args: args as never, result: part.result, params: {} }, scope.notes);
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      this.#audit.recordFrom(scope.origin, {
        ...entry,
        ...('error' in part && { error: part.error ?? new Error('The method threw nothing') }),
        metadata: { ...entry.metadata, durationMs },
      });
    };
    return scope.run(() =>
      observe(call, {
        onResult: (result) => record({ result }),
        onError: (error) => record({ error }),
      }),
    );
  }
}

interface Observer {
  readonly onResult: (result: unknown) => void;
  readonly onError?: (error: unknown) => void;
}

/** Calls and tells how it ended, now or when the promise settles. */
function observe(call: () => unknown, { onResult, onError }: Observer): unknown {
  let returned: unknown;
  try {
    returned = call();
  } catch (error) {
    onError?.(error);
    throw error;
  }
  if (!(returned instanceof Promise)) {
    onResult(returned);
    return returned;
  }
  return returned.then(
    (result: unknown) => {
      onResult(result);
      return result;
    },
    (error: unknown) => {
      onError?.(error);
      throw error;
    },
  );
}
