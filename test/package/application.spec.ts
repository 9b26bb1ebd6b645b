import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { describeReading } from './scenario/reading.ts';
import { describeRecording } from './scenario/recording.ts';
import type { Running } from './scenario/running.ts';
import { Application } from './support/application.ts';
import { HttpClient } from './support/client.ts';
import { combinationOfThisRun } from './support/combination.ts';
import { libraryPackage } from './support/library-package.ts';
import { report } from './support/report.ts';

/** For packing, installing, compiling and starting, on a machine that is busy with other things. */
const CREATING_MS = 300_000;

describe('an application that installs the package', () => {
  const application = new Application('fixture');
  let database: TestDatabase;
  let stop: () => Promise<void>;
  let running: Running;

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const started = await application.start({ DATABASE_URL: database.url, ...settings });
    stop = () => started.stop();
    running = { url: started.url, client: new HttpClient(started.url), databaseUrl: database.url };
  }

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await application.create(combinationOfThisRun(), await libraryPackage());
    await report(application.directory, database.url);
    await start();
  }, CREATING_MS);

  afterAll(async () => {
    await application.remove();
    await database.drop();
  });

  it('should need ten lines in its module at most', () => {
    const module = readFileSync(join(application.directory, 'src', 'app.module.ts'), 'utf8');
    const lines = module.split('\n').filter((line) => /audit/i.test(line));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  it('should get types that need no packages it does not have', () => {
    expect(application.complaints).toEqual([]);
  });

  describe('recording', () => {
    describeRecording(() => running);
  });

  describe('reading', () => {
    describeReading(() => running);
  });

  it('should let nobody read when it says nothing of who may', async () => {
    await stop();
    await start({ CLOSED: 'yes' });
    for (const path of ['', '/errors', '/export?format=csv', '/summary', '/holds', '/stream', '/archive', '/fields']) {
      const { status, json } = await running.client.ask('olga', `GET /api/audit-logs${path}`);
      expect({ path, status, json }).toMatchObject({ path, status: 403, json: { code: 'AUDIT_ACCESS_DENIED' } });
    }
    await stop();
  });

  it('should have its log as it was after TypeORM has made tables by itself', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ entries: number }>('SELECT count(*)::int AS entries FROM audit_logs');
    expect(rows[0]!.entries).toBeGreaterThan(20);
    await expect(client.query('DELETE FROM audit_logs')).rejects.toThrow(/append-only/i);
    await client.end();
  });
});
