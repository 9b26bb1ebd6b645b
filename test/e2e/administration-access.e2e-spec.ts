import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { allAtOnce } from '../support/all-at-once.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, giveRole, type TestUser, USER_PASSWORD } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const NEW_PASSWORD = 'another password nobody guesses';

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
const signInAs = ({ email }: TestUser, password = USER_PASSWORD) => signIn(test, { email, password });
const reset = ({ id }: { readonly id: string }) => call(test, `POST /users/${id}/password-reset`, { token });
const unlock = ({ id }: { readonly id: string }) => call(test, `POST /users/${id}/unlock`, { token });
const change = (user: string, newPassword: string, currentPassword = USER_PASSWORD) =>
  call(test, 'POST /auth/password', { token: user, json: { currentPassword, newPassword } });
const stateOf = async ({ id }: TestUser) =>
  (
    await sql(
      `SELECT password_reset_required AS required, locked_until AS until, failed_sign_ins AS failures,
              (SELECT count(*)::int FROM sessions WHERE user_id = users.id AND ended_at IS NULL) AS open
       FROM users WHERE id = $1`,
      [id],
    )
  )[0];

async function lock(user: TestUser): Promise<void> {
  const json = { email: user.email, password: 'certainly not the password' };
  for (let failure = 0; failure < 5; failure += 1) await call(test, 'POST /auth/login', { json });
}

describe('POST /users/{id}/password-reset', () => {
  it('should end the sessions, mark the account and tell the log', async () => {
    const user = await createUser(test);
    const [first, second] = [await signInAs(user), await signInAs(user)];
    const answer = await reset(user);
    expect(answer).toMatchObject({ status: 200, body: { id: user.id, passwordResetRequired: true, isActive: true } });
    for (const ended of [first, second]) {
      expect((await call(test, 'GET /auth/me', { token: ended })).status).toBe(401);
    }
    const entry = await entryOf(answer.headers);
    expect(entry).toMatchObject({
      category: 'administrative',
      action_type: 'password_reset',
      resource_type: 'user',
      resource_id: user.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} required a new password of user ${user.email}`,
      metadata: { changes: { resetRequired: { from: false, to: true } }, endedSessions: 2 },
    });
    expect((await call(test, `GET /users/${user.id}`, { token })).body).toMatchObject({ passwordResetRequired: true });
  });

  it('should let the person in with the old password, to nothing but what is needed for a new one', async () => {
    const user = await createUser(test, { roles: ['admin'] });
    await reset(user);
    const login = await call<{ accessToken: string; user: object }>(test, 'POST /auth/login', {
      json: { email: user.email, password: USER_PASSWORD },
    });
    expect(login).toMatchObject({ status: 200, body: { user: { passwordResetRequired: true } } });
    const session = login.body.accessToken;
    expect(await call(test, 'GET /auth/me', { token: session })).toMatchObject({
      status: 200,
      body: { id: user.id, passwordResetRequired: true },
    });
    for (const route of ['GET /users', 'GET /audit-logs', 'GET /admin/overview', `POST /users/${user.id}/unlock`]) {
      expect(await call(test, route, { token: session })).toMatchObject({
        status: 403,
        body: { code: 'PASSWORD_RESET_REQUIRED' },
      });
    }
    expect((await call(test, 'POST /auth/logout', { token: session })).status).toBe(204);
    expect((await call(test, 'GET /auth/me', { token: session })).status).toBe(401);
  });

  it('should tell the log who was held back and why', async () => {
    const user = await createUser(test, { roles: ['admin'] });
    await reset(user);
    const session = await signInAs(user);
    const answer = await call(test, 'POST /users', { token: session, json: {} });
    expect(answer).toMatchObject({ status: 403, body: { code: 'PASSWORD_RESET_REQUIRED' } });
    const entry = await entryOf(answer.headers);
    expect(entry).toMatchObject({
      category: 'user_management',
      action_type: 'create',
      status: 'failure',
      user_id: user.id,
      user_label: user.email,
    });
    expect(entry['description']).toMatch(/and was refused: a new password has to be set first$/);
  });

  it('should be over with a new password, in the same session', async () => {
    const user = await createUser(test, { roles: ['admin'] });
    await reset(user);
    const session = await signInAs(user);
    expect((await change(session, USER_PASSWORD)).status).toBe(400);
    expect(await stateOf(user)).toMatchObject({ required: true });
    const changed = await change(session, NEW_PASSWORD);
    expect(changed.status).toBe(204);
    expect(await stateOf(user)).toMatchObject({ required: false });
    expect(await entryOf(changed.headers)).toMatchObject({
      category: 'authentication',
      action_type: 'password_change',
      user_id: user.id,
      metadata: { changes: { resetRequired: { from: true, to: false } }, endedSessions: 0 },
    });
    expect(await call(test, 'GET /users', { token: session })).toMatchObject({ status: 200 });
    expect((await call(test, 'GET /auth/me', { token: session })).body).toMatchObject({ passwordResetRequired: false });
    expect(await signInAs(user, NEW_PASSWORD)).toEqual(expect.any(String));
  });

  it('should not be over with a wrong current password', async () => {
    const user = await createUser(test);
    await reset(user);
    const session = await signInAs(user);
    expect(await change(session, NEW_PASSWORD, 'certainly not the password')).toMatchObject({
      status: 400,
      body: { code: 'CURRENT_PASSWORD_WRONG' },
    });
    expect(await stateOf(user)).toMatchObject({ required: true });
  });

  it('should be possible again, which ends the sessions that came since and changes nothing else', async () => {
    const user = await createUser(test);
    await reset(user);
    await signInAs(user);
    const again = await reset(user);
    expect(again).toMatchObject({ status: 200, body: { passwordResetRequired: true } });
    const { metadata } = (await entryOf(again.headers)) as { metadata: Record<string, unknown> };
    expect(metadata).toMatchObject({ endedSessions: 1 });
    expect(metadata['changes'] ?? {}).toEqual({});
  });

  it.each([(id: string) => id, (id: string) => id.toUpperCase()])(
    'should not be possible for oneself',
    async (write) => {
      const answer = await reset({ id: write(admin.id) });
      expect(answer).toMatchObject({ status: 409, body: { code: 'OWN_PASSWORD' } });
      expect((await call(test, 'GET /auth/me', { token })).body).toMatchObject({ passwordResetRequired: false });
      expect(await entryOf(answer.headers)).toMatchObject({
        action_type: 'password_reset',
        status: 'failure',
        user_id: admin.id,
        description: expect.stringContaining(
          `${ADMIN_EMAIL} tried to require a new password of user ${ADMIN_EMAIL} and was refused`,
        ),
      });
    },
  );

  it('should leave one consistent state when ten come at once, sign-ins among them', async () => {
    const user = await createUser(test);
    const before = [await signInAs(user), await signInAs(user)];
    const answers = await allAtOnce(test, user, () =>
      Promise.all([
        ...Array.from({ length: 10 }, () => reset(user)),
        ...Array.from({ length: 3 }, () => signInAs(user).then(() => undefined)),
      ]),
    );
    const resets = answers.filter((answer) => answer !== undefined);
    expect(resets.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const entries = (await Promise.all(resets.map(({ headers }) => entryOf(headers)))) as {
      metadata: { changes?: Record<string, unknown>; endedSessions: number };
    }[];
    const changing = entries.filter(({ metadata }) => metadata.changes?.['resetRequired'] !== undefined);
    expect(changing.map(({ metadata }) => metadata.changes)).toEqual([{ resetRequired: { from: false, to: true } }]);
    const ended = entries.reduce((sum, { metadata }) => sum + metadata.endedSessions, 0);
    const { required, open } = await stateOf(user);
    expect({ required, sessions: ended + open }).toEqual({ required: true, sessions: before.length + 3 });
    for (const session of before) expect((await call(test, 'GET /auth/me', { token: session })).status).toBe(401);
  });
});

describe('POST /users/{id}/unlock', () => {
  it('should lift the lock and forget the failures', async () => {
    const user = await createUser(test);
    await lock(user);
    const { until } = await stateOf(user);
    expect(until).toEqual(expect.any(Date));
    const answer = await unlock(user);
    expect(answer).toMatchObject({ status: 200, body: { id: user.id, lockedUntil: null } });
    expect(await stateOf(user)).toMatchObject({ until: null, failures: 0 });
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'unlock',
      resource_type: 'user',
      resource_id: user.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} unlocked user ${user.email}`,
      metadata: { changes: { lockedUntil: { from: (until as Date).toISOString(), to: null } } },
    });
    expect(await signInAs(user)).toEqual(expect.any(String));
  });

  it.each([
    ['was never locked', 'failed_sign_ins = 4'],
    ['was locked until a moment ago', `locked_until = now() - interval '1 second', failed_sign_ins = 5`],
  ])('should refuse an account that %s', async (_, state) => {
    const user = await createUser(test);
    await sql(`UPDATE users SET ${state} WHERE id = $1`, [user.id]);
    const before = await stateOf(user);
    const answer = await unlock(user);
    expect(answer).toMatchObject({ status: 409, body: { code: 'ACCOUNT_NOT_LOCKED' } });
    expect(await stateOf(user)).toEqual(before);
    expect(await entryOf(answer.headers)).toMatchObject({
      action_type: 'unlock',
      resource_id: user.id,
      status: 'failure',
      description: expect.stringContaining(`${ADMIN_EMAIL} tried to unlock user ${user.email} and was refused: `),
    });
  });

  it('should lift a lock once when it is asked to several times at the same time', async () => {
    const user = await createUser(test);
    await lock(user);
    const answers = await allAtOnce(test, user, () => Promise.all(Array.from({ length: 6 }, () => unlock(user))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it('should leave a deactivated account deactivated', async () => {
    const user = await createUser(test);
    await sql(`UPDATE users SET is_active = false, locked_until = now() + interval '1 hour' WHERE id = $1`, [user.id]);
    expect(await unlock(user)).toMatchObject({ status: 200, body: { isActive: false, lockedUntil: null } });
  });
});

describe('the access of users', () => {
  const routes = ['POST /users/:id/password-reset', 'POST /users/:id/unlock'];

  it.each(routes)('should answer %s of nobody with 404 and of no id with 400', async (route) => {
    const nobody = await call(test, route.replace(':id', NOBODY), { token });
    expect(nobody).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(await entryOf(nobody.headers)).toMatchObject({ status: 'failure', resource_id: NOBODY });
    const noId = await call(test, route.replace(':id', 'not-an-id'), { token });
    expect(noId).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field: 'id' }] } });
  });

  it.each(routes)('should refuse %s to those who may change users but not this', async (route) => {
    await sql(`INSERT INTO roles (name, description, permissions)
               VALUES ('clerk', '', '{users:read,users:write,system:read}') ON CONFLICT DO NOTHING`);
    const clerk = await createUser(test);
    await giveRole(test, { id: clerk.id, role: 'clerk' });
    const user = await createUser(test);
    await lock(user);
    const before = await stateOf(user);
    const answer = await call(test, route.replace(':id', user.id), { token: await signInAs(clerk) });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await stateOf(user)).toEqual(before);
    const entry = await entryOf(answer.headers);
    expect(entry).toMatchObject({
      category: 'administrative',
      status: 'failure',
      user_id: clerk.id,
      resource_id: user.id,
    });
    expect(entry['description']).toMatch(/and was refused: permission system:write is missing$/);
  });
});
