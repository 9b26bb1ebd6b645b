import { once } from 'node:events';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { ShopService } from '../fixture/shop.service.ts';
import { LogReader } from '../support/log-reader.ts';

describe.each(PLATFORMS)('a client that leaves before the answer on %s', (platform) => {
  let shop: ShopApp;
  let log: LogReader;
  beforeAll(async () => {
    shop = await createShopApp(platform, { abortGraceMs: 200 });
    log = new LogReader(shop.app);
  });
  afterAll(() => shop.close());

  /** Resolves when the handler runs and the client is gone. */
  async function leave(path: string, method: string, from: ShopApp = shop): Promise<void> {
    const { events } = from.app.get(ShopService);
    const reached = once(events, 'reached');
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      const server = from.app.getHttpServer() as NodeJS.EventEmitter;
      server.once('request', (_request, response: NodeJS.EventEmitter) => response.once('close', resolve));
    });
    const headers = { 'x-user': 'ada' };
    const request = fetch(from.url + path, { method, headers, signal: controller.signal }).catch(() => undefined);
    await reached;
    controller.abort();
    await Promise.all([request, closed]);
  }

  async function next() {
    let entries = await log.fresh();
    while (entries.length === 0) entries = await log.fresh();
    expect(entries).toHaveLength(1);
    return entries[0];
  }

  it('should not hide who did what, with what result', async () => {
    await leave('/shop/stock/7', 'DELETE');
    expect(await log.fresh()).toEqual([]);
    shop.app.get(ShopService).events.emit('go on');
    expect(await next()).toMatchObject({
      status: 'success',
      userId: 'ada',
      ipAddress: '127.0.0.1',
      description: 'ada@example.com deleted stock 7',
      metadata: { http: { outcome: 'aborted', statusCode: 200 } },
    });
  });

  it('should be recorded with its outcome unknown when the application never answers', async () => {
    await leave('/shop/never', 'GET');
    expect(await next()).toMatchObject({
      status: 'failure',
      severity: 'WARNING',
      userId: 'ada',
      description:
        'ada@example.com tried to call GET /shop/never: the client left before the answer, and how it ended is not known',
      metadata: { http: { outcome: 'aborted', statusCode: null } },
    });
  });

  it('should be recorded at the latest when the application ends', async () => {
    let databaseUrl = '';
    const ending = await createShopApp(platform, {
      abortGraceMs: 60_000,
      reach: (url) => Promise.resolve((databaseUrl = url)),
    });
    await leave('/shop/never', 'GET', ending);
    await ending.app.close();
    const reader = await new DataSource({ type: 'postgres', url: databaseUrl, entities: [AuditLog] }).initialize();
    expect(await reader.getRepository(AuditLog).count()).toBe(1);
    await reader.destroy();
  });
});
