import { DataSource } from 'typeorm';
import { PERMISSIONS } from '../../src/access/permissions.ts';
import { ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, type TestUser, USER_PASSWORD } from '../support/users.ts';

const WRONG = 'certainly not the password';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
});
afterAll(() => test.close());

const login = (email: string, password: string) => call(test, 'POST /auth/login', { json: { email, password } });
const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const me = (token: string) => call(test, 'GET /auth/me', { token });

const latest = async (where: string, parameters: unknown[]) => (await auditEntries(test, where, parameters)).at(-1)!;
const change = (token: string, currentPassword: string, newPassword: string) =>
  call(test, 'POST /auth/password', { token, json: { currentPassword, newPassword } });

async function lock(user: TestUser): Promise<void> {
  for (let failure = 0; failure < 5; failure += 1) await login(user.email, WRONG);
}

describe('POST /auth/login', () => {
  it('should give a token, its lifetime and the user', async () => {
    const { status, body, headers } = await login(ADMIN_EMAIL, ADMIN_PASSWORD);
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(['accessToken', 'expiresIn', 'user']);
    expect(body).toMatchObject({
      expiresIn: 28_800,
      user: {
        email: ADMIN_EMAIL,
        roles: ['admin'],
        permissions: Object.keys(PERMISSIONS).toSorted(),
      },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await me(body['accessToken'] as string)).body).toEqual(body['user']);
  });

  it('should find the account whatever the case of the address and the space around it', async () => {
    expect((await login(`  ${ADMIN_EMAIL.toUpperCase()} `, ADMIN_PASSWORD)).status).toBe(200);
  });

  it('should remember where and when a session began', async () => {
    const user = await createUser(test);
    await call(test, 'POST /auth/login', {
      json: { email: user.email, password: USER_PASSWORD },
      headers: { 'user-agent': `probe ${'x'.repeat(600)}` },
    });
    const [session] = await sql('SELECT * FROM sessions WHERE user_id = $1', [user.id]);
    expect(session).toMatchObject({ ip_address: '127.0.0.1', ended_at: null });
    expect(session.user_agent).toHaveLength(512);
    expect(session.expires_at - session.created_at).toBe(8 * 60 * 60 * 1000);
    const [account] = await sql('SELECT last_sign_in_at FROM users WHERE id = $1', [user.id]);
    expect(account.last_sign_in_at).toEqual(session.created_at);
  });

  it('should answer every failing sign-in alike', async () => {
    const [user, locked, inactive] = [await createUser(test), await createUser(test), await createUser(test)];
    await lock(locked);
    await sql('UPDATE users SET is_active = false WHERE id = $1', [inactive.id]);
    const answers = [
      await login(user.email, WRONG),
      await login('nobody@example.com', WRONG),
      await login(locked.email, USER_PASSWORD),
      await login(locked.email, WRONG),
      await login(inactive.email, USER_PASSWORD),
      await login(inactive.email, WRONG),
    ];
    const shown = answers.map(({ status, body, headers }) => {
      const { requestId, ...rest } = body;
      expect(requestId).toBe(headers.get('x-request-id'));
      return { status, rest, authenticate: headers.get('www-authenticate'), type: headers.get('content-type') };
    });
    expect(shown[0]).toMatchObject({ status: 401, authenticate: 'Bearer', rest: { code: 'SIGN_IN_FAILED' } });
    expect(new Set(shown.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('should lock after five failures in a row and open again after fifteen minutes', async () => {
    const user = await createUser(test);
    await lock(user);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(401);
    const [{ minutes }] = await sql(
      'SELECT extract(epoch FROM locked_until - now()) / 60 AS minutes FROM users WHERE id = $1',
      [user.id],
    );
    expect(Number(minutes)).toBeGreaterThan(14);
    expect(Number(minutes)).toBeLessThanOrEqual(15);
    await sql(`UPDATE users SET locked_until = now() - interval '1 second' WHERE id = $1`, [user.id]);
    for (let failure = 0; failure < 4; failure += 1) await login(user.email, WRONG);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(200);
  });

  it('should count failures in a row only', async () => {
    const user = await createUser(test);
    for (let failure = 0; failure < 4; failure += 1) await login(user.email, WRONG);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(200);
    for (let failure = 0; failure < 4; failure += 1) await login(user.email, WRONG);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(200);
  });

  it('should lock exactly once when wrong passwords come in parallel', async () => {
    const user = await createUser(test);
    const answers = await Promise.all(Array.from({ length: 12 }, () => login(user.email, WRONG)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 401));
    const [account] = await sql('SELECT failed_sign_ins, locked_until FROM users WHERE id = $1', [user.id]);
    expect(account).toMatchObject({ failed_sign_ins: 5, locked_until: expect.any(Date) });
    const locks = await auditEntries(test, `action_type = 'lock' AND resource_id = $1`, [user.id]);
    expect(locks).toHaveLength(1);
    expect(locks[0]).toMatchObject({ category: 'authentication', actor_type: 'system', status: 'success' });
    expect(locks[0]!['description']).toBe(
      `The system locked user ${user.email} for 15 minutes after 5 wrong passwords in a row`,
    );
  });

  it('should refuse more than the allowed attempts per minute', async () => {
    const strict = await createTestApp({ ...ADMIN_SETTINGS, SIGN_IN_RATE_LIMIT: 2 });
    try {
      const attempt = () => call(strict, 'POST /auth/login', { json: { email: 'a@example.com', password: WRONG } });
      expect([(await attempt()).status, (await attempt()).status]).toEqual([401, 401]);
      const { status, headers, body } = await attempt();
      expect({ status, code: body['code'] }).toEqual({ status: 429, code: 'TOO_MANY_REQUESTS' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headers.get('content-type')).toContain('application/problem+json');
    } finally {
      await strict.close();
    }
  });

  it('should name the fields that are missing, without repeating what was sent', async () => {
    const { status, body } = await call(test, 'POST /auth/login', { json: { email: 7, password: ['s3cret-value'] } });
    expect(status).toBe(400);
    expect(body['code']).toBe('VALIDATION_FAILED');
    const fields = new Set((body['errors'] as { field: string }[]).map(({ field }) => field));
    expect(fields).toEqual(new Set(['email', 'password']));
    expect(JSON.stringify(body)).not.toContain('s3cret-value');
  });
});

describe('the audit entries of signing in', () => {
  it('should tell who signed in', async () => {
    const user = await createUser(test);
    const { headers } = await login(user.email, USER_PASSWORD);
    const entry = await latest('request_id = $1', [headers.get('x-request-id')]);
    expect(entry).toMatchObject({
      category: 'authentication',
      action_type: 'login',
      resource_type: 'user',
      resource_id: user.id,
      status: 'success',
      severity: null,
      actor_type: 'user',
      user_id: user.id,
      user_label: user.email,
    });
    expect(entry['description']).toBe(`${user.email} signed in`);
  });

  const deactivated = async () => {
    const user = await createUser(test);
    await sql('UPDATE users SET is_active = false WHERE id = $1', [user.id]);
    return user;
  };
  const locked = async () => {
    const user = await createUser(test);
    await lock(user);
    return user;
  };

  it.each([
    ['unknown_email', 'any', WRONG, async () => ({ email: 'ghost@example.com', id: null })],
    ['wrong_password', 'a wrong', WRONG, () => createUser(test)],
    ['locked', 'a wrong', WRONG, locked],
    ['locked', 'the right', USER_PASSWORD, locked],
    ['deactivated', 'a wrong', WRONG, deactivated],
    ['deactivated', 'the right', USER_PASSWORD, deactivated],
  ])('should tell %s as the reason of a refusal of %s password', async (reason, _, password, arrange) => {
    const { id, email } = await arrange();
    const { headers } = await login(email, password);
    const entry = await latest('request_id = $1', [headers.get('x-request-id')]);
    expect(entry).toMatchObject({
      category: 'authentication',
      action_type: 'login',
      resource_id: id,
      status: 'failure',
      severity: 'WARNING',
      actor_type: 'anonymous',
      user_label: email,
      metadata: { reason },
    });
    expect(entry['description']).toContain(`${email} (not signed in) tried to sign in and was refused: `);
  });

  it('should say so when a failure locks the account', async () => {
    const user = await createUser(test);
    await lock(user);
    const entry = await latest(`action_type = 'login' AND resource_id = $1`, [user.id]);
    expect(entry).toMatchObject({ metadata: { reason: 'wrong_password', locked: true } });
    expect(entry['description']).toContain('wrong password, which locked the account');
  });

  it('should never hold a password or a token', async () => {
    const token = await signIn(test);
    await login(ADMIN_EMAIL, WRONG);
    await signIn(test);
    const leaks = await auditEntries(test, `audit_logs::text LIKE ANY ($1)`, [
      [`%${ADMIN_PASSWORD}%`, `%${WRONG}%`, `%${token}%`, '%$argon2id%'],
    ]);
    expect(leaks).toEqual([]);
  });
});

describe('POST /auth/logout', () => {
  it('should end the session for good and no other', async () => {
    const user = await createUser(test);
    const who = { email: user.email, password: USER_PASSWORD };
    const [token, other] = [await signIn(test, who), await signIn(test, who)];
    const { status, headers } = await call(test, 'POST /auth/logout', { token });
    expect(status).toBe(204);
    expect(await me(token)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    expect((await me(other)).status).toBe(200);
    const [entry] = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
    expect(entry).toMatchObject({ action_type: 'logout', resource_id: user.id, user_id: user.id, status: 'success' });
    expect(entry!['description']).toBe(`${user.email} signed out`);
  });
});

describe('POST /auth/password', () => {
  it('should set the new password and end the other sessions only', async () => {
    const user = await createUser(test);
    const who = { email: user.email, password: USER_PASSWORD };
    const [token, other] = [await signIn(test, who), await signIn(test, who)];
    const { status, headers } = await change(token, USER_PASSWORD, 'an entirely new password');
    expect(status).toBe(204);
    expect([(await me(token)).status, (await me(other)).status]).toEqual([200, 401]);
    expect((await login(user.email, USER_PASSWORD)).status).toBe(401);
    expect((await login(user.email, 'an entirely new password')).status).toBe(200);
    const [entry] = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
    expect(entry).toMatchObject({ action_type: 'password_change', user_id: user.id, status: 'success' });
    expect(JSON.stringify(entry)).not.toContain('an entirely new password');
  });

  it('should count a wrong current password like a failed sign-in', async () => {
    const user = await createUser(test);
    const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
    for (let failure = 0; failure < 5; failure += 1) {
      expect(await change(token, WRONG, 'an entirely new password')).toMatchObject({
        status: 400,
        body: { code: 'CURRENT_PASSWORD_WRONG' },
      });
    }
    expect(await change(token, USER_PASSWORD, 'an entirely new password')).toMatchObject({ status: 400 });
    expect((await login(user.email, USER_PASSWORD)).status).toBe(401);
  });

  it.each([
    ['too short', () => 'short', 'longer than or equal to 12'],
    ['too long', () => 'x'.repeat(129), 'shorter than or equal to 128'],
    ['the current one', () => USER_PASSWORD, 'must not be the current password'],
    ['the e-mail address', (user: TestUser) => user.email.toUpperCase(), 'must not be the e-mail address'],
    ['the name', (user: TestUser) => ` ${user.name}`, 'must not be the name'],
  ])('should refuse a new password that is %s', async (_, newPassword, reason) => {
    const user = await createUser(test);
    const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
    const { status, body } = await change(token, USER_PASSWORD, newPassword(user));
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'newPassword' }] });
    expect(JSON.stringify(body)).toContain(reason);
  });

  it('should let one of two changes at the same time win', async () => {
    const user = await createUser(test);
    const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
    const answers = await Promise.all([
      change(token, USER_PASSWORD, 'the first new password'),
      change(token, USER_PASSWORD, 'the second new password'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([204, 400]));
  });
});
