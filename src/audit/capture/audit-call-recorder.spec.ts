import type { AuditService } from '../delivery/audit.service.ts';
import type { AuditEntry } from '../entry/audit-entry.ts';
import { NOWHERE } from '../entry/audit-record.ts';
import type { AuditOrigin } from '../entry/audit-origin.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { AuditCallRecorder } from './audit-call-recorder.ts';
import type { AuditedOptions } from './audited-options.ts';

const OPTIONS: AuditedOptions = { category: 'shop', action: 'create', resource: 'order' };

function setUp() {
  const recorded: (AuditEntry & { readonly origin: AuditOrigin })[] = [];
  const audit: Pick<AuditService, 'recordFrom' | 'isAvailable'> = {
    isAvailable: true,
    recordFrom: (origin, entry) => void recorded.push({ ...entry, origin }),
  };
  const recorder = new AuditCallRecorder(audit as AuditService);
  const run = (call: () => unknown, options: Partial<AuditedOptions> = {}, args: unknown[] = []): unknown =>
    recorder.run({ options: { ...OPTIONS, ...options }, args, invoke: call });
  return { recorded, run };
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('AuditCallRecorder', () => {
  it('should record what a call gave, from nowhere outside of a request', () => {
    const { recorded, run } = setUp();
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
    const { recorded, run } = setUp();
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
    const { recorded, run } = setUp();
    const thrown = thrownBy(() =>
      run(() => {
        throw error;
      }),
    );
    expect(thrown).toBe(error);
    expect(recorded).toEqual([expect.objectContaining({ error })]);
  });

  it('should record that something was thrown when it was nothing', () => {
    const { recorded, run } = setUp();
    // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- what hosts do
    const fail = (): never => { throw undefined; }; // prettier-ignore
    expect(thrownBy(() => run(fail))).toBeUndefined();
    expect(recorded[0]?.error).toBeInstanceOf(Error);
  });

  it('should settle a promise alike, after the entry is recorded', async () => {
    const { recorded, run } = setUp();
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
    const { run } = setUp();
    expect(run(() => Task.resolve(1))).toBeInstanceOf(Task);
  });

  it('should leave what only looks like a promise alone: to await it may run it', () => {
    const { run } = setUp();
    const execute = jest.fn();
    // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
    const query = Object.defineProperty({}, 'then', { value: execute });
    expect(run(() => query)).toBe(query);
    expect(execute).not.toHaveBeenCalled();
  });

  it('should run the call in a scope of its own, whose notes are its own', async () => {
    const { recorded, run } = setUp();
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
    const { recorded, run } = setUp();
    run(() => run(() => 1, { resource: 'inner' }), { resource: 'outer' });
    expect(recorded.map(({ resource }) => resource)).toEqual(['inner', 'outer']);
  });

  it('should lose nothing but its own part when a function of the options throws or gives what can not be read', () => {
    const { recorded, run } = setUp();
    const fail = (): never => {
      throw new Error('no');
    };
    const unreadable = new Proxy({}, { ownKeys: fail });
    const options = { resourceId: fail, object: fail, metadata: () => unreadable, changes: () => unreadable };
    expect(run(() => 42, options)).toBe(42);
    expect(recorded[0]).toMatchObject({ ...OPTIONS, changes: {}, metadata: { durationMs: expect.any(Number) } });
  });
});
