import {
  BehaviorSubject,
  concat,
  EMPTY,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  range,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { ERROR, nameOfCurrent, scopeOf, watched } from '../../../../test/support/call-notes.ts';
import { watchedObservable } from './watched-observable.ts';

describe(watchedObservable.name, () => {
  it.each([
    ['its values', of('a', 'b'), ['a', 'b'], [1, 'succeeds', 'b', 2]],
    ['no values', EMPTY, [], [1, 'succeeds', undefined, 0]],
  ])('should tell of one with %s when it completes', async (_what, source, values, line) => {
    const { given, lines } = watched(() => source as Observable<string>);
    expect(lines).toEqual([]);
    expect(await lastValueFrom(given.pipe(toArray()))).toEqual(values);
    expect(lines).toEqual([line]);
  });

  it('should tell of the failure after some values, and pass it on', async () => {
    const { given, lines } = watched(() =>
      concat(
        of(1, 2),
        throwError(() => ERROR),
      ),
    );
    await expect(lastValueFrom(given)).rejects.toBe(ERROR);
    expect(lines).toEqual([[1, 'fails', ERROR]]);
  });

  it('should take what is unsubscribed early for a success', () => {
    const source = new Subject<number>();
    const { given, lines } = watched(() => source);
    const subscription = given.subscribe();
    source.next(7);
    subscription.unsubscribe();
    expect(lines).toEqual([[1, 'succeeds', 7, 1]]);
    expect(source.observed).toBe(false);
  });

  it('should ask no more of the source than the caller does', async () => {
    const asked: number[] = [];
    const source = range(1, 1_000_000).pipe(map((value) => asked.push(value)));
    const { given, lines } = watched(() => source);
    expect(await lastValueFrom(given.pipe(take(2), toArray()))).toEqual([1, 2]);
    expect(asked).toEqual([1, 2]);
    expect(lines).toEqual([[1, 'succeeds', 2, 2]]);
  });

  it('should tell of each subscription, and of none when there is none', () => {
    const { given, lines } = watched(() => of('x'));
    expect(lines).toEqual([]);
    given.subscribe();
    given.pipe(map(String)).subscribe();
    expect(lines.map(([number]) => number)).toEqual([1, 2]);
  });

  it('should run the source inside and its subscribers outside', () => {
    const seen: unknown[] = [];
    const source = new Observable<void>((subscriber) => {
      seen.push(nameOfCurrent());
      subscriber.next();
      subscriber.complete();
    });
    const note = (): number => seen.push(nameOfCurrent());
    scopeOf('caller').run(() => watched(() => source).given.subscribe({ next: note, complete: note }));
    expect(seen).toEqual(['run 1', 'caller', 'caller']);
  });

  it('should stay the subject that it was', () => {
    class Counter extends BehaviorSubject<number> {
      #calls = 0;
      count(): number {
        this.#calls += 1;
        return this.#calls;
      }
    }
    const source = new Counter(1);
    const { given } = watched(() => source);
    expect(given).toBeInstanceOf(Counter);
    expect([given.value, given.count(), given.count()]).toEqual([1, 1, 2]);
    const values: number[] = [];
    given.subscribe((value) => values.push(value));
    given.next(2);
    expect(values).toEqual([1, 2]);
    expect(source.value).toBe(2);
  });

  it('should tell nothing of one that goes on', () => {
    const { given, lines } = watched(() => NEVER);
    given.subscribe();
    expect(lines).toEqual([]);
  });
});
