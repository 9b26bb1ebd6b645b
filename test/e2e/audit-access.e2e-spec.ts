import { type AuditExpectation, expectAudit } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read,audit:export' };

describe.each(PLATFORMS)('what reading leaves in the log on %s', (platform) => {
  let shop: ShopApp;
  let audit: AuditExpectation;
  beforeAll(async () => {
    shop = await createShopApp(platform);
  });
  beforeEach(() => {
    audit = expectAudit(shop.app);
  });
  afterAll(() => shop.close());

  it.each([
    ['', 'read', 'auditor@example.com read the audit log'],
    ['/errors', 'read', 'auditor@example.com read the errors in the audit log'],
    ['/export?format=csv&userId=u1', 'export', 'auditor@example.com exported the audit log as CSV'],
  ])('should record GET /audit-logs%s', async (path, actionType, description) => {
    const answer = await fetch(`${shop.url}/audit-logs${path}`, { headers: READER });
    await answer.text();
    expect(answer.status).toBe(200);
    const about = { category: 'administrative', actionType, resourceType: 'audit_log', description };
    await audit.toHaveRecordedOnly([{ ...about, status: 'success', userId: 'auditor' }]);
  });

  it('should record who was not allowed to read', async () => {
    const { status } = await fetch(`${shop.url}/audit-logs`, { headers: { 'x-user': 'eve' } });
    expect(status).toBe(403);
    await audit.toHaveRecordedOnly([
      {
        category: 'administrative',
        actionType: 'read',
        status: 'failure',
        errorType: 'AUDIT_ACCESS_DENIED',
        userId: 'eve',
      },
    ]);
  });

  it('should record a query that was refused', async () => {
    const { status } = await fetch(`${shop.url}/audit-logs?limit=0`, { headers: READER });
    expect(status).toBe(400);
    await audit.toHaveRecordedOnly([{ actionType: 'read', status: 'failure', errorType: 'AUDIT_QUERY_INVALID' }]);
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
