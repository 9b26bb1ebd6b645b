import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRecorder, OPTIONS, thrownBy } from '../../../../test/support/call-recorder.ts';
import type { CapturedEntry } from '../../entry/audit-entry.ts';
import { NOWHERE } from '../../entry/audit-record.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import type { AuditedOptions } from '../marks/audited-options.ts';

describe('AuditCallRecorder', () => {
  it('should record what a call gave, from nowhere outside of a request', () => {
    const { recorded, run } = createRecorder();
    expect(run(() => 42, { metadata: ({ args, result }) => ({ args, result }) }, ['a'])).toBe(42);
    expect(recorded).toEqual([
      expect.objectContaining({
        ...OPTIONS,
        origin: { ...NOWHERE, traceId: expect.stringMatching(/^[\da-f]{32}$/) },
        metadata: { args: ['a'], result: 42, durationMs: expect.any(Number) },
      }),
    ]);
    expect(recorded[0]).not.toHaveProperty('error');
  });

  it('should name the actor that the options tell, or the one that was annotated', () => {
    const { recorded, run } = createRecorder();
    const actor = ({ args }: { readonly args?: readonly unknown[] }) => ({ type: 'system', id: args?.[0] }) as const;
    run(() => 42, { actor: actor as AuditedOptions['actor'] }, ['7']);
    run(() => AuditScope.current()?.annotate({ actor: { type: 'service', id: 'x' } }), { actor: () => undefined });
    run(() => 42);
    expect(recorded.map((entry) => entry.actor)).toEqual([
      { type: 'system', id: '7' },
      { type: 'service', id: 'x' },
      undefined,
    ]);
  });

  it.each<[what: string, error: unknown]>([
    ['an error', new RangeError('no')],
    ['a string', 'no'],
  ])('should throw the very same when %s is thrown, and record it', (_what, error) => {
    const { recorded, run } = createRecorder();
    const thrown = thrownBy(() =>
      run(() => {
        throw error;
      }),
    );
    expect(thrown).toBe(error);
    expect(recorded).toEqual([expect.objectContaining({ error })]);
  });

  it('should record that something was thrown when it was nothing', () => {
    const { recorded, run } = createRecorder();
    // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- what hosts do
    const fail = (): never => { throw undefined; }; // prettier-ignore
    expect(thrownBy(() => run(fail))).toBeUndefined();
    expect(recorded[0]?.error).toBeInstanceOf(Error);
  });

  it('should settle a promise alike, after the entry is recorded', async () => {
    const { recorded, run } = createRecorder();
    const result = { id: 1 };
    const promise = run(() => Promise.resolve(result)) as Promise<unknown>;
    expect(recorded).toHaveLength(0);
    const recordedBefore = promise.then(() => recorded.length);
    expect(await promise).toBe(result);
    expect(await recordedBefore).toBe(1);
    const error = new RangeError('no');
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(recorded[1]).toMatchObject({ error });
  });

  it('should give a promise of the same class', () => {
    class Task extends Promise<unknown> {}
    const { run } = createRecorder();
    expect(run(() => Task.resolve(1))).toBeInstanceOf(Task);
  });

  it('should leave what only looks like a promise alone: to await it may run it', () => {
    const { run } = createRecorder();
    const execute = jest.fn();
    // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
    const query = Object.defineProperty({}, 'then', { value: execute });
    expect(run(() => query)).toBe(query);
    expect(execute).not.toHaveBeenCalled();
  });

  it('should run the call in a scope of its own, whose notes are its own', async () => {
    const { recorded, run } = createRecorder();
    const outer = new AuditScope({ ...NOWHERE, requestId: 'r1' });
    await outer.run(async () => {
      await run(async () => {
        await Promise.resolve();
        AuditScope.current()?.annotate({ reason: 'inside', metadata: { note: 1 } });
      });
    });
    expect(recorded[0]).toMatchObject({ reason: 'inside', metadata: { note: 1 }, origin: { requestId: 'r1' } });
    expect(outer.notes).toEqual({});
  });

  it('should record nested calls from the inside out', () => {
    const { recorded, run } = createRecorder();
    run(() => run(() => 1, { resource: 'inner' }), { resource: 'outer' });
    expect(recorded.map(({ resource }) => resource)).toEqual(['inner', 'outer']);
  });

  it('should lose nothing but its own part when a function of the options throws or gives what can not be read', () => {
    const { recorded, run } = createRecorder();
    const fail = (): never => {
      throw new Error('no');
    };
    const unreadable = new Proxy({}, { ownKeys: fail });
    const options = { resourceId: fail, object: fail, metadata: () => unreadable, changes: () => unreadable };
    expect(run(() => 42, options)).toBe(42);
    expect(recorded[0]).toMatchObject({ ...OPTIONS, changes: {}, metadata: { durationMs: expect.any(Number) } });
  });
});

describe('AuditCallRecorder with calls inside of calls', () => {
  const INNER = { action: 'update' } as const;
  const ERROR = new RangeError('no');
  const fail = (): never => {
    throw ERROR;
  };
  /** Without what differs each time. */
  const told = (recorded: readonly CapturedEntry[]) =>
    recorded.map(({ action, resourceId, status, error, metadata }) => {
      const { durationMs: _ofEach, ...rest } = metadata ?? {};
      return { action, resourceId, status, error, metadata: rest };
    });

  it('should form one trace', () => {
    const { recorded, run } = createRecorder();
    run(() => run(() => run(() => 1, { action: 'read' }), INNER));
    expect(recorded.map(({ action }) => action)).toEqual(['read', 'update', 'create']);
    const [leaf, middle, root] = recorded;
    expect(new Set(recorded.map(({ origin }) => origin.traceId)).size).toBe(1);
    expect(root?.span).toEqual({ spanId: middle?.span?.parentSpanId });
    expect(leaf?.span?.parentSpanId).toBe(middle?.span?.spanId);
  });

  it('should begin another trace with another call', () => {
    const { recorded, run } = createRecorder();
    run(() => 1);
    run(() => 1);
    expect(recorded[0]?.origin.traceId).not.toBe(recorded[1]?.origin.traceId);
  });

  it('should make one entry of one action, that tells what each of them has told', () => {
    const { recorded, run } = createRecorder();
    const inner = { resourceId: () => '7', metadata: () => ({ a: 1, b: 1 }), object: () => 'order 7' };
    run(() => run(() => 1, inner), { metadata: () => ({ b: 2 }) });
    expect(recorded).toHaveLength(1);
    expect(recorded[0]).toMatchObject({ resourceId: '7', object: 'order 7', metadata: { a: 1, b: 2 } });
    expect(recorded[0]).toHaveProperty('span', undefined);
  });

  it('should make entries of the same action on another thing', () => {
    const { recorded, run } = createRecorder();
    run(() => [run(() => 1, { resourceId: () => '7' }), run(() => 1, { resourceId: () => '8' })]);
    expect(recorded.map(({ resourceId }) => resourceId)).toEqual(['7', '8', undefined]);
    const [, , root] = recorded;
    expect(recorded.slice(0, 2).map(({ span }) => span?.parentSpanId)).toEqual([
      root?.span?.spanId,
      root?.span?.spanId,
    ]);
  });

  it('should make one entry of a failure that passes through, and two of one that was survived', async () => {
    const { recorded, run } = createRecorder();
    expect(thrownBy(() => run(() => run(fail)))).toBe(ERROR);
    expect(told(recorded)).toEqual([expect.objectContaining({ error: ERROR })]);
    recorded.length = 0;
    run(() => thrownBy(() => run(fail)));
    expect(told(recorded)).toEqual([
      expect.objectContaining({ action: 'create', error: ERROR }),
      expect.objectContaining({ action: 'create', error: undefined }),
    ]);
    expect(recorded[0]?.span?.parentSpanId).toBe(recorded[1]?.span?.spanId);
  });

  it('should make an entry of each attempt that failed, and one of the call that tried again', () => {
    const { recorded, run } = createRecorder();
    let attempts = 0;
    const attempt = (): unknown => run(() => ((attempts += 1) < 3 ? fail() : 'done'));
    run(() => [thrownBy(attempt), thrownBy(attempt), attempt()]);
    expect(recorded.map(({ error }) => error)).toEqual([ERROR, ERROR, undefined]);
  });

  it('should make an own entry of what was done before the failure', () => {
    const { recorded, run } = createRecorder();
    expect(thrownBy(() => run(() => [run(() => 1, { metadata: () => ({ is: 'done' }) }), fail()]))).toBe(ERROR);
    expect(told(recorded)).toEqual([
      expect.objectContaining({ metadata: { is: 'done' }, error: undefined }),
      expect.objectContaining({ metadata: {}, error: ERROR }),
    ]);
  });

  it('should make an own entry of what ends after the call that began it', async () => {
    const { recorded, run } = createRecorder();
    const inner: unknown[] = [];
    run(() => {
      inner.push(run(() => nextTurn()));
      return 'not awaited';
    });
    expect(recorded).toHaveLength(1);
    await inner[0];
    expect(recorded).toHaveLength(2);
  });

  it('should leave a call by super to the call of the method that overrides it', () => {
    const { recorded, run, recorder } = createRecorder();
    const overriding: AuditedOptions = { ...OPTIONS, action: 'update' };
    const invoke = (): string => 'of the base';
    const call = (): unknown => recorder.run({ options: OPTIONS, args: [], invoke, overriding });
    expect(recorder.run({ options: overriding, args: [], invoke: call })).toBe('of the base');
    expect(recorded.map(({ action }) => action)).toEqual(['update']);
    expect(run(call)).toBe('of the base');
    expect(recorded.map(({ action }) => action)).toEqual(['update', 'create']); // it was not called by it
  });
});

describe('AuditCallRecorder and sentences of the host', () => {
  const description = (): string => 'An order was made';

  it('should tell them of what was done, and not of what failed', () => {
    const { recorded, run } = createRecorder();
    run(() => undefined, { description });
    thrownBy(() =>
      run(
        () => {
          throw new Error('no');
        },
        { description },
      ),
    );
    expect(recorded.map((entry) => entry.description)).toEqual(['An order was made', undefined]);
  });
});
