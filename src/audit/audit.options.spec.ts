import { AuditError } from './audit.errors.ts';
import { type AuditModuleOptions, resolveSettings } from './audit.options.ts';

function refusalOf(options: unknown): unknown {
  try {
    resolveSettings(options as AuditModuleOptions);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('resolveSettings', () => {
  it('should give defaults for everything that is not set', () => {
    const settings = resolveSettings({});
    expect(settings).toEqual({
      maxQueueBytes: 33_554_432,
      batchSize: 500,
      flushIntervalMs: 200,
      abortGraceMs: 10_000,
      drainTimeoutMs: 5_000,
      exclude: [],
      clock: expect.any(Function),
    });
    expect(settings.clock()).toBeInstanceOf(Date);
    expect(resolveSettings({ batchSize: undefined }).batchSize).toBe(500);
  });

  it('should keep what is set', () => {
    const given = {
      maxQueueBytes: 65_536,
      batchSize: 1,
      flushIntervalMs: 0,
      drainTimeoutMs: 0,
      exclude: ['/docs', '/a/b'],
      clock: () => new Date(0),
      requestId: () => 'r',
      abortGraceMs: 1,
    };
    expect(resolveSettings(given)).toEqual(given);
  });

  it('should be frozen and independent of what was given', () => {
    const exclude = ['/docs'];
    const settings = resolveSettings({ exclude });
    exclude.push('/');
    expect(settings.exclude).toEqual(['/docs']);
    expect([Object.isFrozen(settings), Object.isFrozen(settings.exclude)]).toEqual([true, true]);
  });

  it.each<[options: object, named: string]>([
    [{ bathSize: 5 }, '"bathSize"'],
    [{ toString: 5 }, '"toString"'],
    [{ maxQueueBytes: 1_000 }, '"maxQueueBytes"'],
    [{ maxQueueBytes: 5 * 1024 ** 3 }, '"maxQueueBytes"'],
    [{ batchSize: 0 }, '"batchSize"'],
    [{ batchSize: 10_001 }, '"batchSize"'],
    [{ batchSize: 1.5 }, '"batchSize"'],
    [{ batchSize: '5' }, '"batchSize"'],
    [{ batchSize: null }, '"batchSize"'],
    [{ flushIntervalMs: -1 }, '"flushIntervalMs"'],
    [{ drainTimeoutMs: Number.NaN }, '"drainTimeoutMs"'],
    [{ clock: new Date() }, '"clock"'],
    [{ requestId: 'x' }, '"requestId"'],
    [{ exclude: '/docs' }, '"exclude"'],
    [{ exclude: null }, '"exclude"'],
    [{ exclude: ['/docs', 'static'] }, '"static"'],
    [{ exclude: ['/'] }, '"/"'],
    [{ exclude: ['/docs/'] }, '"/docs/"'],
    [{ exclude: [''] }, '""'],
    [{ exclude: [/docs/] }, '"exclude"'],
  ])('should refuse %p naming %s', (options, named) => {
    const error = refusalOf(options);
    expect(error).toBeInstanceOf(AuditError);
    expect(error).toMatchObject({ code: 'AUDIT_OPTIONS_INVALID', message: expect.stringContaining(named) });
  });
});
