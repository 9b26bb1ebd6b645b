import { expectSameEnding, runBoth } from '../support/crashing-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const TIMER = 'TypeError: the timer is broken';
const NOBODY = 'RangeError: nobody waits';

interface Case {
  readonly args: readonly string[];
  readonly mode?: string;
  /** How Node names the error when it ends the process. */
  readonly heading?: string;
}

describe('a host that has its own way with crashes', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  async function outcomesOf({ args, mode = 'throw', heading }: Case): Promise<readonly unknown[]> {
    const comparison = await runBoth({
      args: [...args, 'before:monitor', 'after:exit'],
      flags: [`--unhandled-rejections=${mode}`],
      databaseUrl: database.url,
    });
    expectSameEnding(comparison, heading);
    expect(comparison.with.output).toContain('listeners');
    return comparison.entries.map(({ metadata, severity }) => [severity, (metadata as { crash: object }).crash]);
  }

  it.each<[how: string, given: Case]>([
    ['a listener that came before', { args: ['timer', 'before:listener', 'closes'] }],
    ['a listener that came after', { args: ['timer', 'after:listener', 'closes'] }],
    ['a capture callback', { args: ['timer', 'after:capture-callback', 'closes'] }],
    ['a listener that closes the application', { args: ['timer', 'after:listener-closes-and-exits'] }],
  ])('should be left to handle an exception by %s', async (_how, given) => {
    expect(await outcomesOf(given)).toEqual([['CRITICAL', { event: 'uncaughtException', outcome: 'handled' }]]);
  });

  it.each<[how: string, given: Case]>([
    ['a listener of rejections', { args: ['rejection', 'after:rejection-listener', 'closes'] }],
    ['a listener for one rejection', { args: ['rejection', 'after:rejection-listener-once', 'closes'] }],
    ['a listener of exceptions', { args: ['rejection', 'after:listener', 'closes'] }],
    [
      'listeners of both in mode strict',
      { args: ['rejection', 'before:listener', 'after:rejection-listener', 'closes'], mode: 'strict' },
    ],
    ['a listener in mode warn', { args: ['rejection', 'after:rejection-listener', 'closes'], mode: 'warn' }],
  ])('should be left to handle a rejection by %s', async (_how, given) => {
    expect(await outcomesOf(given)).toEqual([['CRITICAL', { event: 'unhandledRejection', outcome: 'handled' }]]);
  });

  it.each(['warn', 'none', 'warn-with-error-code'])('should go on after a rejection in mode %s', async (mode) => {
    expect(await outcomesOf({ args: ['two-rejections', 'closes'], mode })).toEqual([
      ['CRITICAL', { event: 'unhandledRejection', outcome: 'ignored' }],
      ['CRITICAL', { event: 'unhandledRejection', outcome: 'ignored' }],
    ]);
  });

  it.each<[how: string, given: Case]>([
    ['its listeners are gone', { args: ['rejection', 'before:listener-removed', 'after:listener-removed'] }],
    ['the mode is strict', { args: ['rejection', 'after:rejection-listener'], mode: 'strict' }],
  ])('should end by a rejection when %s', async (_how, given) => {
    expect(await outcomesOf({ ...given, heading: NOBODY })).toEqual([
      ['CRITICAL', { event: 'unhandledRejection', outcome: 'ended' }],
    ]);
  });

  it('should end by a rejection that its own listener throws on, which is one crash', async () => {
    expect(await outcomesOf({ args: ['rejection', 'after:rejection-listener-throws'], heading: NOBODY })).toEqual([
      ['CRITICAL', expect.objectContaining({ outcome: 'ended' })],
    ]);
  });

  it('should end with its own code when its listener exits at once', async () => {
    const given = { args: ['timer', 'after:listener-exits'], databaseUrl: database.url };
    const comparison = await runBoth(given);
    expectSameEnding(comparison);
    expect(comparison.with.code).toBe(7);
  });

  it('should end as it would when what fails is its listener of the end', async () => {
    const comparison = await runBoth({ args: ['in-exit'], databaseUrl: database.url });
    expectSameEnding(comparison, 'TypeError: no way out');
    expect(comparison.with.code).toBe(0);
  });

  it('should end by the crash when it ends the process itself meanwhile', async () => {
    const { with: ending, entries } = await runBoth({
      args: ['exit-meanwhile', 'after:exit'],
      databaseUrl: database.url,
    });
    expect(ending).toMatchObject({ code: 1, output: expect.stringContaining('exit 1 | 1') });
    expect(ending.errors).toContain(`Uncaught:\n${TIMER}\n    at `);
    expect(entries.length).toBeLessThanOrEqual(1);
  });

  it('should be told of the first crash only, while both are recorded', async () => {
    const comparison = await runBoth({ args: ['two-exceptions', 'after:monitor'], databaseUrl: database.url });
    expectSameEnding(comparison, 'TypeError: the timer 1 is broken');
    expect(comparison.entries.map(({ description }) => description)).toEqual([
      expect.stringContaining('timer 1'),
      expect.stringContaining('timer 2'),
    ]);
  });
});
