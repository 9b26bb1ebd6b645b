import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type CuttableProxy, createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DeliveryProcess, deliveryProcesses } from '../support/delivery-process.ts';
import { loads } from '../support/load.ts';
import { NOTHING_WRONG, rowsOf, untilComplete, verdictOn } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const IS_ROOT = process.getuid?.() === 0;
const CAN_MOUNT = process.platform === 'linux' && IS_ROOT && canMount();
/** Root may write anywhere, so the process has to be somebody else's. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const GAPS = `SELECT coalesce(sum((metadata->>'count')::int), 0)::int AS count FROM audit_logs WHERE action_type = 'audit_gap'`;

describe('a journal', () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  const newLoad = loads();
  let database: TestDatabase;
  let proxy: CuttableProxy;
  let directory: string;
  const mounted: string[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await createCuttableProxy(database.url);
    directory = directories();
  });

  afterEach(async () => {
    for (const path of mounted.splice(0)) spawnSync('umount', ['--lazy', path]);
    await proxy.cut();
    await database.drop();
  });

  (CAN_MOUNT ? describe : describe.skip)('on a disk of its own (needs root, and that it may mount one)', () => {
    it('should fill it without losing an entry', async () => {
      mountSmallDisk(directory);
      mounted.push(directory);
      const journal = { directory, segmentBytes: 65_536, keepStoredMs: 0 };
      const app = await spawn().start({ databaseUrl: proxy.url, audit: { journal } });
      const load = newLoad();
      load.aim(app.port);
      await load.answers(100);
      await proxy.cut();
      await app.statusIs('the disk is full', (status) => status.journal === 'failing');
      const { granted } = await app.status();
      await load.answers(300);
      expect(await app.ask('POST', '/roles', { id: 'on-full-disk' })).toMatchObject({ status: 503 });
      expect(await app.status()).toMatchObject({ granted, journal: 'failing', shed: 0 });

      await proxy.restore();
      await app.statusIs('the disk has room again', (status) => status.journal === 'disk');
      expect(await app.ask('POST', '/roles', { id: 'with-room' })).toMatchObject({ status: 201 });
      await load.stop();
      await untilComplete(load, database.url);
      await app.end('SIGTERM');
      const { invented, ...verdict } = await verdictOn(load, database.url);
      expect(verdict).toEqual({ ...NOTHING_WRONG, invented: undefined });
      expect(invented.toSorted()).toEqual(['on-full-disk', 'with-room']);
    }, 60_000);
  });

  it('should count what it has to shed when it is full, and have the log tell it', async () => {
    const journal = { directory, segmentBytes: 65_536, maxBytes: 1_048_576, keepStoredMs: 0 };
    const app = await spawn().start({ databaseUrl: proxy.url, audit: { journal } });
    const load = newLoad();
    load.aim(app.port);
    await load.answers(100);
    await proxy.cut();
    await app.statusIs('there is no room', ({ shed }) => shed > 100);
    await load.answers(300);
    await load.stop();
    await proxy.restore();
    await app.statusIs('all else is stored', ({ journalled, queued }) => journalled + queued === 0);
    const { shed } = await app.status();
    await until('the log tells', async () => (await rowsOf<{ count: number }>(database.url, GAPS))[0]!.count >= shed);
    await app.end('SIGTERM');
    const { lost, ...verdict } = await verdictOn(load, database.url);
    expect({ ...verdict, lost: [] }).toEqual(NOTHING_WRONG);
    expect(lost).toHaveLength(shed);
    expect(await rowsOf(database.url, GAPS)).toEqual([{ count: shed }]);
    expect(lost.filter(({ path, status }) => path === '/roles' && status === 201)).toEqual([]);
  }, 60_000);

  it('should be missed by nobody when it is deleted under a process that goes on', async () => {
    const journal = { directory, segmentBytes: 65_536 };
    const app = await spawn().start({ databaseUrl: proxy.url, audit: { journal } });
    const load = newLoad({ perSecond: 500 });
    load.aim(app.port);
    await load.answers(300);
    await proxy.cut();
    await load.answers(300);
    rmSync(directory, { recursive: true });
    await until('it is made again', () => app.words.includes('it is made again'));
    const { lost } = await verdictOn(load, database.url);
    expect(lost.length).toBeGreaterThan(100); // they are in files without a name
    await load.answers(300);
    expect(readdirSync(directory, { recursive: true }).filter(isSegment)).not.toEqual([]);
    await proxy.restore();
    await load.answers(100);
    await load.stop();
    await untilComplete(load, database.url);
    await app.end('SIGTERM');
    expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
  }, 60_000);

  it('should keep the process from starting when something else stands in its place', async () => {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    expect(await refusal(spawn())).toEqual(refused());
  });

  (!IS_ROOT || canReadProject() ? describe : describe.skip)(
    'of a user other than root (as root it needs a checkout others can read)',
    () => {
      it('should keep the process from starting when it may not be written to', async () => {
        chmodSync(directory, 0o555);
        expect(await refusal(spawn(IS_ROOT ? { user: NOBODY } : {}))).toEqual(refused());
      });
    },
  );

  /** Why a process does not start. */
  async function refusal(app: DeliveryProcess): Promise<unknown> {
    const start = app.start({ databaseUrl: database.url, audit: { journal: { directory } } });
    const reason = await start.then(() => 'it has started', String);
    return { reason, code: (await app.ended).code };
  }

  const refused = (): unknown => ({
    reason: expect.stringContaining(`The journal of the audit log can't be kept in ${directory}`),
    code: 1,
  });
});

function isSegment(name: string | Buffer): boolean {
  return String(name).endsWith('.journal');
}

function canMount(): boolean {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return status === 0;
}

function mountSmallDisk(directory: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
  if (status !== 0) throw new Error(String(stderr));
}

function canReadProject(): boolean {
  const read = ['-e', 'fs.accessSync(process.argv[1])', import.meta.filename];
  return spawnSync(process.execPath, read, NOBODY).status === 0;
}
