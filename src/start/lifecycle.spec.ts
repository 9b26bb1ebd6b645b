import { Lifecycle } from './lifecycle.ts';

describe('Lifecycle', () => {
  let said: string[];
  let signals: Map<string, () => void>;
  let exits: number[];
  let lifecycle: Lifecycle;
  beforeEach(() => {
    jest.useFakeTimers();
    said = [];
    signals = new Map();
    exits = [];
    lifecycle = new Lifecycle((line) => said.push(line), {
      on: (signal, listener) => signals.set(signal, listener),
      exit: (code) => exits.push(code),
    });
    lifecycle.obeySignals();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('should end first what was begun last, then exit', async () => {
    const order: string[] = [];
    for (const name of ['database', 'app']) lifecycle.onStop(async () => void order.push(name));
    await lifecycle.stop(0);
    expect(order).toEqual(['app', 'database']);
    expect(exits).toEqual([0]);
  });

  it('should run the other steps when one fails, and exit with 1', async () => {
    const database = jest.fn().mockResolvedValue(undefined);
    lifecycle.onStop(database);
    lifecycle.onStop(() => Promise.reject(new Error('stuck')));
    await lifecycle.stop(0);
    expect(database).toHaveBeenCalledTimes(1);
    expect(said).toEqual(['A part did not stop in good order: stuck']);
    expect(exits).toEqual([1]);
  });

  it('should cut a stop short that hangs', () => {
    lifecycle.onStop(() => new Promise(() => undefined));
    signals.get('SIGTERM')?.();
    jest.advanceTimersByTime(8999);
    expect(exits).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(exits).toEqual([1]);
  });

  it('should exit at once on a second Ctrl-C but not on the echo of the first', () => {
    lifecycle.onStop(() => new Promise(() => undefined));
    signals.get('SIGINT')?.();
    jest.advanceTimersByTime(20);
    signals.get('SIGINT')?.();
    expect(exits).toEqual([]);
    jest.advanceTimersByTime(2000);
    signals.get('SIGINT')?.();
    expect(exits).toEqual([130]);
  });
});
