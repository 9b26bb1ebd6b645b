import { once } from 'node:events';
import { DataSource } from 'typeorm';
import { LogDatabase, type ReadLimits } from '../../src/audit/reading/database/log-database.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const SLEEP = 'SELECT pg_sleep(30)';

let database: TestDatabase;
let host: DataSource;
const opened: LogDatabase[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterEach(async () => {
  for (const log of opened.splice(0)) await log.onApplicationShutdown();
});
afterAll(async () => {
  await host.destroy();
  await database.drop();
});

function open(limits: Partial<ReadLimits> = {}, dataSource = host): LogDatabase {
  const log = new LogDatabase(dataSource, { connections: 2, timeoutMs: 10_000, ...limits });
  opened.push(log);
  return log;
}

/** The process of the server that answers. */
async function pidOf(log: LogDatabase): Promise<number | undefined> {
  const [row] = await log.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return row?.pid;
}

async function settingOf(log: LogDatabase, name: string, options?: { timeoutMs: number }): Promise<string | undefined> {
  const [row] = await log.query<{ value: string }>('SELECT current_setting($1) AS value', [name], options);
  return row?.value;
}

async function readers(): Promise<number> {
  const rows = await host.query<unknown[]>(
    `SELECT FROM pg_stat_activity WHERE application_name = 'audit-reader' AND datname = current_database()`,
  );
  return rows.length;
}

describe(LogDatabase.name, () => {
  it('should read in UTC, and write nothing', async () => {
    const log = open();
    expect(await settingOf(log, 'timezone')).toBe('UTC');
    await expect(log.query('CREATE TABLE written ()')).rejects.toMatchObject({ code: '25006' });
  });

  it('should limit each statement by its own time, and the next one by the usual time again', async () => {
    const log = open({ connections: 1 });
    expect(await settingOf(log, 'statement_timeout')).toBe('10s');
    expect(await settingOf(log, 'statement_timeout', { timeoutMs: 1_500.2 })).toBe('1501ms');
    expect(await settingOf(log, 'statement_timeout')).toBe('10s');
    expect(await settingOf(log, 'timezone')).toBe('UTC');
  });

  it('should say that a statement took too long, and what the server said', async () => {
    await expect(open().query(SLEEP, [], { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'AUDIT_QUERY_TOO_SLOW',
      cause: { code: '57014' },
    });
  });

  it('should pass on what else the server says', async () => {
    await expect(open().query('SELECT no_such_column')).rejects.toMatchObject({ code: '42703' });
  });

  it('should use a connection again, but none on which something has failed', async () => {
    const log = open({ connections: 1 });
    const pid = await pidOf(log);
    expect(await pidOf(log)).toBe(pid);
    await expect(log.query('SELECT no_such_column')).rejects.toThrow('no_such_column');
    expect(await pidOf(log)).not.toBe(pid);
  });

  it('should say that no connection became free in time', async () => {
    const log = open({ connections: 1, timeoutMs: 1_000 });
    let give = (): void => undefined;
    const held = log.use(() => new Promise<void>((resolve) => (give = resolve)));
    await expect(log.query('SELECT 1')).rejects.toMatchObject({
      code: 'AUDIT_READING_BUSY',
      cause: { message: expect.stringContaining('timeout') as string },
    });
    give();
    await held;
    await expect(log.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('should not call it busy when the database is away, and find it when it is back', async () => {
    const away = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const log = open({}, away);
    const { port } = away.options as { port?: number };
    Object.assign(away.options, { url: 'postgres://nobody@127.0.0.1:1/nothing' });
    await expect(log.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    Object.assign(away.options, { url: database.url, port });
    await expect(log.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await away.destroy();
  });

  it('should have room while less than half of the connections are lent', async () => {
    const log = open({ connections: 4 });
    const given: (() => void)[] = [];
    const lend = (): Promise<void> => log.use(() => new Promise<void>((resolve) => given.push(resolve)));
    expect(log.hasRoom).toBe(true);
    const lent = [lend()];
    expect(log.hasRoom).toBe(true);
    lent.push(lend());
    expect(log.hasRoom).toBe(false);
    await until('both are lent', () => given.length === 2);
    for (const give of given) give();
    await Promise.all(lent);
    expect(log.hasRoom).toBe(true);
  });

  it('should outlive that a connection is lost while it is lent', async () => {
    const log = open();
    const work = log.use(async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await Promise.all([
        once(client, 'end'),
        host.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]),
        client.query(SLEEP),
      ]);
    });
    await expect(work).rejects.toMatchObject({ code: '57P01' });
    await expect(log.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('should leave no connection behind, whether or not it ever had one', async () => {
    await open().onApplicationShutdown();
    const log = open();
    await pidOf(log);
    expect(await readers()).toBe(1);
    await log.onApplicationShutdown();
    await until('the server has noticed', async () => (await readers()) === 0);
  });
});
