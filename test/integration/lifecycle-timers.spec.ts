import { DataSource } from 'typeorm';
import { OwnConnection } from '../../src/audit/lifecycle/own-connection.ts';
import { PartitionsService } from '../../src/audit/lifecycle/partitions.service.ts';
import { RollupsService } from '../../src/audit/lifecycle/rollups.service.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { loggedWords } from '../support/deliveries.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let database: TestDatabase;
let host: DataSource;
const said = loggedWords();
beforeEach(async () => {
  database = await createTestDatabase();
  host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterEach(async () => {
  if (host.isInitialized) await host.destroy();
  await database.drop();
});

/** The timers that are set from now on. */
function watchTimers() {
  const set = jest.spyOn(globalThis, 'setInterval');
  const cleared = jest.spyOn(globalThis, 'clearInterval');
  return {
    /** What is done every so many milliseconds. */
    every: (ms: number): (() => void) => {
      const [found] = set.mock.calls.filter(([, each]) => each === ms);
      if (found === undefined) throw new Error(`Nothing is done every ${ms} ms.`);
      return found[0];
    },
    /** Whether all that were set have ended. */
    areOver: (): boolean =>
      set.mock.results.every(({ value }) => cleared.mock.calls.some(([timer]) => timer === value)),
  };
}

async function hasMonth(month: string): Promise<boolean> {
  const [row] = await host.query<{ name: string | null }[]>('SELECT to_regclass($1)::text AS name', [
    `audit_logs_${month}`,
  ]);
  return row?.name !== null;
}

describe(PartitionsService.name, () => {
  it('should make the months ahead at the start, and each day those that are due by then', async () => {
    let now = new Date('2031-11-30T23:59:59Z');
    const timers = watchTimers();
    const partitions = new PartitionsService(host, () => now);
    await partitions.onApplicationBootstrap();
    const months = ['2031_11', '2031_12', '2032_01', '2032_02', '2032_03'];
    expect(await Promise.all(months.map(hasMonth))).toEqual([true, true, true, true, false]);
    now = new Date('2031-12-01T00:00:00Z');
    timers.every(DAY_MS)();
    await until('the month is there', () => hasMonth('2032_03'));
    partitions.onApplicationShutdown();
    expect(timers.areOver()).toBe(true);
  });

  it('should say that it could not make them, and start all the same', async () => {
    await host.query('DROP FUNCTION audit_logs_ensure_partition CASCADE');
    const partitions = new PartitionsService(host, () => new Date());
    await partitions.onApplicationBootstrap();
    partitions.onApplicationShutdown();
    expect(said).toEqual([expect.stringMatching(/could not be made, next try in a day.*audit_logs_ensure_partition/)]);
  });
});

describe(RollupsService.name, () => {
  const rename = (from: string, to: string): Promise<unknown> => host.query(`ALTER FUNCTION ${from} RENAME TO ${to}`);

  it('should fold each minute, and say once that it fails, until it has worked again', async () => {
    const timers = watchTimers();
    const rollups = new RollupsService(host);
    const folded = jest.spyOn(rollups, 'compact');
    rollups.onApplicationBootstrap();
    /** Lets a minute pass. */
    const pass = async (): Promise<void> => {
      timers.every(MINUTE_MS)();
      await Promise.resolve(folded.mock.results.at(-1)?.value).catch(() => undefined);
    };
    await rename('audit_log_rollups_compact', 'elsewhere');
    for (let again = 0; again < 3; again += 1) await pass();
    expect(said).toEqual([
      expect.stringMatching(/could not be folded, next try in a minute.*audit_log_rollups_compact/),
    ]);
    await rename('elsewhere', 'audit_log_rollups_compact');
    await pass();
    await rename('audit_log_rollups_compact', 'elsewhere');
    await pass();
    expect(said).toHaveLength(2);
    await rollups.onApplicationShutdown();
    expect(timers.areOver()).toBe(true);
  });

  it('should give up at the end of the application what is under way, without a word', async () => {
    const timers = watchTimers();
    const rollups = new RollupsService(host);
    rollups.onApplicationBootstrap();
    const holder = host.createQueryRunner();
    await holder.query(
      `CREATE OR REPLACE FUNCTION audit_log_rollups_compact() RETURNS bigint LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(30)'`,
    );
    await holder.release();
    timers.every(MINUTE_MS)();
    const isAtIt = async (): Promise<boolean> =>
      (
        await host.query<unknown[]>(
          `SELECT FROM pg_stat_activity
           WHERE application_name = 'audit-rollups' AND datname = current_database() AND wait_event = 'PgSleep'`,
        )
      ).length > 0;
    await until('it folds', isAtIt);
    await rollups.onApplicationShutdown();
    expect(said).toEqual([]);
    await expect(rollups.compact()).rejects.toThrow('shutting down');
  });
});

describe(OwnConnection.name, () => {
  it('should be made for each piece of work, under its name, and be gone after it', async () => {
    const own = new OwnConnection(host, { applicationName: 'audit-of-its-own', timeoutMs: 5_000 });
    const named = (): Promise<unknown[]> =>
      host.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'audit-of-its-own'`);
    const pid = (): Promise<unknown[]> => own.use((query) => query('SELECT pg_backend_pid() AS pid'));
    expect(await own.use(named)).toHaveLength(1);
    expect(await pid()).not.toEqual(await pid());
    await until('the server has noticed', async () => (await named()).length === 0);
  });

  it('should not wait longer for a statement than it may', async () => {
    const own = new OwnConnection(host, { applicationName: 'audit-of-its-own', timeoutMs: 500 });
    await expect(own.use((query) => query('SELECT pg_sleep(30)'))).rejects.toThrow('timeout');
  });
});
