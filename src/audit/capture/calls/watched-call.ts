import { types } from 'node:util';
import { isObservable } from 'rxjs';
import type { CallWatcher } from './call-watcher.ts';
import { isIterator, watchIterator } from './watched-iterator.ts';
import { watchedObservable } from './watched-observable.ts';
import { isThenable, watchThenable } from './watched-thenable.ts';

/** Calls and tells how that ended: now, or when what it gave has come to its end. Gives and throws what the method does. */
export function watchCall(call: () => unknown, watcher: CallWatcher): unknown {
  let given: unknown;
  try {
    given = watcher.run(call);
  } catch (error) {
    watcher.fail(error);
    throw error;
  }
  return types.isPromise(given) ? watchPromise(given, watcher) : watchValue(given, watcher);
}

/** An async method may give what goes on after it: an Observable, an iterator. */
function watchPromise(promise: Promise<unknown>, watcher: CallWatcher): Promise<unknown> {
  const watched = promise.then(
    (result) => watchValue(result, watcher),
    (error: unknown) => {
      watcher.fail(error);
      throw error;
    },
  );
  return Object.defineProperties(watched, Object.getOwnPropertyDescriptors(promise));
}

function watchValue(value: unknown, watcher: CallWatcher): unknown {
  if (isObservable(value)) return watchedObservable(value, watcher);
  const isWatched =
    (isThenable(value) && watchThenable(value, watcher)) || (isIterator(value) && watchIterator(value, watcher));
  if (!isWatched) watcher.succeed(value);
  return value;
}
