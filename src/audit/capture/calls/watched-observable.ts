import { from, Observable, Subject, takeUntil } from 'rxjs';
import { AuditScope } from '../../entry/audit-scope.ts';
import type { CallWatcher } from './call-watcher.ts';

/**
 * The same Observable, whose subscriptions are told of, each one as a run of its own: when it completes or fails, or is
 * given up, which is no failure. One that nobody subscribes to does nothing, and so there is nothing to tell.
 */
export function watchedObservable(source: Observable<unknown>, first: CallWatcher): Observable<unknown> {
  let isFirst = true;
  const watched = new Observable((subscriber) => {
    const watcher = isFirst ? first : first.again();
    isFirst = false;
    const caller = AuditScope.current();
    const stopped = new Subject<void>();
    subscriber.add(() => stopped.next()); // told at once, so that nothing more is asked of the source
    let [last, count]: [unknown, number] = [undefined, 0];
    watcher.start();
    watcher.run(() =>
      from(source)
        .pipe(takeUntil(stopped))
        .subscribe({
          next: (value) => {
            [last, count] = [value, count + 1];
            AuditScope.within(caller, () => subscriber.next(value));
          },
          error: (error: unknown) => {
            watcher.fail(error);
            AuditScope.within(caller, () => subscriber.error(error));
          },
          complete: () => {
            watcher.succeed(last, count);
            AuditScope.within(caller, () => subscriber.complete());
          },
        }),
    );
  });
  const subscribe = watched.subscribe.bind(watched);
  return new Proxy(source, {
    get: (target, key, receiver) => {
      if (key === 'subscribe') return subscribe;
      const value: unknown = Reflect.get(target, key, key in Observable.prototype ? receiver : target);
      // what a subject or a class of the host's adds may need its private fields
      return typeof value === 'function' && !(key in Observable.prototype) ? (value.bind(target) as unknown) : value;
    },
  });
}
