import { crashesIn, expectSameEnding, runBoth, runToTheEnd } from '../support/crashing-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const THROWN = 'The process ended because of an uncaught exception';
const REJECTED = 'The process ended because of an unhandled rejection';
const TIMER = 'TypeError: the timer is broken';

describe('a process that crashes', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  it.each([
    ['a timer throws', 'timer', TIMER, `${THROWN}: ${TIMER}`],
    ['a listener of an event throws', 'event', 'TypeError: no such order', `${THROWN}: TypeError: no such order`],
    ['null is thrown', 'null', 'null', `${THROWN}: null`],
    ['text is thrown', 'text', 'only text', `${THROWN}: only text`],
    ['a promise is rejected', 'rejection', 'RangeError: nobody waits', `${REJECTED}: RangeError: nobody waits`],
    ['a promise is rejected with text', 'rejected-text', 'UnhandledPromiseRejection: T', `${REJECTED}: only text`],
  ])('should end as it would, and leave one entry, when %s', async (_what, crash, heading, description) => {
    const comparison = await runBoth({
      args: [crash, 'before:monitor', 'after:exit'],
      databaseUrl: database.url,
    });
    expectSameEnding(comparison, heading);
    expect(comparison.with.code).toBe(1);
    expect(comparison.with.output).toContain('exit 1 | 1');
    expect(comparison.entries).toEqual([
      expect.objectContaining({ description, severity: 'CRITICAL', status: 'error', actorType: 'system' }),
    ]);
  });

  it('should name the request whose handler did not wait for what failed', async () => {
    await runToTheEnd({ args: ['request'], databaseUrl: database.url });
    expect(await crashesIn(database.url)).toEqual([
      expect.objectContaining({
        description: `${REJECTED}: TypeError: nobody waits for this`,
        actorType: 'user',
        userId: 'u1',
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        severity: 'CRITICAL',
        metadata: expect.objectContaining({
          crash: { event: 'unhandledRejection', outcome: 'ended' },
          error: expect.objectContaining({ name: 'TypeError', stack: expect.stringContaining('crash-app.ts') }),
        }),
      }),
    ]);
  });

  it('should keep no secret of it', async () => {
    const { errors } = await runToTheEnd({ args: ['secret'], databaseUrl: database.url });
    const entries = await crashesIn(database.url);
    expect(errors).toContain('hunter2-hunter2');
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain('hunter2');
  });

  it('should leave nothing when the host does not want it', async () => {
    const comparison = await runBoth({ args: ['timer', 'off'], databaseUrl: database.url });
    expect(comparison.with).toMatchObject({ code: 1, errors: comparison.without.errors });
    expect(comparison.entries).toEqual([]);
  });
});
