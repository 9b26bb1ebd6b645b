import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

type Overview = Readonly<Record<string, Readonly<Record<string, unknown>>>> & {
  readonly startedAt: string;
  readonly uptimeSeconds: number;
};

let test: TestApp;
let token: string;

beforeEach(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterEach(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const read = () => call<Overview>(test, 'GET /admin/overview', { token });
const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};

const DATA_UPLOADS = { uploaded: 1, importing: 2, imported: 3, failed: 4 };
const RECONCILIATIONS = { queued: 4, running: 3, done: 2, failed: 1 };

/** As many rows of each status. */
async function addWork(): Promise<void> {
  for (const [status, count] of Object.entries(DATA_UPLOADS)) {
    await sql(
      `INSERT INTO data_uploads (kind, file_name, byte_size, sha256, status, uploaded_by_id, uploaded_by_email)
       SELECT 'bank', 'bank.csv', 1, $1 || number, $1, '', '' FROM generate_series(1, $2) AS number`,
      [status, count],
    );
  }
  for (const [status, count] of Object.entries(RECONCILIATIONS)) {
    await sql(
      `INSERT INTO reconciliations (ledger_upload_id, bank_upload_id, rules, status, requested_by_id, requested_by_email)
       SELECT (SELECT id FROM data_uploads LIMIT 1), (SELECT id FROM data_uploads LIMIT 1), '{}', $1, '', ''
       FROM generate_series(1, $2)`,
      [status, count],
    );
  }
}

describe('GET /admin/overview', () => {
  it('should tell of a fresh application that there is nothing but its administrator', async () => {
    const { version } = JSON.parse(readFileSync(resolve('package.json'), 'utf8')) as { version: string };
    const { status, body } = await read();
    expect(status).toBe(200);
    const { jobs, ...others } = body;
    expect(others).toEqual({
      version,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      uptimeSeconds: expect.any(Number),
      users: { total: 1, active: 1, locked: 0, resetRequired: 0 },
      sessions: { open: 1 },
      dataUploads: { uploaded: 0, importing: 0, imported: 0, failed: 0 },
      reconciliations: { queued: 0, running: 0, done: 0, failed: 0 },
      audit: { queued: expect.any(Number), shed: 0, quarantined: 0, failures: 0, oldestAgeMs: expect.any(Number) },
      database: { version: expect.stringMatching(/^\d+\.\d+/), sizeBytes: expect.any(Number) },
    });
    expect(jobs).toMatchObject({ 'purge-ended-sessions': { waiting: 1, running: 0, completed: 0, failed: 0 } });
    expect(body['database']?.['sizeBytes']).toBeGreaterThan(1_000_000);
    const age = Date.now() - Date.parse(body.startedAt);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(body.uptimeSeconds).toBeLessThanOrEqual(age / 1000);
  });

  it('should count accounts, sessions and work by their state', async () => {
    const [locked, required, inactive] = [await createUser(test), await createUser(test), await createUser(test)];
    await sql(`UPDATE users SET locked_until = now() + interval '1 hour' WHERE id = $1`, [locked.id]);
    await sql(`UPDATE users SET locked_until = now() - interval '1 hour', is_active = false WHERE id = $1`, [
      inactive.id,
    ]);
    await call(test, `POST /users/${required.id}/password-reset`, { token });
    const before = (await read()).body['sessions']!['open'] as number;
    const over = `(now() - interval '1 second', NULL), (now() + interval '1 hour', now())`;
    await sql(
      `INSERT INTO sessions (user_id, expires_at, ended_at)
       SELECT $1, expires, ended::timestamptz FROM (VALUES ${over}, (now() + interval '1 hour', NULL)) AS made (expires, ended)`,
      [required.id],
    );
    await addWork();
    expect((await read()).body).toMatchObject({
      users: { total: 4, active: 3, locked: 1, resetRequired: 1 },
      sessions: { open: before + 1 },
      dataUploads: DATA_UPLOADS,
      reconciliations: RECONCILIATIONS,
    });
  });

  it('should be told of in the log', async () => {
    const { headers } = await read();
    expect(await entryOf(headers)).toMatchObject({
      category: 'administrative',
      action_type: 'read',
      resource_type: 'system_overview',
      resource_id: null,
      status: 'success',
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} read the system overview`,
    });
  });

  it('should be refused without the permission, without a token and after a sign-out', async () => {
    const user = await createUser(test, { roles: ['auditor'] });
    const theirs = await signIn(test, { email: user.email, password: USER_PASSWORD });
    const answer = await call(test, 'GET /admin/overview', { token: theirs });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'read',
      resource_type: 'system_overview',
      status: 'failure',
      user_id: user.id,
      user_label: user.email,
      description: `${user.email} tried to read the system overview and was refused: permission system:read is missing`,
    });
    await call(test, 'POST /auth/logout', { token: theirs });
    expect((await call(test, 'GET /admin/overview', { token: theirs })).body).toMatchObject({ code: 'SESSION_ENDED' });
    expect((await call(test, 'GET /admin/overview')).body).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
