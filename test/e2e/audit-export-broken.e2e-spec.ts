import { DataSource } from 'typeorm';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { createCuttableProxy, type CuttableProxy } from '../support/cuttable-proxy.ts';

const HEADERS = { 'x-allow': 'audit:read,audit:export' };
/** Some 60 MB: more than all buffers between the database and the reader hold. */
const MANY = `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
  SELECT gen_random_uuid(), now() - n * interval '1 millisecond', 'c', 'a', repeat('x', 3000), 'success', 'system'
  FROM generate_series(1, 20000) AS n`;

describe.each(PLATFORMS)('an export whose database is lost on %s', (platform) => {
  let shop: ShopApp;
  let proxy: CuttableProxy;
  beforeAll(async () => {
    shop = await createShopApp(platform, {
      reach: async (url) => {
        proxy = await createCuttableProxy(url);
        return proxy.url;
      },
    });
    await shop.app.get(DataSource).query(MANY);
  });
  afterAll(async () => {
    await shop.close();
    await proxy.cut();
  });

  it.each(['csv', 'json'])('should break off, so that nobody takes the %s file for whole', async (format) => {
    const answer = await fetch(`${shop.url}/audit-logs/export?format=${format}`, { headers: HEADERS });
    expect(answer.status).toBe(200);
    const reader = answer.body!.getReader();
    await reader.read();
    await proxy.cut();
    const rest = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow('terminated');
    await proxy.restore();
  });

  it('should be an error when the database is away from the beginning', async () => {
    await proxy.cut();
    const answer = await fetch(`${shop.url}/audit-logs/export?format=csv`, { headers: HEADERS });
    expect(answer.status).toBe(500);
    await proxy.restore();
  });
});
