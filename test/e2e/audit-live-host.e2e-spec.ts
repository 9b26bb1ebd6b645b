import { ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { EventStream } from '../support/event-stream.ts';
import { cookieOf, OWN_PAGE, signInByCookie } from '../support/session-cookies.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

describe('following the log of the application', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp(ADMIN_SETTINGS);
  });
  afterAll(() => test.close());

  const follow = (headers: Readonly<Record<string, string>>) =>
    EventStream.open(`${test.url}/api/v1/audit-logs/stream?actionType=logout`, headers);
  const asAuditor = async () => {
    const { email } = await createUser(test, { roles: ['auditor'] });
    return { email, password: USER_PASSWORD };
  };

  it('should be possible for the page, by its cookie, as long as its user may read', async () => {
    const cookie = cookieOf(await signInByCookie(test, await asAuditor()));
    const stream = await follow({ cookie, ...OWN_PAGE });
    expect(stream.status).toBe(200);
    expect(stream.headers['x-request-id']).toEqual(expect.any(String));
    const somebody = await createUser(test);
    const token = await signIn(test, { email: somebody.email, password: USER_PASSWORD });
    await call(test, 'POST /auth/logout', { token });
    await stream.has(1);
    expect(stream.descriptions).toEqual([`${somebody.email} signed out`]);
    const opened = await auditEntries(test, 'request_id = $1', [stream.headers['x-request-id']]);
    expect(opened).toEqual([expect.objectContaining({ action_type: 'read', status: 'success' })]);
    stream.close();
    await call(test, 'POST /auth/logout', { headers: { cookie, ...OWN_PAGE } });
    const again = await follow({ cookie, ...OWN_PAGE, 'last-event-id': stream.lastEventId });
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toEqual([expect.stringContaining('audit_log_session=; Max-Age=0;')]);
  });

  it.each([
    ['somebody who is not signed in', () => Promise.resolve({}), 401],
    [
      'somebody who may not read',
      async () => ({
        authorization: `Bearer ${await signIn(test, { email: (await createUser(test)).email, password: USER_PASSWORD })}`,
      }),
      403,
    ],
    [
      'a page of another site',
      async () => ({ cookie: cookieOf(await signInByCookie(test, await asAuditor())), 'sec-fetch-site': 'cross-site' }),
      403,
    ],
  ])('should not be possible for %s', async (_, headers, status) => {
    const stream = await follow(await headers());
    expect(stream.status).toBe(status);
    expect(stream.headers['content-type']).toContain('application/problem+json');
    const [entry] = await auditEntries(test, 'request_id = $1', [stream.headers['x-request-id']]);
    expect(entry).toMatchObject({ action_type: 'read', status: 'failure' });
  });

  it('should not keep the application from stopping', async () => {
    const stopping = await createTestApp(ADMIN_SETTINGS);
    const headers = { authorization: `Bearer ${await signIn(stopping)}` };
    const stream = await EventStream.open(`${stopping.url}/api/v1/audit-logs/stream`, headers);
    expect(stream.status).toBe(200);
    await stopping.close();
    await stream.ended();
    expect(stream.isWhole).toBe(true);
  });
});
