import { AuditScope } from '../../entry/audit-scope.ts';
import type { CallWatcher } from './call-watcher.ts';
import { overrideMethod } from './override-method.ts';

type Then = (onResult?: Callback, onError?: Callback) => unknown;
type Callback = ((value: unknown) => unknown) | null;

interface Thenable {
  then: Then;
}

/** What only looks like a promise: a query builder that runs when it is awaited, a promise of another library. */
export function isThenable(value: unknown): value is Thenable {
  const isHolder = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isHolder && 'then' in value && typeof value.then === 'function';
}

/**
 * Has a thenable tell how it ends the first time that somebody waits for it; before, it may not have begun.
 * @returns false when it can't be changed
 */
export function watchThenable(thenable: Thenable, watcher: CallWatcher): boolean {
  const { then } = thenable;
  let isFirst = true;
  const watched: Then = (onResult, onError) => {
    if (!isFirst) return then.call(thenable, onResult, onError);
    isFirst = false;
    const caller = AuditScope.current();
    watcher.start();
    return watcher.run(() =>
      then.call(
        thenable,
        (result) => {
          watcher.succeed(result);
          return onResult ? AuditScope.within(caller, () => onResult(result)) : result;
        },
        (error) => {
          watcher.fail(error);
          if (onError) return AuditScope.within(caller, () => onError(error));
          throw error;
        },
      ),
    );
  };
  return overrideMethod(thenable, 'then', watched);
}
