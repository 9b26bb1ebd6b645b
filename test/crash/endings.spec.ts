import { createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deliveryProcesses, type DeliverySettings } from '../support/delivery-process.ts';
import { type Load, loads, MIXED, WELL_ANSWERED } from '../support/load.ts';
import { NOTHING_WRONG, rowsOf, untilComplete, verdictOn } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

/** So long may a process take to end that was asked to. */
const END_MS = 10_000;

describe('a process that ends', () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  const newLoad = loads();
  let database: TestDatabase;
  let settings: DeliverySettings;

  beforeEach(async () => {
    database = await createTestDatabase();
    settings = { databaseUrl: database.url, audit: { journal: { directory: directories() } } };
  });

  afterEach(() => database.drop());

  /** Starts once more, has it write what is left, and ends it in good order. */
  async function replay(load: Load): Promise<void> {
    const next = await spawn().start(settings);
    await untilComplete(load, database.url);
    await next.end('SIGTERM');
  }

  it.each(['fastify', 'express'] as const)(
    'should write all before it ends by SIGTERM, under load (%s)',
    async (platform) => {
      const app = await spawn().start({ ...settings, platform });
      const load = newLoad();
      load.aim(app.port);
      await load.answers(500);
      // Express waits for connections that go on asking
      const [{ signal, ms }] = await Promise.all([app.end('SIGTERM'), platform === 'express' && load.stop()]);
      await load.stop();
      expect(signal).toBe('SIGTERM');
      expect(ms).toBeLessThan(END_MS);
      expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
      expect(await rowsOf(database.url, 'SELECT FROM audit_log_writers WHERE finished_at IS NOT NULL')).toHaveLength(1);
    },
  );

  it('should leave the rest to the next start when it ends by SIGTERM while the database is away', async () => {
    const proxy = await createCuttableProxy(database.url);
    const app = await spawn().start({ ...settings, databaseUrl: proxy.url });
    const load = newLoad();
    load.aim(app.port);
    await load.answers(300);
    await proxy.cut();
    await load.answers(300);
    const { ms, signal } = await app.end('SIGTERM');
    await load.stop();
    expect(signal).toBe('SIGTERM');
    expect(ms).toBeLessThan(END_MS);
    expect((await verdictOn(load, database.url)).lost.length).toBeGreaterThan(0); // not there yet
    await replay(load);
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
  });

  it('should lose nothing when its memory is full', async () => {
    const app = await spawn({ flags: ['--max-old-space-size=160'] }).start(settings);
    const load = newLoad({ requests: [{ method: 'POST', path: '/leaks' }, ...MIXED] });
    load.aim(app.port);
    const { words } = await app.ended;
    await load.stop();
    expect(words).toContain('heap out of memory');
    await replay(load);
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
  });

  it('should lose nothing when an exception is caught by nobody, and tell of that', async () => {
    const app = await spawn().start(settings);
    const load = newLoad();
    load.aim(app.port);
    await load.answers(300);
    await app.ask('POST', '/timers', { id: 'the-last' }).catch(() => undefined); // it may be gone before it answers
    expect(await app.ended).toMatchObject({ code: 1, words: expect.stringContaining('the timer is broken') });
    await load.stop();
    await replay(load);
    const { invented, ...verdict } = await verdictOn(load, database.url);
    expect({ ...verdict, invented: [] }).toEqual(NOTHING_WRONG);
    expect(invented).toEqual(['the-last']);
    expect(load.kinds).toEqual(WELL_ANSWERED);
    expect(await rowsOf(database.url, `SELECT request_id AS id FROM audit_logs WHERE metadata ? 'crash'`)).toEqual([
      { id: 'the-last' },
    ]);
  });
});
