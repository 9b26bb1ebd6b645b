import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read,audit:export' };

describe.each(PLATFORMS)('what reading leaves in the log on %s', (platform) => {
  let shop: ShopApp;
  let log: LogReader;
  beforeAll(async () => {
    shop = await createShopApp(platform);
    log = new LogReader(shop.app);
  });
  afterAll(() => shop.close());

  it.each([
    ['', 'read', 'auditor@example.com read the audit log'],
    ['/errors', 'read', 'auditor@example.com read the errors in the audit log'],
    ['/export?format=csv&userId=u1', 'export', 'auditor@example.com exported the audit log as CSV'],
  ])('should record GET /audit-logs%s', async (path, actionType, description) => {
    await (await fetch(`${shop.url}/audit-logs${path}`, { headers: READER })).text();
    expect(await log.only()).toMatchObject({
      category: 'administrative',
      actionType,
      resourceType: 'audit_log',
      status: 'success',
      userId: 'auditor',
      description,
    });
  });

  it('should record who was not allowed to read', async () => {
    await fetch(`${shop.url}/audit-logs`, { headers: { 'x-user': 'eve' } });
    expect(await log.only()).toMatchObject({
      category: 'administrative',
      actionType: 'read',
      status: 'failure',
      errorType: 'AUDIT_ACCESS_DENIED',
      userId: 'eve',
    });
  });

  it('should record a query that was refused', async () => {
    await fetch(`${shop.url}/audit-logs?limit=0`, { headers: READER });
    expect(await log.only()).toMatchObject({ actionType: 'read', status: 'failure', errorType: 'AUDIT_QUERY_INVALID' });
  });
});

describe('a host that gives no access port', () => {
  it('should have a log that nobody can read', async () => {
    const shop = await createShopApp('fastify', { access: undefined });
    const answer = await fetch(`${shop.url}/audit-logs`, { headers: READER });
    expect(answer.status).toBe(403);
    await shop.close();
  });
});
