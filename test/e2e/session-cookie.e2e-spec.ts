import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { cookieOf, OWN_PAGE, signInByCookie } from '../support/session-cookies.ts';
import { createUser, type TestUser, USER_PASSWORD } from '../support/users.ts';

const EMPTY =
  /^audit_log_session=; Max-Age=0; Path=\/api\/v1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict$/;

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);

const login = (
  user: { readonly email: string; readonly password: string },
  headers?: Readonly<Record<string, string>>,
) => signInByCookie(test, user, headers);

const ADMIN = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };
const asUser = ({ email }: TestUser) => ({ email, password: USER_PASSWORD });

const cookieFor = async (user: TestUser): Promise<string> => cookieOf(await login(asUser(user)));
const me = (cookie: string, headers: Readonly<Record<string, string>> = {}) =>
  call(test, 'GET /auth/me', { headers: { cookie, ...headers } });
const entryOf = async ({ headers }: { readonly headers: Headers }) =>
  (await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')])).at(-1)!;

describe('signing in with a cookie', () => {
  it('should set a cookie that scripts and other sites do not get, and keep the token out of the body', async () => {
    const answer = await login(ADMIN);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body).toSorted()).toEqual(['expiresIn', 'user']);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^audit_log_session=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=28800; Path=\/api\/v1; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    expect((await me(cookieOf(answer))).body).toEqual(answer.body['user']);
  });

  it('should let the cookie live as long as the session', async () => {
    const token = await signIn(test);
    await call(test, 'PUT /settings/session.length_minutes', { token, json: { value: 30 } });
    try {
      const answer = await login(ADMIN);
      expect(answer.body).toMatchObject({ expiresIn: 1800 });
      expect(answer.headers.getSetCookie()[0]).toContain('; Max-Age=1800;');
    } finally {
      await call(test, 'PUT /settings/session.length_minutes', { token, json: { value: 480 } });
    }
  });

  it('should set none unless it is asked for', async () => {
    for (const cookie of [undefined, false]) {
      const { headers, body } = await call(test, 'POST /auth/login', { json: { ...ADMIN, cookie }, headers: OWN_PAGE });
      expect(headers.getSetCookie()).toEqual([]);
      expect(body['accessToken']).toEqual(expect.any(String));
    }
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a sibling', { 'sec-fetch-site': 'same-site' }],
    ['of another origin', { origin: 'http://evil.example.com' }],
    ['that nobody tells', {}],
  ])('should refuse a page %s, and begin no session', async (_, headers) => {
    const user = await createUser(test);
    const answer = await login(asUser(user), headers);
    expect(answer).toMatchObject({ status: 403, body: { code: 'OTHER_SITE' } });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await sql('SELECT FROM sessions WHERE user_id = $1', [user.id])).toEqual([]);
    expect(await entryOf(answer)).toMatchObject({ action_type: 'login', status: 'failure' });
  });

  it('should not be done by a form', async () => {
    const form = new URLSearchParams({ ...ADMIN, cookie: 'true' }).toString();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const headers = { 'content-type': type, ...OWN_PAGE };
      const answer = await call(test, 'POST /auth/login', { body: form, headers });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  it('should set none when the password is wrong', async () => {
    const answer = await login({ email: ADMIN_EMAIL, password: 'certainly not the password' });
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('a request with the cookie', () => {
  it('should be that of the user, also for the audit log', async () => {
    const user = await createUser(test, { roles: ['auditor'] });
    const answer = await call(test, 'GET /audit-logs?limit=1', { headers: { cookie: await cookieFor(user) } });
    expect(answer.status).toBe(200);
    expect(await entryOf(answer)).toMatchObject({ user_id: user.id, user_label: user.email, status: 'success' });
  });

  it('should be that of the bearer when it has both', async () => {
    const user = await createUser(test);
    const cookie = await cookieFor(user);
    const both = await call(test, 'GET /auth/me', { token: await signIn(test), headers: { cookie } });
    expect(both.body).toMatchObject({ email: ADMIN_EMAIL });
    const wrong = await call(test, 'GET /auth/me', { token: 'a.b.c', headers: { cookie } });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } });
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('should need no page to tell of when it has a bearer', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' };
    const answer = await call(test, 'POST /auth/logout', { token: await signIn(test), headers });
    expect(answer.status).toBe(204);
  });

  it.each([
    ['Sec-Fetch-Site', () => OWN_PAGE],
    ['Origin', () => ({ origin: new URL(test.url).origin })],
  ])('should change something when %s tells of the own page', async (_, headers) => {
    const cookie = await cookieFor(await createUser(test));
    const answer = await call(test, 'POST /auth/logout', { headers: { cookie, ...headers() } });
    expect(answer.status).toBe(204);
  });

  const elsewhere = [
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'a page of another site sent it'],
    ['a sibling', { 'sec-fetch-site': 'same-site' }, 'a page of another site sent it'],
    ['another origin', { origin: 'https://evil.example.com' }, 'a page of another site sent it'],
    ['a hidden origin', { origin: 'null' }, 'a page of another site sent it'],
    ['nowhere', {}, 'it does not tell which page sent it'],
    ['an address that was typed', { 'sec-fetch-site': 'none' }, 'it does not tell which page sent it'],
  ] as const;

  it.each(elsewhere)('should change nothing when it comes from %s', async (_, headers, reason) => {
    const user = await createUser(test);
    const cookie = await cookieFor(user);
    const answer = await call(test, 'POST /auth/logout', { headers: { cookie, ...headers } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'OTHER_SITE' } });
    expect((await me(cookie)).status).toBe(200); // neither is the session ended nor the cookie worth less
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({ action_type: 'logout', status: 'failure', user_id: user.id });
    expect(entry['description']).toContain(reason);
  });

  it.each(elsewhere.slice(0, 3))('should not even read when it comes from %s', async (_, headers) => {
    const cookie = await cookieFor(await createUser(test, { roles: ['auditor'] }));
    const answer = await call(test, 'GET /audit-logs/export?format=csv', { headers: { cookie, ...headers } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'OTHER_SITE' } });
  });

  it('should read when a person has typed the address, or the browser does not tell', async () => {
    const cookie = await cookieFor(await createUser(test));
    expect((await me(cookie, { 'sec-fetch-site': 'none' })).status).toBe(200);
    expect((await me(cookie)).status).toBe(200);
  });

  it('should not be taken for one when the cookie is empty', async () => {
    expect(await me('audit_log_session=')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });
});

describe('the end of a session with a cookie', () => {
  it('should be the end of the cookie when it is signed out', async () => {
    const cookie = await cookieFor(await createUser(test));
    const answer = await call(test, 'POST /auth/logout', { headers: { cookie, ...OWN_PAGE } });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(EMPTY)]);
    expect(await me(cookie)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('should leave the cookie of another session alone when a bearer signs out', async () => {
    const user = await createUser(test);
    const cookie = await cookieFor(user);
    const token = await signIn(test, asUser(user));
    const answer = await call(test, 'POST /auth/logout', { token, headers: { cookie } });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await me(cookie)).status).toBe(200);
  });

  it('should take the cookie back from who comes later', async () => {
    const [ended, expired, inactive] = [await createUser(test), await createUser(test), await createUser(test)];
    const cookies = [await cookieFor(ended), await cookieFor(expired), await cookieFor(inactive)];
    await sql('UPDATE sessions SET ended_at = now() WHERE user_id = $1', [ended.id]);
    await sql('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [expired.id]);
    await sql('UPDATE users SET is_active = false WHERE id = $1', [inactive.id]);
    for (const cookie of cookies) {
      const answer = await me(cookie);
      expect(answer).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
      expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(EMPTY)]);
    }
  });

  it.each(['audit_log_session=a.b.c', `audit_log_session=${'x'.repeat(3000)}`, 'audit_log_session=%00%0d'])(
    'should take back what is no token: %.40s',
    async (cookie) => {
      const answer = await me(cookie);
      expect(answer).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } });
      expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(EMPTY)]);
    },
  );

  it('should not come with a new password: the cookie goes on', async () => {
    const user = await createUser(test);
    const [cookie, other] = [await cookieFor(user), await cookieFor(user)];
    const json = { currentPassword: USER_PASSWORD, newPassword: 'an entirely new password' };
    const answer = await call(test, 'POST /auth/password', { json, headers: { cookie, ...OWN_PAGE } });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect([(await me(cookie)).status, (await me(other)).status]).toEqual([200, 401]);
  });
});
