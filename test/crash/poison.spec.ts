import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deliveryProcesses } from '../support/delivery-process.ts';
import { rowsOf } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const POISONED = 321;
const STORED = `SELECT count(*)::int AS count, extract(epoch FROM max(recorded_at) - min("timestamp"))::float8 AS seconds,
  array_agg(resource_id) AS ids FROM audit_logs WHERE category = 'poison'`;

describe('an entry that the database refuses', () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('should be set aside alone, with its reason, and the other 499 be stored within a second', async () => {
    const directory = directories();
    const app = await spawn().start({ databaseUrl: database.url, audit: { journal: { directory } } });
    await app.ask('POST', '/entries', { body: { count: 1, poisoned: -1 } }); // it is connected by then
    await app.statusIs('it writes', ({ committed }) => committed === 1);
    await rowsOf(database.url, `SELECT FROM audit_logs`);

    await app.ask('POST', '/entries', { body: { count: 500, poisoned: POISONED } });
    await app.statusIs('all but one is stored', ({ committed }) => committed >= 500);
    expect(await app.status()).toMatchObject({ quarantined: 1, shed: 0, failures: 0 });
    await app.end('SIGTERM');
    const [stored] = await rowsOf<{ count: number; seconds: number; ids: string[] }>(database.url, STORED);
    expect(stored!.count).toBe(500);
    expect(stored!.seconds).toBeLessThan(1);
    expect(stored!.ids).not.toContain(String(POISONED));
    const [file, ...others] = readdirSync(join(directory, 'quarantine'));
    expect(others).toEqual([]);
    const [why, line] = readFileSync(join(directory, 'quarantine', file!), 'utf8').split('\n');
    expect(JSON.parse(why!)).toMatchObject({ sqlState: '22P02', reason: expect.stringContaining('nowhere') });
    expect(JSON.parse(line!)).toMatchObject({ resourceId: String(POISONED), ipAddress: 'nowhere' });
    expect(await rowsOf(database.url, `SELECT severity FROM audit_logs WHERE action_type = 'quarantine'`)).toEqual([
      { severity: 'CRITICAL' },
    ]);
  });
});
