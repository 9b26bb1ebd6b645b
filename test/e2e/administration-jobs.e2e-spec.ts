import { DataSource } from 'typeorm';
import { JobHandler } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.service.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

const PURGE = 'purge-ended-sessions';

interface Jobs {
  readonly data: readonly { readonly name: string; readonly completed: number }[];
}

/** Work that is done when it is asked for, and not by night. */
class Errand extends JobHandler {
  readonly name = 'errand';

  override run(): Promise<void> {
    return Promise.resolve();
  }
}

let test: TestApp;
let token: string;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const start = (name: string) => call<{ id: string; name: string }>(test, `POST /admin/jobs/${name}`, { token });

/** The entry that a run of a job leaves at its end. */
async function entryOfRun(id: string): Promise<Record<string, unknown>> {
  for (;;) {
    const [entry] = await auditEntries(test, `action_type = 'run' AND metadata->'job'->>'id' = $1`, [id]);
    if (entry !== undefined) return entry;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Until as many runs of a job are done. */
async function completed(name: string, count: number): Promise<void> {
  for (;;) {
    const { data } = (await call<Jobs>(test, 'GET /admin/jobs', { token })).body;
    if (data.some((job) => job.name === name && job.completed >= count)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('GET /admin/jobs', () => {
  it('should list the jobs with their counts, sorted by name', async () => {
    const { status, body } = await call<Jobs>(test, 'GET /admin/jobs', { token });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['data']);
    // One waits: that of the coming night.
    expect(body.data).toContainEqual({ name: PURGE, waiting: 1, running: 0, completed: 0, failed: 0 });
    const names = body.data.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
  });
});

describe('POST /admin/jobs/{name}', () => {
  it('should have the job run, and tell the log of the request and of the run', async () => {
    const answer = await start(PURGE);
    expect(answer).toMatchObject({ status: 202, body: { id: expect.any(String), name: PURGE } });
    const { id } = answer.body;
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'schedule',
      resource_type: 'job',
      resource_id: PURGE,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} scheduled job ${PURGE}`,
      metadata: { job: { id } },
    });
    expect(await entryOfRun(id)).toMatchObject({
      category: 'administrative',
      action_type: 'run',
      resource_type: 'job',
      resource_id: PURGE,
      status: 'success',
      actor_type: 'system',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `The system on behalf of ${ADMIN_EMAIL} ran job ${PURGE}`,
      metadata: {
        job: {
          id,
          requestedBy: { id: admin.id, email: ADMIN_EMAIL, requestId: answer.headers.get('x-request-id') },
        },
        removedSessions: 0,
      },
    });
    await completed(PURGE, 1);
  });

  it('should run it once for each request that comes at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => start(PURGE)));
    const ids = answers.map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) await entryOfRun(id);
    const runs = await auditEntries(test, `action_type = 'run' AND metadata->'job'->>'id' = ANY($1)`, [ids]);
    expect(runs).toHaveLength(5);
  });

  it.each(['no-such-job', 'PURGE-ENDED-SESSIONS', 'constructor', '%27%3B--'])('should not know %s', async (name) => {
    const answer = await call(test, `POST /admin/jobs/${name}`, { token });
    expect(answer).toMatchObject({ status: 404, body: { code: 'JOB_NOT_FOUND' } });
    expect(answer.body['detail']).toContain(PURGE);
    expect(await entryOf(answer.headers)).toMatchObject({
      action_type: 'schedule',
      resource_type: 'job',
      resource_id: decodeURIComponent(name),
      status: 'failure',
      description: expect.stringContaining(
        `${ADMIN_EMAIL} tried to schedule job ${decodeURIComponent(name)} and was refused`,
      ),
    });
  });

  it('should not start what is no maintenance', async () => {
    test.app.get(JobQueue, { strict: false }).register(new Errand());
    expect(await start('errand')).toMatchObject({ status: 404, body: { code: 'JOB_NOT_FOUND' } });
    const { data } = (await call<Jobs>(test, 'GET /admin/jobs', { token })).body;
    expect(data.map(({ name }) => name)).not.toContain('errand');
    const { jobs } = (await call<{ jobs: object }>(test, 'GET /admin/overview', { token })).body;
    expect(jobs).toMatchObject({ errand: { waiting: 0, running: 0, completed: 0, failed: 0 } });
  });

  it('should refuse those who may only look', async () => {
    await sql(`INSERT INTO roles (name, description, permissions) VALUES ('onlooker', '', '{system:read}')`);
    const user = await createUser(test, { roles: ['onlooker'] });
    const theirs = await signIn(test, { email: user.email, password: USER_PASSWORD });
    expect((await call(test, 'GET /admin/jobs', { token: theirs })).status).toBe(200);
    const answer = await call(test, `POST /admin/jobs/${PURGE}`, { token: theirs });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'schedule',
      resource_id: PURGE,
      status: 'failure',
      user_id: user.id,
      description: `${user.email} tried to schedule job ${PURGE} and was refused: permission system:write is missing`,
    });
  });

  it.each(['GET /admin/jobs', `POST /admin/jobs/${PURGE}`])(
    'should refuse %s to those without a token',
    async (route) => {
      expect(await call(test, route)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    },
  );
});

describe(PURGE, () => {
  it('should delete what was over more than 30 days ago, in batches, and nothing else', async () => {
    const { id } = await createUser(test);
    const add = (ended: string | null, expires: string, count = 1) =>
      sql(
        `INSERT INTO sessions (user_id, created_at, ended_at, expires_at)
         SELECT $1, now() - interval '90 days', now() + $2::interval, now() + $3::interval FROM generate_series(1, $4)`,
        [id, ended, expires, count],
      );
    const kept: [ended: string | null, expires: string][] = [
      [null, '1 hour'],
      [null, '-29 days'],
      ['-29 days', '-29 days'],
      ['-29 days', '1 hour'],
    ];
    for (const [ended, expires] of kept) await add(ended, expires);
    await add(null, '-31 days', 1_000);
    await add('-31 days', '-30 days', 1_000);
    await add('-31 days', '1 hour', 1);
    const run = await entryOfRun((await start(PURGE)).body.id);
    expect(run).toMatchObject({ status: 'success', metadata: { removedSessions: 2_001 } });
    const left = await sql('SELECT count(*)::int AS left FROM sessions WHERE user_id = $1', [id]);
    expect(left).toEqual([{ left: kept.length }]);
  });
});
