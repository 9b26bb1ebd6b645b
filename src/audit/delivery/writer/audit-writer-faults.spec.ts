import { present } from '../../../../test/support/present.ts';
import { answerOf, AWAY, createWriter, FakeSource, REFUSED } from '../../../../test/support/writer-fakes.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('AuditWriter when the database is away', () => {
  it('should try again until it works, tell each failure, and tell the recovery', async () => {
    const { store, append, told, source } = createWriter();
    store.faults.push(AWAY, AWAY, AWAY);
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    expect([told, source.waiting]).toEqual([[['retry', AWAY, 1]], 1]);
    await jest.advanceTimersByTimeAsync(60_000);
    const retries = [1, 2, 3].map((failures) => ['retry', AWAY, failures]);
    expect(told).toEqual([...retries, ['written', 1, 1], ['recovery', 3]]);
    expect(store.stored).toEqual(['a']);
  });

  it('should pause longer after each failure, up to half a minute', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const failedAt: number[] = [];
    const { store, append } = createWriter({ onRetry: () => failedAt.push(Date.now()) });
    store.faults.push(...Array.from({ length: 20 }, () => AWAY));
    append('a');
    await jest.advanceTimersByTimeAsync(150_000);
    const pauses = failedAt.slice(1).map((at, index) => at - (failedAt[index] ?? 0));
    expect(pauses).toEqual([250, 450, 850, 1_650, 3_250, 6_450, 12_850, 25_650, 30_050, 30_050, 30_050]);
    jest.restoreAllMocks();
  });

  it('should not wait out the pause when it is flushed', async () => {
    const { store, append, flush } = createWriter();
    store.faults.push(AWAY);
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    await flush();
    expect(store.stored).toEqual(['a']);
  });

  it('should go on when those it tells throw', async () => {
    const tell = (): never => {
      throw new Error('no logger');
    };
    const { store, append, flush } = createWriter({ onRetry: tell, onRecovery: tell, onWritten: tell });
    store.faults.push(AWAY);
    append('a', 'bad', 'c');
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(store.stored).toEqual(['a', 'c']);
  });

  it('should be paused as long as the database has to be set right, and look at it every few seconds', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const failedAt: number[] = [];
    const { store, append, writer } = createWriter({ onRetry: () => failedAt.push(Date.now()) });
    store.faults.push(...Array.from({ length: 10 }, () => answerOf('42501')));
    append('a');
    while (failedAt.length < 10) await jest.advanceTimersByTimeAsync(50);
    expect([writer.isPaused, writer.failures]).toEqual([true, 10]);
    const pauses = failedAt.slice(1).map((at, index) => at - (failedAt[index] ?? 0));
    expect(Math.max(...pauses)).toBe(5_050);
    await jest.advanceTimersByTimeAsync(5_050);
    expect([writer.isPaused, writer.failures, store.stored]).toEqual([false, 0, ['a']]);
    jest.restoreAllMocks();
  });

  it('should not be paused any more when the database goes away', async () => {
    const { store, append, writer } = createWriter();
    store.faults.push(answerOf('42P01'), AWAY, AWAY);
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(writer.isPaused).toBe(true);
    store.insert.mockClear();
    while (store.insert.mock.calls.length === 0) await jest.advanceTimersByTimeAsync(10);
    expect(writer.isPaused).toBe(false);
  });
});

describe('AuditWriter when it asks what is there', () => {
  it('should ask once for each source over a connection, not before each batch', async () => {
    const [own, orphan] = [new FakeSource('own'), new FakeSource('orphan')];
    own.append(...Array.from('abcdefghij'));
    const { store, writer, onConnect } = createWriter({ sources: () => [own, orphan] });
    writer.writeNow();
    await jest.advanceTimersByTimeAsync(0);
    expect(store.ranges.mock.calls).toEqual([
      ['own', 1],
      ['orphan', 1],
    ]);
    expect(onConnect).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['there is another connection', AWAY],
    ['a statement has failed', answerOf('40001')],
  ])('should ask again after %s, and not send what is there', async (_what, fault) => {
    const { store, append, flush, source } = createWriter({ batchSize: 2 });
    append('a', 'b');
    await flush();
    append('c', 'd', 'e', 'f');
    const insert = present(store.insert.getMockImplementation());
    store.insert.mockImplementationOnce(async (batch) => {
      await insert(batch); // the answer is lost
      if (fault === AWAY) store.disconnect();
      throw fault;
    });
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(store.calls).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
    expect(source.reconciled.at(-1)).toEqual([{ first: 1, last: 4, checksum: null }]);
  });

  it('should ask again when the connection was lost and made anew behind its back', async () => {
    const { store, append, flush, source, onConnect } = createWriter();
    append('a');
    await flush();
    await jest.advanceTimersByTimeAsync(0);
    store.connect(); // for an entry in the transaction of a caller
    store.takeUpTo('one', 0); // set back
    append('b');
    await flush();
    expect([source.reconciled, onConnect.mock.calls.length]).toEqual([[[], []], 2]);
    expect(store.stored).toEqual(['a', 'a', 'b']);
  });

  it('should ask again after a batch over which the connection was made anew', async () => {
    const { store, append, flush, source } = createWriter();
    append('a');
    await flush();
    await jest.advanceTimersByTimeAsync(0);
    const insert = present(store.insert.getMockImplementation());
    store.insert.mockImplementationOnce((batch) => {
      store.connect();
      return insert(batch);
    });
    append('b');
    await flush();
    await jest.advanceTimersByTimeAsync(0);
    expect(source.reconciled).toEqual([[], [{ first: 1, last: 2, checksum: null }]]);
  });

  it('should ask again when another has stored these numbers, and go on behind them', async () => {
    const { store, append, flush, source } = createWriter({ batchSize: 2 });
    append('a');
    await flush();
    store.takeUpTo('one', 3);
    append('b', 'c', 'd', 'e');
    await flush();
    expect(store.stored).toEqual(['a', 'd', 'e']);
    expect(source.reconciled).toEqual([[], [{ first: 1, last: 3, checksum: null }]]);
  });

  it('should try again when what there is can not be asked', async () => {
    const { store, append, flush, ofKind } = createWriter();
    store.ranges.mockRejectedValueOnce(AWAY);
    append('a');
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect([store.stored, ofKind('retry')]).toEqual([['a'], [['retry', AWAY, 1]]]);
  });

  it('should try again when the greeting of a connection fails', async () => {
    const { store, append, flush, onConnect } = createWriter();
    onConnect.mockRejectedValueOnce(answerOf('42P01'));
    append('a');
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(store.stored).toEqual(['a']);
  });

  it('should greet a connection again when the greeting has failed over it', async () => {
    const { store, append, flush, onConnect } = createWriter();
    onConnect.mockImplementationOnce(async () => {
      store.connect();
      throw answerOf('42P01');
    });
    append('a');
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(onConnect).toHaveBeenCalledTimes(2);
  });
});

describe('AuditWriter when a batch takes too long', () => {
  it('should send less at a time, and more again when that goes through, never more than it may', async () => {
    const { store, append, flush } = createWriter({ batchSize: 9 });
    store.faults.push(answerOf('57014'), answerOf('55P03'));
    append(...Array.from('123456789'));
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    append(...Array.from('abcdefghijklmnopqrstuvwxyz'));
    await flush();
    expect(store.calls.map(({ length }) => length)).toEqual([9, 2, 1, 2, 4, 2, 9, 9, 8]);
  });

  it('should not send less because the database was away', async () => {
    const { store, append, flush } = createWriter({ batchSize: 4 });
    store.faults.push(AWAY, answerOf('57P01'));
    append(...Array.from('abcd'));
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(store.calls.map(({ length }) => length)).toEqual([4, 4, 4]);
  });
});

describe('AuditWriter when the database refuses an entry', () => {
  it('should set it aside and store all others in their order', async () => {
    const { store, append, flush, ofKind, source } = createWriter({ batchSize: 8 });
    append('a', 'bad1', 'c', 'd', 'e', 'f', 'bad2', 'h');
    await flush();
    expect(store.stored).toEqual(['a', 'c', 'd', 'e', 'f', 'h']);
    expect(ofKind('quarantine')).toEqual([
      ['quarantine', 'one', 'bad1', REFUSED],
      ['quarantine', 'one', 'bad2', REFUSED],
    ]);
    expect(store.skip.mock.calls.map(([{ first, last }]) => [first, last])).toEqual([
      [2, 2],
      [7, 7],
    ]);
    expect([source.waiting, source.refused]).toEqual([0, 2]);
  });

  it('should not set aside what was looked at when the database went away', async () => {
    const { store, append, flush, ofKind } = createWriter();
    store.faults.push(undefined, undefined, undefined, undefined, AWAY); // all, the half, bad, b, the other half
    append('bad', 'b', 'c', 'd');
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(ofKind('quarantine')).toEqual([['quarantine', 'one', 'bad', REFUSED]]);
    expect(store.stored).toEqual(['b', 'c', 'd']);
  });

  it('should keep it in the journal until it could be set aside', async () => {
    const full = new Error('ENOSPC');
    const onQuarantine = jest.fn().mockImplementationOnce(() => {
      throw full;
    });
    const { store, append, flush, ofKind, source } = createWriter({ onQuarantine });
    append('a', 'bad');
    await jest.advanceTimersByTimeAsync(1_000);
    expect([ofKind('retry'), store.skip.mock.calls.length, source.waiting]).toEqual([[['retry', full, 1]], 0, 1]);
    await flush();
    expect([store.skip.mock.calls.length, source.waiting, source.refused]).toEqual([1, 0, 1]);
  });
});
