import { Logger } from '@nestjs/common';
import { type AuditGaps, type GapReport } from '../audit/index.ts';
import { GapWatch } from './gap-watch.ts';

const NOTHING: GapReport = { gaps: [], overlaps: [], unfinished: [], missing: 0 };

describe(GapWatch.name, () => {
  let find: jest.Mock<Promise<GapReport>, []>;
  let watch: GapWatch;
  let errors: jest.SpyInstance;
  let warnings: jest.SpyInstance;
  beforeEach(() => {
    find = jest.fn();
    watch = new GapWatch({ find } as unknown as AuditGaps);
    errors = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    warnings = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
  });
  afterEach(() => jest.restoreAllMocks());

  it('should delay no start, and know nothing before it has looked', () => {
    find.mockReturnValue(new Promise(() => undefined));
    watch.onApplicationBootstrap();
    expect(find).toHaveBeenCalledTimes(1);
    expect(watch.missing).toBeNull();
    watch.onApplicationShutdown();
  });

  it('should report what is missing once, and again when there is more', async () => {
    for (const missing of [0, 3, 3, 2, 4]) {
      find.mockResolvedValueOnce({ ...NOTHING, missing });
      await watch.look();
      expect(watch.missing).toBe(missing);
    }
    expect(errors.mock.calls.map(([line]) => /: (\d+)\./.exec(line as string)?.[1])).toEqual(['3', '4']);
  });

  it('should keep what it knows, and report that it could not look, unless the application stops', async () => {
    find.mockResolvedValueOnce({ ...NOTHING, missing: 3 });
    await watch.look();
    find.mockRejectedValue(new Error('the database is away'));
    await watch.look();
    watch.onApplicationShutdown();
    await watch.look();
    expect(watch.missing).toBe(3);
    expect(warnings.mock.calls).toEqual([[expect.stringContaining('the database is away')]]);
  });
});
