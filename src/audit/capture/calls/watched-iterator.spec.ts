import { setImmediate as nextTurn } from 'node:timers/promises';
import { ERROR, nameOfCurrent, watched } from '../../../../test/support/call-notes.ts';
import { watchIterator } from './watched-iterator.ts';

function* numbers(seen: unknown[] = []): Generator<number, string, unknown> {
  try {
    seen.push(nameOfCurrent());
    seen.push(yield 1);
    yield 2;
    return 'returned';
  } finally {
    seen.push('left');
  }
}

async function* laterNumbers(seen: unknown[] = []): AsyncGenerator<number, string, unknown> {
  await nextTurn();
  seen.push(nameOfCurrent());
  yield 1;
  await nextTurn();
  seen.push(nameOfCurrent());
  yield 2;
  return 'returned';
}

describe(watchIterator.name, () => {
  it('should tell of a generator that is exhausted, which stays itself', () => {
    const seen: unknown[] = [];
    const generator = numbers(seen);
    const { given, lines } = watched(() => generator);
    expect(given).toBe(generator);
    expect(given.next()).toEqual({ done: false, value: 1 });
    expect(given.next('sent')).toEqual({ done: false, value: 2 });
    expect(lines).toEqual([]);
    expect(given.next()).toEqual({ done: true, value: 'returned' });
    expect(given.next()).toEqual({ done: true, value: undefined });
    expect(lines).toEqual([[1, 'succeeds', 2, 2]]);
    expect(seen).toEqual(['run 1', 'sent', 'left']);
  });

  it('should tell of an async generator, whose work is inside', async () => {
    const seen: unknown[] = [];
    const { given, lines } = watched(() => laterNumbers(seen));
    const values: number[] = [];
    for await (const value of given) values.push(value);
    expect(values).toEqual([1, 2]);
    expect(seen).toEqual(['run 1', 'run 1']);
    expect(lines).toEqual([[1, 'succeeds', 2, 2]]);
  });

  it('should take one that is left early for a success, and let it clean up', () => {
    const seen: unknown[] = [];
    const { given, lines } = watched(() => numbers(seen));
    for (const value of given) if (value === 1) break;
    expect(seen.at(-1)).toBe('left');
    expect(lines).toEqual([[1, 'succeeds', 1, 1]]);
  });

  it('should tell of failures, its own and those that are thrown into it', async () => {
    const { given, lines } = watched(async function* () {
      yield 1;
      throw ERROR;
    });
    await expect(drained(given)).rejects.toBe(ERROR);
    expect(lines).toEqual([[1, 'fails', ERROR]]);
    const thrownInto = watched(() => numbers());
    thrownInto.given.next();
    expect(() => thrownInto.given.throw(ERROR)).toThrow(ERROR);
    expect(thrownInto.lines).toEqual([[1, 'fails', ERROR]]);
  });

  it('should tell nothing of one that has never begun', () => {
    const { given, lines } = watched(() => numbers());
    expect(given.return('x')).toEqual({ done: true, value: 'x' });
    expect(lines).toEqual([]);
  });

  it('should watch iterators that are no generators, and leave what is frozen alone', () => {
    const { given, lines } = watched(() => [1, 2].values());
    expect([...given]).toEqual([1, 2]);
    expect(lines).toEqual([[1, 'succeeds', 2, 2]]);
    const frozen = Object.freeze({ next: () => ({ done: true, value: 1 }), [Symbol.iterator]: () => frozen });
    const other = watched(() => frozen as unknown);
    expect(other.given).toBe(frozen);
    expect(other.lines).toEqual([[1, 'succeeds', frozen]]);
  });
});

async function drained(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _value of values);
}
