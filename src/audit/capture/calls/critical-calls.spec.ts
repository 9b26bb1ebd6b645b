import { createRecorder, OPTIONS, thrownBy } from '../../../../test/support/call-recorder.ts';
import type { AuditedOptions } from '../marks/audited-options.ts';

describe('AuditCallRecorder of critical methods', () => {
  const CRITICAL = { delivery: 'critical' } as const;

  it('should promise their entries before they run, and keep the promise by what they record', async () => {
    const { recorded, intended, run, recorder } = createRecorder();
    const before: number[] = [];
    const method = (): number => before.push(intended.length);
    run(method, CRITICAL);
    await recorder.run({ options: { ...OPTIONS, ...CRITICAL }, args: [], invoke: method, isAsync: true });
    expect(before).toEqual([1, 2]);
    expect(intended).toEqual([
      expect.objectContaining({
        ...OPTIONS,
        status: 'error',
        isOutcomeUnknown: true,
        metadata: { outcome: 'unknown' },
      }),
      expect.objectContaining({ action: 'create' }),
    ]);
    expect(recorded.map(({ intents, delivery }) => ({ intents, delivery }))).toEqual([
      { intents: [{ number: 1 }], delivery: 'critical' },
      { intents: [{ number: 2 }], delivery: 'critical' },
    ]);
  });

  it('should take sign-ins, roles, settings and exports for critical, where nothing else is said', () => {
    const { intended, run } = createRecorder();
    const words: readonly Partial<AuditedOptions>[] = [
      { category: 'authentication', action: 'login' },
      { category: 'role_permission', action: 'assign' },
      { category: 'system_setting', action: 'update' },
      { category: 'administrative', action: 'export' },
      { category: 'role_permission', action: 'read' },
      { category: 'authentication', action: 'logout' },
      { category: 'system_setting', action: 'update', delivery: 'standard' },
    ];
    words.forEach((each) => run(() => 1, each));
    expect(intended.map(({ action }) => action)).toEqual(['login', 'assign', 'update', 'export']);
  });

  it('should keep what was promised inside by the entry that takes the other in', () => {
    const { recorded, run } = createRecorder();
    run(() => run(() => 1, CRITICAL), CRITICAL);
    expect(recorded.map(({ intents }) => intents)).toEqual([[{ number: 1 }, { number: 2 }]]);
  });

  it('should refuse to run one when it can not be recorded for certain, and try to record that', async () => {
    const { recorded, run, recorder } = createRecorder({ isAvailable: false });
    const method = jest.fn();
    const error = thrownBy(() => run(method, CRITICAL));
    expect(error).toMatchObject({ code: 'AUDIT_UNAVAILABLE', status: 503 });
    const refused = recorder.run({ options: { ...OPTIONS, ...CRITICAL }, args: [], invoke: method, isAsync: true });
    await expect(refused).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(method).not.toHaveBeenCalled();
    expect(recorded).toHaveLength(2);
    expect(recorded[0]).toMatchObject({ error, delivery: 'standard' });
  });

  it('should run all others', () => {
    const { run } = createRecorder({ isAvailable: false });
    expect(run(() => 42)).toBe(42);
  });
});
