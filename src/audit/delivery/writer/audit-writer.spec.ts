import { QueryFailedError } from 'typeorm';
import { AuditWriter, type AuditWriterOptions } from './audit-writer.ts';
import { MemoryJournal } from './memory-journal.ts';

const AWAY = new Error('connect ECONNREFUSED');
const REFUSED = new QueryFailedError('INSERT', [], Object.assign(new Error('bad row'), { code: '22P02' }));

type Insert = AuditWriterOptions['store']['insert'];

/** A database that refuses lines beginning with `bad`, as a whole INSERT. */
class FakeStore {
  readonly calls: (readonly string[])[] = [];
  readonly stored = new Set<string>();
  /** What the coming calls throw, one each. */
  readonly faults: (Error | undefined)[] = [];

  insert: Insert = (lines) => {
    this.calls.push(lines);
    const fault = this.faults.shift() ?? (lines.some((line) => line.startsWith('bad')) ? REFUSED : undefined);
    if (fault !== undefined) return Promise.reject(fault);
    for (const line of lines) this.stored.add(line);
    return Promise.resolve();
  };
}

function setUp(given: Partial<AuditWriterOptions> = {}) {
  const journal = new MemoryJournal(1_000_000);
  const store = new FakeStore();
  const told: unknown[][] = [];
  const writer = new AuditWriter({
    journal,
    store,
    batchSize: 4,
    flushIntervalMs: 1_000,
    onRetry: (error, failures) => told.push(['retry', error, failures]),
    onRecovery: (failures) => told.push(['recovery', failures]),
    onQuarantine: (line, error) => told.push(['quarantine', line, error]),
    ...given,
  });
  const append = (...lines: string[]): void => {
    for (const line of lines) {
      journal.append(line);
      writer.notify();
    }
  };
  return { journal, store, told, writer, append };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('AuditWriter', () => {
  it('should write after the interval what has come by then in one batch, and wait no longer because more comes', async () => {
    const { store, append, journal } = setUp();
    append('a', 'b');
    await jest.advanceTimersByTimeAsync(999);
    expect(store.calls).toEqual([]);
    append('c');
    await jest.advanceTimersByTimeAsync(1);
    expect(store.calls).toEqual([['a', 'b', 'c']]);
    expect(journal.length).toBe(0);
  });

  it('should write at once when a whole batch waits, and the rest after it', async () => {
    const { store, append } = setUp();
    append('a', 'b', 'c', 'd', 'e');
    await jest.advanceTimersByTimeAsync(0);
    expect(store.calls).toEqual([['a', 'b', 'c', 'd'], ['e']]);
  });

  it('should write one batch at a time, and then what came meanwhile', async () => {
    const { store, append, writer } = setUp();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    jest.spyOn(store, 'insert').mockImplementationOnce(() => answered);
    append('a');
    const flushed = writer.flush();
    append('b', 'c', 'd', 'e', 'f');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(store.insert).toHaveBeenCalledTimes(1);
    answer();
    await flushed;
    await writer.flush();
    expect([...store.stored]).toEqual(['b', 'c', 'd', 'e', 'f']);
  });

  it('should end a flush although records keep coming', async () => {
    const { store, append, writer } = setUp();
    const insert = store.insert;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    jest
      .spyOn(store, 'insert')
      .mockImplementationOnce((lines) => {
        append('c', 'd', 'e', 'f');
        return insert(lines);
      })
      .mockImplementationOnce((lines) => held.then(() => insert(lines)));
    append('a', 'b');
    await writer.flush();
    expect([...store.stored]).toEqual(['a', 'b']);
    letGo();
    await writer.flush();
    expect([...store.stored]).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('should not overlook what comes when it is just done', async () => {
    const { store, append, journal } = setUp();
    const peek = journal.peek.bind(journal);
    jest.spyOn(journal, 'peek').mockImplementation((limits) => {
      const batch = peek(limits);
      if (batch === undefined && store.stored.size === 1) void Promise.resolve().then(() => append('late'));
      return batch;
    });
    append('a');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(store.calls).toEqual([['a'], ['late']]);
  });

  it('should write at once when it is flushed, and not again when nothing waits', async () => {
    const { store, append, writer } = setUp();
    append('a');
    await writer.flush();
    await writer.flush();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(store.calls).toEqual([['a']]);
  });

  it('should try again until it works, tell each failure, and tell the recovery', async () => {
    const { store, append, told, journal } = setUp();
    store.faults.push(AWAY, AWAY, AWAY);
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    expect([told, journal.length]).toEqual([[['retry', AWAY, 1]], 1]);
    await jest.advanceTimersByTimeAsync(60_000);
    const retries = [1, 2, 3].map((failures) => ['retry', AWAY, failures]);
    expect(told).toEqual([...retries, ['recovery', 3]]);
    expect([...store.stored]).toEqual(['a']);
  });

  it('should pause longer after each failure, up to half a minute', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const failedAt: number[] = [];
    const { store, append } = setUp({ onRetry: () => failedAt.push(Date.now()) });
    store.faults.push(...Array.from({ length: 20 }, () => AWAY));
    append('a');
    await jest.advanceTimersByTimeAsync(150_000);
    const pauses = failedAt.slice(1).map((at, index) => at - (failedAt[index] ?? 0));
    expect(pauses).toEqual([250, 450, 850, 1_650, 3_250, 6_450, 12_850, 25_650, 30_050, 30_050, 30_050]);
    jest.restoreAllMocks();
  });

  it('should not wait out the pause when it is flushed', async () => {
    const { store, append, writer } = setUp();
    store.faults.push(AWAY);
    append('a');
    await jest.advanceTimersByTimeAsync(1_000);
    await writer.flush();
    expect([...store.stored]).toEqual(['a']);
  });

  it('should set aside what the database refuses and store all others in their order', async () => {
    const { store, append, told, journal, writer } = setUp({ batchSize: 8 });
    append('a', 'bad1', 'c', 'd', 'e', 'f', 'bad2', 'h');
    await writer.flush();
    expect([...store.stored]).toEqual(['a', 'c', 'd', 'e', 'f', 'h']);
    expect(told).toEqual([
      ['quarantine', 'bad1', REFUSED],
      ['quarantine', 'bad2', REFUSED],
    ]);
    expect(journal.length).toBe(0);
  });

  it('should tell once of what was refused although the database went away while it was looked for', async () => {
    const { store, append, told, writer } = setUp();
    store.faults.push(undefined, undefined, undefined, undefined, AWAY); // all, the half, bad, b, the other half
    append('bad', 'b', 'c', 'd');
    const flushed = writer.flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect(told.filter(([what]) => what === 'quarantine')).toEqual([['quarantine', 'bad', REFUSED]]);
    expect([...store.stored]).toEqual(['b', 'c', 'd']);
  });

  it('should go on when those it tells throw', async () => {
    const tell = (): never => {
      throw new Error('no logger');
    };
    const { store, append, writer } = setUp({ onRetry: tell, onRecovery: tell, onQuarantine: tell });
    store.faults.push(AWAY);
    append('a', 'bad', 'c');
    const flushed = writer.flush();
    await jest.advanceTimersByTimeAsync(60_000);
    await flushed;
    expect([...store.stored]).toEqual(['a', 'c']);
  });

  it('should end after the batch that is under way when it is stopped', async () => {
    const { store, append, writer, journal } = setUp({ batchSize: 1 });
    append('a', 'b');
    await writer.stop();
    append('c');
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.calls, journal.length]).toEqual([[['a']], 2]);
    await writer.flush();
    expect(store.calls).toHaveLength(1);
  });

  it('should end at once when it is stopped in a pause, and let a flush end', async () => {
    const { store, append, writer, journal } = setUp();
    store.faults.push(AWAY, AWAY, AWAY);
    append('a');
    const flushed = writer.flush();
    await jest.advanceTimersByTimeAsync(0);
    await writer.stop();
    await flushed;
    expect([store.calls.length, journal.length]).toEqual([1, 1]);
  });
});
