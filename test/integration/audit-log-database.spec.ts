import { DataSource } from 'typeorm';
import { LogDatabase } from '../../src/audit/reading/database/log-database.ts';
import { dataSourceOptions } from '../../src/database/data-source.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

interface Answer {
  readonly pid: number;
}

const WHO = 'SELECT pg_backend_pid() AS pid';

describe(LogDatabase.name, () => {
  let database: TestDatabase;
  let host: DataSource;
  let log: LogDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ ...dataSourceOptions(database.url), poolSize: 1 }).initialize();
  });
  afterAll(async () => {
    await host.destroy();
    await database.drop();
  });
  beforeEach(() => {
    log = new LogDatabase(host, { connections: 2, timeoutMs: 1_000 });
  });
  afterEach(() => log.onApplicationShutdown());

  it('should end a statement that takes too long, and be of use after that', async () => {
    await expect(log.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'AUDIT_QUERY_TOO_SLOW' });
    expect(await log.query<{ one: number }>('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('should keep to a shorter time for one statement only', async () => {
    const alone = new LogDatabase(host, { connections: 1, timeoutMs: 60_000 });
    await expect(alone.query('SELECT pg_sleep(60)', [], { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'AUDIT_QUERY_TOO_SLOW',
    });
    const timeouts = (): Promise<unknown> => alone.query('SHOW statement_timeout');
    expect(await alone.query('SHOW statement_timeout', [], { timeoutMs: 50 })).toEqual([{ statement_timeout: '50ms' }]);
    expect(await timeouts()).toEqual([{ statement_timeout: '1min' }]);
    await alone.onApplicationShutdown();
  });

  it('should take none of the connections of the host, and say so when its own are all in use', async () => {
    const questions = Array.from({ length: 50 }, () => log.query('SELECT pg_sleep(60)'));
    const answers = Promise.allSettled(questions);
    expect(await host.query('SELECT 1 AS one')).toEqual([{ one: 1 }]); // the one connection it has
    const codes = (await answers).map((answer) =>
      answer.status === 'rejected' ? (answer.reason as { code: string }).code : 'answered',
    );
    expect(new Set(codes)).toEqual(new Set(['AUDIT_QUERY_TOO_SLOW', 'AUDIT_READING_BUSY']));
    expect(await log.query(WHO)).toHaveLength(1);
  });

  it('should say whether there is room for one more', async () => {
    const wide = new LogDatabase(host, { connections: 4, timeoutMs: 60_000 });
    const seen = await wide.use(async () => {
      const one = wide.hasRoom;
      return [one, await wide.use(() => Promise.resolve(wide.hasRoom)), wide.hasRoom];
    });
    expect([...seen, wide.hasRoom]).toEqual([true, false, true, true]);
    await wide.onApplicationShutdown();
  });

  it('should change nothing', async () => {
    await expect(log.query('CREATE TABLE made ()')).rejects.toMatchObject({ code: '25006' });
    await expect(log.query('DELETE FROM audit_log_batches')).rejects.toMatchObject({ code: '25006' });
  });

  it('should get over the loss of its connections', async () => {
    const [lost] = await log.query<Answer>(WHO);
    const waiting = log.query('SELECT pg_sleep(60)');
    await host.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'audit-reader' AND datname = current_database()`,
    );
    await expect(waiting).rejects.toMatchObject({ code: '57P01' });
    const [found] = await log.query<Answer>(WHO);
    expect(found?.pid).not.toBe(lost?.pid);
  });

  it('should throw away a connection on which something has failed', async () => {
    const alone = new LogDatabase(host, { connections: 1, timeoutMs: 1_000 });
    const [before] = await alone.query<Answer>(WHO);
    await expect(
      alone.use(async (client) => {
        await client.query('BEGIN');
        throw new Error('in the middle');
      }),
    ).rejects.toThrow('in the middle');
    const [after] = await alone.query<Answer>(WHO);
    expect(after?.pid).not.toBe(before?.pid);
    await alone.onApplicationShutdown();
  });

  it('should say that the database is away, not that it is busy', async () => {
    const gone = new DataSource({ ...dataSourceOptions(database.url), host: '127.0.0.1', port: 1, url: undefined });
    const nowhere = new LogDatabase(gone, { connections: 2, timeoutMs: 1_000 });
    await expect(nowhere.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
