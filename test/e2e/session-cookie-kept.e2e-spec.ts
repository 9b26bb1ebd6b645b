import { ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_SETTINGS, auditEntries, call } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { cookieOf, OWN_PAGE, signInByCookie } from '../support/session-cookies.ts';

const ADMIN = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };

describe('behind a proxy that speaks https', () => {
  const HTTPS = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'log.example.com' };
  let proxied: TestApp;

  beforeAll(async () => {
    proxied = await createTestApp({ ...ADMIN_SETTINGS, TRUST_PROXY: 'true' });
  });
  afterAll(() => proxied.close());

  it('should set a secure cookie under a name that only https can set', async () => {
    const answer = await signInByCookie(proxied, ADMIN, { ...HTTPS, ...OWN_PAGE });
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Secure-audit_log_session=[\w.-]+; Max-Age=28800; Path=\/api\/v1; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    const cookie = cookieOf(answer);
    const headers = { cookie, ...HTTPS };
    expect((await call(proxied, 'GET /auth/me', { headers })).status).toBe(200);
    const plain = { cookie: cookie.replace('__Secure-', ''), ...HTTPS };
    expect((await call(proxied, 'GET /auth/me', { headers: plain })).status).toBe(401);
  });

  it('should know the page by the name that the browser asked for', async () => {
    const cookie = cookieOf(await signInByCookie(proxied, ADMIN, { ...HTTPS, origin: 'https://log.example.com' }));
    const logout = (origin: string) =>
      call(proxied, 'POST /auth/logout', { headers: { cookie, ...HTTPS, origin } }).then(({ status }) => status);
    expect(await logout('http://log.example.com')).toBe(403);
    expect(await logout(new URL(proxied.url).origin)).toBe(403);
    expect(await logout('https://log.example.com')).toBe(204);
  });

  it('should take the secure cookie back', async () => {
    const headers = { cookie: '__Secure-audit_log_session=a.b.c', ...HTTPS };
    const answer = await call(proxied, 'GET /auth/me', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Secure-audit_log_session=; Max-Age=0; .*; Secure; SameSite=Strict$/),
    ]);
  });
});

describe('behind nobody', () => {
  it('should not believe a word about https', async () => {
    const test = await createTestApp(ADMIN_SETTINGS);
    try {
      const answer = await signInByCookie(test, ADMIN, { 'x-forwarded-proto': 'https', ...OWN_PAGE });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()[0]).not.toContain('Secure');
    } finally {
      await test.close();
    }
  });
});

describe('the token in the cookie', () => {
  it('should be in no entry and in no line of the log', async () => {
    const lines: string[] = [];
    const logs = { write: (line: string) => void lines.push(line) };
    const talking = await createTestApp({ ...ADMIN_SETTINGS, LOG_LEVEL: 'trace' }, { logs });
    let entries: unknown;
    let token = '';
    try {
      const cookie = cookieOf(await signInByCookie(talking, ADMIN));
      token = cookie.slice(cookie.indexOf('=') + 1);
      const headers = { cookie, ...OWN_PAGE };
      await call(talking, 'GET /audit-logs', { headers });
      await call(talking, 'GET /nothing/here', { headers });
      await call(talking, 'POST /auth/password', { json: { nothing: 'right' }, headers });
      await call(talking, 'POST /auth/logout', { headers });
      await call(talking, 'GET /auth/me', { headers });
      entries = await auditEntries(talking, 'true');
    } finally {
      await talking.close();
    }
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(JSON.stringify(entries)).toContain('/nothing/here');
    expect(JSON.stringify(entries)).not.toContain(token.split('.')[2]);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain(token.split('.')[2]);
  });
});
