import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

const JSON_BODY = { 'content-type': 'application/json' };

describe.each(PLATFORMS)('the policy on %s', (platform) => {
  let shop: ShopApp;
  let log: LogReader;
  beforeAll(async () => {
    shop = await createShopApp(platform, {
      redactKeys: ['loyaltyCode'],
      policy: [
        { level: 'none', routes: ['/shop/plain'], methods: ['GET'], statuses: ['2xx'] },
        { level: 'metadata', routes: ['/shop/nested'] },
        { level: 'request', methods: ['POST', 'PUT'] },
      ],
    });
    log = new LogReader(shop.app);
  });
  afterAll(() => shop.close());

  const post = (path: string, body: string, headers: Record<string, string> = JSON_BODY): Promise<unknown> =>
    fetch(shop.url + path, { method: 'POST', headers, body }).then((answer) => answer.arrayBuffer());

  it('should keep the body at level request, without secrets', async () => {
    await post('/shop/orders', JSON.stringify({ item: 'a book', loyaltyCode: 4711, deep: [{ apiKey: 'k' }] }));
    const entry = await log.only();
    expect(entry.metadata['http']).toMatchObject({
      body: { item: 'a book', loyaltyCode: '[REDACTED]', deep: [{ apiKey: '[REDACTED]' }] },
    });
  });

  it('should tell how much there was of a body that nobody read', async () => {
    await post('/shop/stock', 'x'.repeat(70), { 'content-type': 'application/octet-stream' });
    const entry = await log.only();
    const { body } = entry.metadata['http'] as { readonly body: unknown };
    if (platform === 'fastify') expect(body).toBe('[70 bytes of application/octet-stream, not read]');
    else expect(JSON.stringify(body)).not.toContain('xxx');
  });

  it('should keep no body at other levels', async () => {
    await post('/shop/nested', '{"note":"hidden"}');
    expect(JSON.stringify(await log.fresh())).not.toContain('hidden');
  });

  it('should hide what a rule hides, and only that', async () => {
    await fetch(`${shop.url}/shop/plain`);
    expect(await log.fresh()).toEqual([]);
    await fetch(`${shop.url}/shop/plain`, { method: 'HEAD' });
    expect(await log.fresh()).toHaveLength(1);
  });

  it.each([
    ['everything', { level: 'none' }],
    ['an audited route', { level: 'none', routes: ['/shop/orders/**'] }],
    ['the log itself', { level: 'none', routes: ['/audit-logs'], methods: ['GET'], statuses: ['2xx'] }],
  ] as const)('should be refused at start when it hides %s', async (_what, rule) => {
    await expect(createShopApp(platform, { policy: [rule] })).rejects.toMatchObject({
      code: 'AUDIT_OPTIONS_INVALID',
      message: expect.stringContaining('"policy" hides'),
    });
  });
});
