import { expectAudit } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS } from '../fixture/shop-app.ts';

describe.each(PLATFORMS)('expectAudit on %s with PostgreSQL', (platform) => {
  it('should see the entries of requests as they are stored, from when it was made', async () => {
    const shop = await createShopApp(platform);
    try {
      await fetch(`${shop.url}/shop/plain`);
      const audit = expectAudit(shop.app);
      await audit.notToHaveRecorded({});
      await fetch(`${shop.url}/shop/plain?token=abc`, { headers: { 'x-user': 'ada' } });
      const [entry] = await audit.toHaveRecordedOnly([
        {
          userId: 'ada',
          ipAddress: '127.0.0.1',
          metadata: { http: { statusCode: 200, query: { token: '[REDACTED]' } } },
        },
      ]);
      expect(entry).not.toHaveProperty('recordedAt');
      expect(entry!.timestamp).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
      await expect(audit.toHaveRecorded({ userId: 'bob' })).rejects.toThrow("userId: expected 'bob', found 'ada'");
      audit.clear();
      await audit.notToHaveRecorded({});
    } finally {
      await shop.close();
    }
  });
});
