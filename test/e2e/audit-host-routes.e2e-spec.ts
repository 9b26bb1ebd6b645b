import { AuditService } from '../../src/audit/index.ts';
import { ADMIN_SETTINGS, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

let test: TestApp;
let token: string;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

const ARCHIVE = ['/audit-logs/archive', '/audit-logs/archive/entries', '/audit-logs/archive/export?format=csv'];

describe('archived months in the application', () => {
  it.each(ARCHIVE)('should give %s to nobody who is not signed in', async (path) => {
    expect(await call(test, `GET ${path}`)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it.each(ARCHIVE)('should give %s to nobody who may not read the log', async (path) => {
    const { email } = await createUser(test);
    const theirs = await signIn(test, { email, password: USER_PASSWORD });
    expect(await call(test, `GET ${path}`, { token: theirs })).toMatchObject({ status: 403 });
  });

  it('should be none as long as none is archived', async () => {
    expect((await call(test, 'GET /audit-logs/archive', { token })).body).toEqual({ data: [] });
    const { body } = await call(test, 'GET /audit-logs/archive/entries', { token });
    expect(body).toEqual({ data: [], pagination: { limit: 50, nextCursor: null } });
  });

  it('should refuse what is wrong as a problem', async () => {
    const { status, headers, body } = await call(test, 'GET /audit-logs/archive/entries?limit=0', { token });
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ code: 'AUDIT_QUERY_INVALID', errors: [{ field: 'limit' }] });
  });
});

describe('GET /audit-logs/resources/{type}/{id}', () => {
  it.each(['x'.repeat(300), '/'.repeat(300), 'é€'.repeat(150), '€'.repeat(300), '🔑'.repeat(150)])(
    'should find the thing whose id is as long as one may be: %.5s',
    async (resourceId) => {
      const audit = test.app.get(AuditService);
      audit.record({ category: 'data_operation', action: 'update', resource: 'thing', resourceId });
      await audit.flush();
      const path = `/audit-logs/resources/thing/${encodeURIComponent(resourceId)}`;
      const { status, body } = await call(test, `GET ${path}`, { token });
      expect([status, body]).toMatchObject([200, { data: [{ resourceId }] }]);
      expect((await call(test, `GET ${path}/state`, { token })).status).toBe(200);
    },
  );

  it.each([
    [301, 400, 'AUDIT_QUERY_INVALID'],
    [2_701, 414, 'URL_TOO_LONG'],
  ])('should refuse an id of %i characters', async (length, status, code) => {
    const path = `/audit-logs/resources/thing/${'x'.repeat(length)}`;
    expect(await call(test, `GET ${path}`, { token })).toMatchObject({ status, body: { code } });
  });
});
