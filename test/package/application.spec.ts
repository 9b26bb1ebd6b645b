import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { Application } from './support/application.ts';
import { HttpClient } from './support/client.ts';
import { combinationOfThisRun } from './support/combination.ts';
import { libraryPackage } from './support/library-package.ts';

const LOG = '/api/compliance/audit-logs';

interface Entry {
  readonly id: string;
  readonly actionType: string;
  readonly description: string;
  readonly changes: unknown;
}

describe('an application that installs the package', () => {
  const combination = combinationOfThisRun();
  const application = new Application();
  let database: TestDatabase;
  let client: HttpClient;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await application.create(combination, await libraryPackage());
    const { url, stop: end } = await application.start({ DATABASE_URL: database.url });
    client = new HttpClient(url);
    stop = end;
  }, 300_000);

  afterAll(async () => {
    await application.remove();
    await database.drop();
  });

  /** The newest entry that matches, once it is stored. */
  async function entry(filter: string): Promise<Entry> {
    let found: Entry | undefined;
    await until(`there is an entry with ${filter}`, async () => {
      [found] = (await client.read<{ data: Entry[] }>('olga', `${LOG}?${filter}`)).data;
      return found !== undefined;
    });
    return found!;
  }

  it('should need ten lines in its module at most', () => {
    const module = readFileSync(join(application.directory, 'src', 'app.module.ts'), 'utf8');
    expect(module.split('\n').filter((line) => /audit/i.test(line)).length).toBeLessThanOrEqual(10);
  });

  it('should have an entry for a request', async () => {
    expect(await client.ask('ada', 'GET /api')).toMatchObject({ status: 200, text: 'Hello World!' });
    expect(await entry('q=route:/api')).toMatchObject({
      category: 'request',
      userId: '1',
      userEmail: 'ada@example.com',
      status: 'success',
    });
  });

  it('should have an entry for what its guard refuses', async () => {
    expect((await client.ask(undefined, 'GET /api')).status).toBe(401);
    expect(await entry('status=failure')).toMatchObject({ userId: null, metadata: { http: { statusCode: 401 } } });
  });

  it('should have an entry for a fault, with its stack, whose answer stays that of Nest', async () => {
    const answer = await client.ask('ada', 'GET /api/broken');
    expect(answer).toMatchObject({ status: 500, json: { statusCode: 500, message: 'Internal server error' } });
    const fault = await entry('severity=ERROR');
    expect(fault).toMatchObject({ errorType: 'TypeError', errorMessage: 'The printer is on fire', category: 'error' });
    expect(JSON.stringify(fault)).toContain('AppService.getBroken');
    expect((await client.read<{ data: Entry[] }>('olga', `${LOG}/errors`)).data).toHaveLength(1);
  });
});
