import { ADMIN_SETTINGS, auditEntries, call } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ ...ADMIN_SETTINGS, SIGN_IN_RATE_LIMIT: 1 });
});
afterAll(() => test.close());

describe('the audit entries of signing in', () => {
  it('should tell of an attempt that is refused for coming too often', async () => {
    const json = { email: 'eve@example.com', password: 'guessed' };
    await call(test, 'POST /auth/login', { json });
    const { status, headers } = await call(test, 'POST /auth/login', { json });
    expect(status).toBe(429);
    const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
    expect(entries).toMatchObject([
      {
        category: 'authentication',
        action_type: 'login',
        status: 'failure',
        severity: 'WARNING',
        actor_type: 'anonymous',
        ip_address: '127.0.0.1',
        error_type: 'TOO_MANY_REQUESTS',
        metadata: { http: { statusCode: 429 } },
      },
    ]);
  });
});
