import { rmSync, writeFileSync } from 'node:fs';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deliveryProcesses, type DeliveryProcess, type DeliverySettings } from '../support/delivery-process.ts';
import { rowsOf } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

interface RoleEntry {
  readonly status: string;
  readonly statusCode: number | null;
  readonly outcome: string | null;
}

const ENTRIES = `SELECT status, (metadata->'http'->>'statusCode')::int AS "statusCode", metadata->>'outcome' AS outcome
FROM audit_logs WHERE request_id = $1`;

describe('something critical', () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  let database: TestDatabase;
  let directory: string;
  let settings: DeliverySettings;

  beforeEach(async () => {
    database = await createTestDatabase();
    directory = directories();
    settings = { databaseUrl: database.url, audit: { journal: { directory } } };
  });

  afterEach(() => database.drop());

  const entriesOf = (id: string): Promise<RoleEntry[]> => rowsOf<RoleEntry>(database.url, ENTRIES, [id]);

  /** A process that leaves all to the next one. */
  const startIdle = (): Promise<DeliveryProcess> =>
    spawn().start({ ...settings, audit: { ...settings.audit, flushIntervalMs: 60_000 } });

  /** Has the next process write what this one has left. */
  async function killAndReplay(app: DeliveryProcess, id: string): Promise<RoleEntry[]> {
    await app.end('SIGKILL');
    expect(await entriesOf(id)).toEqual([]);
    const next = await spawn().start(settings);
    await until('its entry is there', async () => (await entriesOf(id)).length > 0);
    await next.end('SIGTERM');
    return entriesOf(id);
  }

  it('should leave one entry, of unknown outcome, when the process is killed while it is done', async () => {
    const app = await startIdle();
    const answer = app.ask('POST', '/roles', { id: 'cut-short', body: { waitMs: 60_000 } }).catch(() => 'none');
    await app.told(({ granting }) => granting === 'cut-short');
    expect(await killAndReplay(app, 'cut-short')).toEqual([{ status: 'error', statusCode: null, outcome: 'unknown' }]);
    expect(await answer).toBe('none');
  });

  it('should leave one entry, of how it ended, when the process is killed after the answer', async () => {
    const app = await startIdle();
    expect(await app.ask('POST', '/roles', { id: 'answered' })).toMatchObject({ status: 201 });
    expect(await killAndReplay(app, 'answered')).toEqual([{ status: 'success', statusCode: 201, outcome: null }]);
  });

  it('should not begin when the journal can not be written to, and begin again when it can', async () => {
    const app = await spawn().start(settings);
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the place of the journal');
    const ask = async (id: string): Promise<number> => (await app.ask('POST', '/roles', { id })).status;
    await until('the journal is missed', async () => (await ask('maybe')) === 503);
    const { granted } = await app.status();
    const refused = await app.ask('POST', '/roles', { id: 'refused' });
    expect([refused.status, await refused.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' }),
    ]);
    expect(await app.status()).toMatchObject({ granted, journal: 'failing' });
    expect(await app.ask('POST', '/orders', { id: 'not-critical' })).toMatchObject({ status: 201 });

    rmSync(directory);
    await app.statusIs('the journal works again', ({ journal }) => journal === 'disk');
    expect(await ask('after')).toBe(201);
    expect(await app.status()).toMatchObject({ granted: granted + 1 });
    await app.end('SIGTERM');
    const statusOf = async (id: string): Promise<unknown> => (await entriesOf(id)).map(({ statusCode }) => statusCode);
    expect(await Promise.all(['refused', 'not-critical', 'after'].map(statusOf))).toEqual([[503], [201], [201]]);
  });
});
