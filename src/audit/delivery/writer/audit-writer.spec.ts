import { present } from '../../../../test/support/present.ts';
import { AWAY, createWriter, FakeSource } from '../../../../test/support/writer-fakes.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Has the next insert wait. @returns what lets it go on */
function hold(store: ReturnType<typeof createWriter>['store']): () => void {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const insert = present(store.insert.getMockImplementation());
  store.insert.mockImplementationOnce((batch) => held.then(() => insert(batch)));
  return letGo;
}

describe('AuditWriter', () => {
  it('should write after the interval what has come by then in one batch, and wait no longer because more comes', async () => {
    const { store, append, source } = createWriter();
    append('a', 'b');
    await jest.advanceTimersByTimeAsync(999);
    expect(store.calls).toEqual([]);
    append('c');
    await jest.advanceTimersByTimeAsync(1);
    expect(store.calls).toEqual([['a', 'b', 'c']]);
    expect(source.waiting).toBe(0);
  });

  it('should write at once when a whole batch waits, and the rest after it', async () => {
    const { store, append } = createWriter();
    append('a', 'b', 'c', 'd', 'e');
    await jest.advanceTimersByTimeAsync(0);
    expect(store.calls).toEqual([['a', 'b', 'c', 'd'], ['e']]);
  });

  it('should write one batch at a time, and then what came meanwhile', async () => {
    const { store, append, flush } = createWriter();
    const answer = hold(store);
    append('a');
    const flushed = flush();
    append('b', 'c', 'd', 'e', 'f');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(store.insert).toHaveBeenCalledTimes(1);
    answer();
    await flushed;
    await flush();
    expect(store.stored).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('should end a flush although records keep coming', async () => {
    const { store, append, flush } = createWriter();
    const insert = present(store.insert.getMockImplementation());
    store.insert.mockImplementationOnce((batch) => {
      append('c', 'd', 'e', 'f');
      return insert(batch);
    });
    append('a', 'b');
    const flushed = flush();
    const letGo = (await jest.advanceTimersByTimeAsync(0), hold(store));
    await flushed;
    expect(store.stored.slice(0, 2)).toEqual(['a', 'b']);
    letGo();
    await flush();
    expect(store.stored).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it.each([
    ['one', ['late'], 2_000],
    ['a whole batch', ['1', '2', '3', '4'], 0],
  ])('should not overlook %s that comes when it is just done', async (_what, late, withinMs) => {
    const { store, append, source } = createWriter();
    const read = source.read.bind(source);
    jest.spyOn(source, 'read').mockImplementation(async (limits) => {
      const batch = await read(limits);
      if (batch === undefined && store.stored.length === 1) append(...late);
      return batch;
    });
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    await jest.advanceTimersByTimeAsync(withinMs);
    expect(store.calls).toEqual([['a'], late]);
  });

  it('should write at once when it is flushed, and not again when nothing waits', async () => {
    const { store, append, flush } = createWriter();
    append('a');
    await flush();
    await flush();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(store.calls).toEqual([['a']]);
  });

  it('should write at once when it is flushed while it is just done', async () => {
    const { store, append, source, flush } = createWriter();
    const read = source.read.bind(source);
    let flushed: Promise<void> | undefined;
    jest.spyOn(source, 'read').mockImplementation(async (limits) => {
      const batch = await read(limits);
      if (batch === undefined && store.stored.length === 1) {
        append('late');
        flushed = flush();
      }
      return batch;
    });
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    await flushed;
    expect(store.calls).toEqual([['a'], ['late']]);
  });

  it('should look at all sources at once when it is told to, also while it is at it', async () => {
    const orphan = new FakeSource('orphan');
    const sources: FakeSource[] = [];
    const { store, writer } = createWriter({ sources: () => sources, waiting: () => 0 });
    const held = jest.spyOn(orphan, 'read');
    writer.writeNow();
    orphan.append('left');
    sources.push(orphan);
    writer.writeNow();
    await jest.advanceTimersByTimeAsync(0);
    expect([store.stored, held.mock.calls.length]).toEqual([['left'], 2]);
  });

  it('should look once more when it is told to while it reads for the last time', async () => {
    const [own, orphan] = [new FakeSource('own'), new FakeSource('orphan')];
    const sources = [own];
    const { store, writer } = createWriter({ sources: () => sources, waiting: () => 0 });
    const read = own.read.bind(own);
    jest.spyOn(own, 'read').mockImplementationOnce((limits) => {
      orphan.append('left');
      sources.push(orphan);
      writer.writeNow();
      return read(limits);
    });
    sources.splice(0, 1, own);
    writer.writeNow();
    await jest.advanceTimersByTimeAsync(0);
    expect(store.stored).toEqual(['left']);
  });

  it('should write one batch of each source in turn, so that what a dead process has left keeps nobody waiting', async () => {
    const [own, orphan] = [new FakeSource('own'), new FakeSource('orphan')];
    orphan.append(...Array.from('ABCDEFGHI'));
    own.append(...Array.from('abcdef'));
    const { store, writer } = createWriter({ sources: () => [own, orphan], waiting: () => own.waiting });
    writer.writeNow();
    await jest.advanceTimersByTimeAsync(0);
    expect(store.calls.map((lines) => lines.join(''))).toEqual(['abcd', 'ABCD', 'ef', 'EFGH', 'I']);
  });

  it('should not run hot when what waits can not be read', async () => {
    const { source, append } = createWriter({ batchSize: 2, flushIntervalMs: 0 });
    const read = jest.spyOn(source, 'read').mockResolvedValue(undefined);
    append('a', 'b', 'c');
    await jest.advanceTimersByTimeAsync(100);
    expect(read.mock.calls.length).toBeLessThan(105);
  });

  it('should tell of each batch that it has stored', async () => {
    const seconds: number[] = [];
    const { append, flush } = createWriter({ onWritten: (batch) => seconds.push(batch.seconds, batch.entries) });
    append('a', 'b');
    await flush();
    expect(seconds).toEqual([expect.any(Number), 2]);
  });

  it('should end after the batch that is under way when it is stopped', async () => {
    const { store, append, flush, writer, source } = createWriter({ batchSize: 1 });
    const letGo = hold(store);
    append('a', 'b');
    await jest.advanceTimersByTimeAsync(0);
    const stopped = writer.stop();
    letGo();
    await stopped;
    append('c');
    writer.writeNow();
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.calls, source.waiting]).toEqual([[['a']], 2]);
    await flush();
    expect(store.calls).toHaveLength(1);
  });

  it('should end at once when it is stopped in a pause, and let a flush end', async () => {
    const { store, append, flush, writer, source } = createWriter();
    store.faults.push(AWAY, AWAY, AWAY);
    append('a');
    const flushed = flush();
    await jest.advanceTimersByTimeAsync(0);
    await writer.stop();
    await flushed;
    expect([store.calls.length, source.waiting]).toEqual([1, 1]);
  });
});
