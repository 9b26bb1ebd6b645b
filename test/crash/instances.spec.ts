import { spawnSync } from 'node:child_process';
import { type CuttableProxy, createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DeliveryProcess, deliveryProcesses, type DeliverySettings } from '../support/delivery-process.ts';
import { loads } from '../support/load.ts';
import { NOTHING_WRONG, rowsOf, untilComplete, verdictOn } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

/** So often does a process look for journals of dead ones, and a little more. */
const ADOPTION_MS = 25_000;
const WRITERS = `SELECT writer_id FROM audit_log_writers`;

describe('several processes on one database', () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  const newLoad = loads();
  let database: TestDatabase;
  let proxy: CuttableProxy;

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await createCuttableProxy(database.url);
  });

  afterEach(async () => {
    await proxy.cut();
    await database.drop();
  });

  function settingsWith(directory: string, databaseUrl = database.url): DeliverySettings {
    return { databaseUrl, audit: { journal: { directory, segmentBytes: 65_536 } } };
  }

  async function endAll(apps: readonly DeliveryProcess[]): Promise<void> {
    for (const app of apps) await app.end('SIGTERM');
  }

  it('should take over once what one of them has left, from the directory that they share', async () => {
    const directory = directories();
    const load = newLoad();
    const [living, other, doomed] = await Promise.all(
      [database.url, database.url, proxy.url].map((url) => spawn().start(settingsWith(directory, url))),
    );
    load.aim(living!.port, other!.port, doomed!.port);
    await load.answers(300);
    await proxy.cut(); // so that something is left
    await load.answers(600);
    await doomed!.end('SIGKILL');
    load.aim(living!.port, other!.port);
    expect((await verdictOn(load, database.url)).lost.length).toBeGreaterThan(150);
    await reconnect(living!, other!); // both look for it at the same time
    await untilComplete(load, database.url, ADOPTION_MS);
    await load.stop();
    await endAll([living!, other!]);
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
    expect(await rowsOf(database.url, WRITERS)).toHaveLength(3);
  }, 60_000);

  it('should leave the journal of a process alone that is only stopped', async () => {
    const directory = directories();
    const load = newLoad();
    const [stopped, other] = await Promise.all(
      [proxy.url, database.url].map((url) => spawn().start(settingsWith(directory, url))),
    );
    load.aim(stopped!.port);
    await load.answers(200);
    await proxy.cut(); // so that there would be something to take
    await load.answers(200);
    stopped!.send('SIGSTOP');
    load.aim(other!.port);
    await reconnect(other!);
    await load.answers(500);
    expect(await other!.status()).toMatchObject({ recovered: 0 });
    stopped!.send('SIGCONT');
    await proxy.restore();
    await load.stop();
    await endAll([stopped!, other!]);
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
  }, 60_000);

  it('should store once what two of them have in copies of one journal', async () => {
    const [directory, copy] = [directories(), directories()];
    const dead = await spawn().start(settingsWith(directory, proxy.url));
    const load = newLoad();
    load.aim(dead.port);
    await load.answers(300);
    await proxy.cut();
    await load.answers(1_000);
    await dead.end('SIGKILL');
    await load.stop();
    copyDirectory(directory, copy);
    const heirs = await Promise.all([directory, copy].map((each) => spawn().start(settingsWith(each))));
    await untilComplete(load, database.url);
    await endAll(heirs);
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
  }, 60_000);

  it('should store once what a process writes whose journal was copied while it runs', async () => {
    const [directory, copy] = [directories(), directories()];
    const original = await spawn().start(settingsWith(directory, proxy.url));
    const load = newLoad();
    load.aim(original.port);
    await load.answers(300);
    await proxy.cut();
    await load.answers(500);
    copyDirectory(directory, copy);
    await load.answers(500);
    const clone = await spawn().start(settingsWith(copy));
    await clone.statusIs('it has stored what it has found', ({ recovered }) => recovered > 100);
    await proxy.restore();
    await load.answers(500);
    await load.stop();
    await endAll([original, clone]);
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
  }, 60_000);

  /** Breaks the connections of their logs; resolves when they have others, over which they have looked around. */
  async function reconnect(...apps: readonly DeliveryProcess[]): Promise<void> {
    await rowsOf(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'audit-writer'`,
    );
    for (const app of apps) {
      const { committed } = await app.status();
      await app.statusIs('it goes on', (status) => status.committed > committed + 500);
    }
  }
});

/** With the modes and the socket of its owner, as a snapshot of a volume has them. */
function copyDirectory(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', `${from}/.`, to]);
  if (status !== 0) throw new Error(String(stderr));
}
