import { AuditService } from '../../src/audit/index.ts';
import { ADMIN_SETTINGS, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createCuttableProxy, type CuttableProxy } from '../support/cuttable-proxy.ts';

interface Page {
  readonly data: readonly Record<string, unknown>[];
}

describe('the application when its database is lost', () => {
  let test: TestApp;
  let proxy: CuttableProxy;
  beforeAll(async () => {
    test = await createTestApp(ADMIN_SETTINGS, {
      reach: async (url) => {
        proxy = await createCuttableProxy(url);
        return proxy.url;
      },
    });
  });
  afterAll(async () => {
    await test.close();
    await proxy.cut();
  });

  it('should say so, answer what needs no database, and record all of it afterwards', async () => {
    const token = await signIn(test);
    await proxy.cut();
    const ready = await fetch(`${test.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { status: 'error', details: { database: { status: 'down' }, audit: { status: 'up' } } },
    ]);
    expect((await fetch(`${test.url}/health/live`)).status).toBe(200);
    const unknown = await call(test, 'GET /nowhere');
    expect(unknown.status).toBe(404);
    const refused = await call(test, 'GET /auth/me', { token });
    expect(refused).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(JSON.stringify(refused.body)).not.toMatch(/ECONN|127\.0\.0\.1|SELECT/);

    await proxy.restore();
    await test.app.get(AuditService).flush();
    expect((await fetch(`${test.url}/health/ready`)).status).toBe(200);
    const ids = [unknown, refused].map(({ headers }) => `requestId=${headers.get('x-request-id')}`).join('&');
    const { body } = await call<Page>(test, `GET /audit-logs?${ids}`, { token });
    expect(body.data).toMatchObject([
      { category: 'error', status: 'error', severity: 'CRITICAL', metadata: { http: { statusCode: 503 } } },
      { category: 'request', status: 'failure', severity: 'WARNING', metadata: { http: { statusCode: 404 } } },
    ]);
  });
});
