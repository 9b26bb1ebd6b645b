import { DataSource } from 'typeorm';
import { Client } from 'pg';
import { EveryoneMayRead } from '../fixture/everyone-may-read.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { logRow, storeRows } from '../support/log-rows.ts';

const MOMENT = new Date('2026-04-01T12:00:00Z');

interface Told {
  readonly status: number;
  readonly code: string | undefined;
}

describe.each(PLATFORMS)('questions that take too long on %s', (platform) => {
  let shop: ShopApp;
  let databaseUrl: string;
  const row = logRow({ timestamp: MOMENT, resourceType: 'order', resourceId: '1', requestId: 'slow', userId: 'u' });

  beforeAll(async () => {
    shop = await createShopApp(platform, {
      access: EveryoneMayRead,
      clock: () => MOMENT,
      reading: { timeoutMs: 300, connections: 4 },
      reach: (url) => {
        databaseUrl = url;
        return Promise.resolve(url);
      },
    });
    await storeRows(shop.app, [row]);
  });
  afterAll(() => shop.close());

  async function ask(path: string): Promise<Told> {
    const answer = await fetch(`${shop.url}/audit-logs${path}`);
    const { code } = (await answer.json()) as { code?: string };
    return { status: answer.status, code };
  }

  /** Nobody can read the log meanwhile, as somebody else changes its table. */
  async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
      return await work();
    } finally {
      await client.end();
    }
  }

  it.each([
    '?limit=10',
    '/errors',
    `/${row.id}`,
    `/${row.id}/related`,
    '/resources/order/1',
    '/resources/order/1/state',
  ])('should answer %s with 503 and say so', async (path) => {
    await ask(path); // what is asked of the database once is known then
    const told = await whileLocked(() => ask(path));
    expect(told).toEqual({ status: 503, code: 'AUDIT_QUERY_TOO_SLOW' });
    expect((await ask(path)).status).toBe(200);
  });

  it('should go on answering everything else while 50 such questions wait', async () => {
    await ask('?limit=10');
    const [told, others] = await whileLocked(async () => {
      const slow = Promise.all(Array.from({ length: 50 }, (_, number) => ask(`?limit=${number + 1}`)));
      const host = await Promise.all(
        Array.from({ length: 30 }, async () => {
          const answer = await fetch(`${shop.url}/shop/orders/1`);
          const [one] = await shop.app.get(DataSource).query<{ one: number }[]>('SELECT 1 AS one');
          return [answer.status < 500, one];
        }),
      );
      return [await slow, host];
    });
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([503]));
    const codes = new Set(told.map(({ code }) => code));
    expect([...codes].filter((code) => !['AUDIT_QUERY_TOO_SLOW', 'AUDIT_READING_BUSY'].includes(code!))).toEqual([]);
    expect(codes).toContain('AUDIT_READING_BUSY');
    expect(others).toEqual(Array.from({ length: 30 }, () => [true, { one: 1 }]));
    expect((await ask('?limit=10')).status).toBe(200);
  });
});
