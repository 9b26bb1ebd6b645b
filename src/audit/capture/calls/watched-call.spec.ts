import { setImmediate as nextTurn } from 'node:timers/promises';
import { lastValueFrom, of } from 'rxjs';
import { CallNotes, ERROR, nameOfCurrent, scopeOf, watched } from '../../../../test/support/call-notes.ts';
import { watchCall } from './watched-call.ts';

describe(watchCall.name, () => {
  it.each([[42], ['text'], [null], [undefined], [['a', 'list']], [new Map()], [new Uint8Array(1)], [Symbol.iterator]])(
    'should give %p itself, and tell it',
    (value) => {
      const { given, lines } = watched(() => value);
      expect(given).toBe(value);
      expect(lines).toEqual([[1, 'succeeds', value]]);
    },
  );

  it('should throw what the call throws, after it was told', () => {
    const notes = new CallNotes();
    const fail = (): never => {
      throw ERROR;
    };
    expect(() => watchCall(fail, notes)).toThrow(ERROR);
    expect(notes.lines).toEqual([[1, 'fails', ERROR]]);
  });

  it('should run the call inside, and what waits for it outside', async () => {
    const seen: unknown[] = [];
    const { given } = watched(async () => {
      await nextTurn();
      seen.push(nameOfCurrent());
    });
    await given;
    expect([...seen, nameOfCurrent()]).toEqual(['run 1', undefined]);
  });
});

describe('watchCall of promises', () => {
  it('should tell when it settles, before anybody who waits for it is told', async () => {
    const { given, lines } = watched(() => Promise.resolve('done'));
    expect(lines).toEqual([]);
    expect(await given.then((value) => [value, [...lines]])).toEqual(['done', [[1, 'succeeds', 'done']]]);
    const failing = watched(() => Promise.reject(ERROR));
    await expect(failing.given).rejects.toBe(ERROR);
    expect(failing.lines).toEqual([[1, 'fails', ERROR]]);
  });

  it('should keep its class and what was added to it', async () => {
    class Task extends Promise<unknown> {}
    const task = Object.assign(Task.resolve(1), { cancel: () => 'cancelled' });
    const { given } = watched(() => task);
    expect(given).toBeInstanceOf(Task);
    expect(given.cancel()).toBe('cancelled');
    expect(await given).toBe(1);
  });

  it('should watch the Observable or the generator that an async method gives', async () => {
    const values = watched(async () => of(1, 2));
    expect(await lastValueFrom(await values.given)).toBe(2);
    expect(values.lines).toEqual([[1, 'succeeds', 2, 2]]);
  });
});

/** What runs when it is awaited, as query builders do. */
class Query {
  runs = 0;
  readonly #answer: Promise<unknown>;

  constructor(answer: Promise<unknown>) {
    this.#answer = answer;
    answer.catch(() => undefined);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
  then(...callbacks: Parameters<Promise<unknown>['then']>): Promise<unknown> {
    this.runs += 1;
    return this.#answer.then(...callbacks);
  }
}

describe('watchCall of thenables', () => {
  it('should not run it, but tell when somebody does', async () => {
    const query = new Query(Promise.resolve('row'));
    const { given, lines } = watched(() => query);
    expect(given).toBe(query);
    expect([query.runs, lines]).toEqual([0, []]);
    expect(await given).toBe('row');
    expect(await given).toBe('row');
    expect([query.runs, lines]).toEqual([2, [[1, 'succeeds', 'row']]]);
  });

  it('should tell of its failure, and pass it on', async () => {
    const { given, lines } = watched(() => new Query(Promise.reject(ERROR)));
    await expect(given.then()).rejects.toBe(ERROR);
    expect(lines).toEqual([[1, 'fails', ERROR]]);
    const handled = watched(() => new Query(Promise.reject(ERROR)));
    expect(await handled.given.then(null, (error: unknown) => [error])).toEqual([ERROR]);
  });

  it('should call back outside', async () => {
    const seen: unknown[] = [];
    const { given } = watched(() => new Query(Promise.resolve(1)));
    await scopeOf('caller').run(() => given.then(() => seen.push(nameOfCurrent())));
    expect(seen).toEqual(['caller']);
  });

  it('should leave one alone that can not be changed', () => {
    const query = Object.freeze(new Query(Promise.resolve('row')));
    const { given, lines } = watched(() => query);
    expect(given).toBe(query);
    expect(lines).toEqual([[1, 'succeeds', query]]);
  });
});
