import { randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, type TestUser, USER_PASSWORD } from '../support/users.ts';

const WRONG = 'certainly not the password';

let test: TestApp;
let token: string;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());
beforeEach(() => sql('DELETE FROM settings'));

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const login = (email: string, password: string) => call(test, 'POST /auth/login', { json: { email, password } });

async function set(key: string, value: number): Promise<void> {
  const { status } = await call(test, `PUT /settings/${key}`, { token, json: { value } });
  expect(status).toBe(200);
}

const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};

describe('password.min_length', () => {
  const FIFTEEN = 'fifteen letters';
  const TWENTY = 'twenty letters of it';

  const create = (password: string) => {
    const email = `new-${randomBytes(6).toString('hex')}@example.com`;
    return call(test, 'POST /users', { token, json: { email, name: 'New', password } });
  };
  const change = (by: string, newPassword: string, currentPassword = USER_PASSWORD) =>
    call(test, 'POST /auth/password', { token: by, json: { currentPassword, newPassword } });

  it('should decide on the passwords of new accounts', async () => {
    expect((await create(FIFTEEN)).status).toBe(201);
    await set('password.min_length', 20);
    const refused = await create(FIFTEEN);
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: 'VALIDATION_FAILED',
        errors: [{ field: 'password', reason: 'password must be longer than or equal to 20 characters' }],
      },
    });
    const entry = await entryOf(refused.headers);
    expect(entry).toMatchObject({
      category: 'user_management',
      action_type: 'create',
      resource_type: 'user',
      resource_id: null,
      status: 'failure',
      user_label: ADMIN_EMAIL,
    });
    expect(JSON.stringify(entry)).not.toContain(FIFTEEN);
    expect((await create(TWENTY)).status).toBe(201);
    await set('password.min_length', 12);
    expect((await create(FIFTEEN)).status).toBe(201);
    expect((await create('elevenchars')).status).toBe(400);
  });

  it('should decide on changed passwords, and leave those in use alone', async () => {
    const user = await createUser(test);
    const theirs = await signIn(test, { email: user.email, password: USER_PASSWORD });
    expect((await change(theirs, FIFTEEN)).status).toBe(204);
    await set('password.min_length', 20);
    const again = await signIn(test, { email: user.email, password: FIFTEEN });
    const refused = await change(again, 'another fifteen', FIFTEEN);
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'newPassword', reason: 'newPassword must be longer than or equal to 20 characters' }] },
    });
    expect(await entryOf(refused.headers)).toMatchObject({
      category: 'authentication',
      action_type: 'password_change',
      resource_id: user.id,
      status: 'failure',
      user_id: user.id,
    });
    expect((await login(user.email, FIFTEEN)).status).toBe(200);
    expect((await change(again, TWENTY, FIFTEEN)).status).toBe(204);
    await set('password.min_length', 15);
    expect((await change(again, 'another fifteen', TWENTY)).status).toBe(204);
  });
});

describe('sign_in.failures_to_lock and sign_in.lock_minutes', () => {
  const fail = async ({ email }: TestUser, times: number) => {
    for (let time = 0; time < times; time += 1) expect((await login(email, WRONG)).status).toBe(401);
  };
  const locks = ({ id }: TestUser) => auditEntries(test, `action_type = 'lock' AND resource_id = $1`, [id]);
  const secondsLocked = async ({ id }: TestUser): Promise<number> => {
    const [row] = await sql(
      'SELECT coalesce(extract(epoch FROM locked_until - now()), 0)::float AS seconds FROM users WHERE id = $1',
      [id],
    );
    return row.seconds;
  };

  it('should lock earlier, and for less long', async () => {
    await set('sign_in.failures_to_lock', 3);
    await set('sign_in.lock_minutes', 1);
    const user = await createUser(test);
    await fail(user, 2);
    expect(await secondsLocked(user)).toBe(0);
    await fail(user, 1);
    expect(await secondsLocked(user)).toBeGreaterThan(50);
    expect(await secondsLocked(user)).toBeLessThanOrEqual(60);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(401);
    const [lock, ...more] = await locks(user);
    expect(more).toEqual([]);
    expect(lock).toMatchObject({
      category: 'authentication',
      action_type: 'lock',
      resource_type: 'user',
      actor_type: 'system',
      status: 'success',
      description: `The system locked user ${user.email} for 1 minute after 3 wrong passwords in a row`,
    });
  });

  it('should lock later, and for longer; a lock that runs keeps its end', async () => {
    await set('sign_in.failures_to_lock', 7);
    await set('sign_in.lock_minutes', 1440);
    const user = await createUser(test);
    await fail(user, 6);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(200);
    await fail(user, 7);
    await set('sign_in.lock_minutes', 1);
    expect(await secondsLocked(user)).toBeGreaterThan(1439 * 60);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(401);
    expect((await locks(user)).map(({ description }) => description)).toEqual([
      `The system locked user ${user.email} for 1440 minutes after 7 wrong passwords in a row`,
    ]);
  });

  it('should count what failed before the rule became stricter, and tell the true number', async () => {
    const user = await createUser(test);
    await fail(user, 4);
    await set('sign_in.failures_to_lock', 3);
    expect(await secondsLocked(user)).toBe(0);
    await fail(user, 1);
    expect(await secondsLocked(user)).toBeGreaterThan(14 * 60);
    expect((await locks(user)).map(({ description }) => description)).toEqual([
      `The system locked user ${user.email} for 15 minutes after 5 wrong passwords in a row`,
    ]);
  });

  it('should hold against wrong passwords at the same time', async () => {
    await set('sign_in.failures_to_lock', 3);
    const user = await createUser(test);
    await Promise.all(Array.from({ length: 12 }, () => login(user.email, WRONG)));
    const [account] = await sql('SELECT failed_sign_ins FROM users WHERE id = $1', [user.id]);
    expect(account).toEqual({ failed_sign_ins: 3 });
    expect(await locks(user)).toHaveLength(1);
  });

  it('should count wrong current passwords alike', async () => {
    await set('sign_in.failures_to_lock', 3);
    const user = await createUser(test);
    const theirs = await signIn(test, { email: user.email, password: USER_PASSWORD });
    const json = { currentPassword: WRONG, newPassword: 'an entirely new password' };
    for (let time = 0; time < 3; time += 1) await call(test, 'POST /auth/password', { token: theirs, json });
    expect(await locks(user)).toHaveLength(1);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(401);
  });

  it('should answer the same for an account that does not exist', async () => {
    await set('sign_in.failures_to_lock', 3);
    const user = await createUser(test);
    const [known, unknown] = [await login(user.email, WRONG), await login('nobody@example.com', WRONG)];
    expect([known.status, known.body['detail']]).toEqual([401, unknown.body['detail']]);
    expect(unknown.status).toBe(401);
  });
});

describe('session.length_minutes', () => {
  async function begin(user: TestUser) {
    const { status, body } = await login(user.email, USER_PASSWORD);
    expect(status).toBe(200);
    const accessToken = body['accessToken'] as string;
    const claims = new JwtService().decode<{ sid: string; iat: number; exp: number }>(accessToken);
    const sessionMinutes = async () => {
      const [row] = await sql(
        'SELECT extract(epoch FROM expires_at - created_at)::float / 60 AS minutes FROM sessions WHERE id = $1',
        [claims.sid],
      );
      return row.minutes as number;
    };
    return { accessToken, expiresIn: body['expiresIn'], tokenSeconds: claims.exp - claims.iat, sessionMinutes };
  }

  it('should decide on sessions that begin, and leave those alone that run', async () => {
    const user = await createUser(test);
    const before = await begin(user);
    expect(before).toMatchObject({ expiresIn: 28_800, tokenSeconds: 28_800 });
    for (const minutes of [5, 1440, 480]) {
      await set('session.length_minutes', minutes);
      const session = await begin(user);
      expect(session).toMatchObject({ expiresIn: minutes * 60, tokenSeconds: minutes * 60 });
      expect(await session.sessionMinutes()).toBe(minutes);
      expect((await call(test, 'GET /auth/me', { token: session.accessToken })).status).toBe(200);
    }
    expect(await before.sessionMinutes()).toBe(480);
    expect((await call(test, 'GET /auth/me', { token: before.accessToken })).status).toBe(200);
  });
});
