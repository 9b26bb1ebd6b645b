import { once } from 'node:events';
import { connect } from 'node:net';
import type { AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { ShopService } from '../fixture/shop.service.ts';
import { LogReader } from '../support/log-reader.ts';

const JSON_BODY = { 'content-type': 'application/json' };

describe.each(PLATFORMS)('capture on %s', (platform) => {
  let shop: ShopApp;
  let log: LogReader;
  beforeAll(async () => {
    shop = await createShopApp(platform);
    log = new LogReader(shop.app);
  });
  afterAll(() => shop.close());

  async function onlyEntryOf(path: string, init: RequestInit = {}): Promise<{ entry: AuditLog; answer: Response }> {
    const answer = await fetch(shop.url + path, { redirect: 'manual', ...init });
    await answer.arrayBuffer();
    return { entry: await log.only(), answer };
  }

  const order = (item: string): RequestInit => ({
    method: 'POST',
    headers: { ...JSON_BODY, 'x-user': 'ada' },
    body: JSON.stringify({ item, password: 'hunter2-hunter2' }),
  });

  it('should record a plain request with its actor, address, route and status', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { entry } = await onlyEntryOf('/shop/plain?page=2&token=abc', {
      headers: { 'x-user': 'ada', 'user-agent': 'test', traceparent },
    });
    expect(entry).toMatchObject({
      category: 'request',
      actionType: 'request',
      status: 'success',
      severity: null,
      actorType: 'user',
      userId: 'ada',
      userLabel: 'ada@example.com',
      ipAddress: '127.0.0.1',
      userAgent: 'test',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      description: 'ada@example.com called GET /shop/plain',
      metadata: {
        http: {
          method: 'GET',
          route: '/shop/plain',
          path: '/shop/plain',
          query: { page: '2', token: '[REDACTED]' },
          statusCode: 200,
          outcome: 'completed',
          durationMs: expect.any(Number),
        },
      },
    });
    expect(entry.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(entry.recordedAt.getTime()).toBeGreaterThanOrEqual(entry.timestamp.getTime());
  });

  it('should record an audited handler with what its arguments and result say', async () => {
    const { entry } = await onlyEntryOf('/shop/orders', order('a book'));
    expect(entry).toMatchObject({
      category: 'shop',
      actionType: 'create',
      resourceType: 'order',
      resourceId: expect.stringMatching(/^[\da-f-]{36}$/),
      description: 'ada@example.com created order for a book',
      status: 'success',
    });
    expect(entry.metadata['body']).toEqual({ item: 'a book', password: '[REDACTED]' });
  });

  it('should record a refusal by the handler as failure with its reason', async () => {
    const { entry, answer } = await onlyEntryOf('/shop/orders', order('taken'));
    expect(answer.status).toBe(409);
    expect(entry).toMatchObject({
      status: 'failure',
      severity: 'WARNING',
      errorType: 'ConflictException',
      description: 'ada@example.com tried to create order for taken and was refused: This item is taken',
    });
  });

  it('should record a fault as error with message, stack and fingerprint', async () => {
    const { entry, answer } = await onlyEntryOf('/shop/orders', order('broken'));
    expect(answer.status).toBe(500);
    expect(entry).toMatchObject({
      category: 'shop',
      status: 'error',
      severity: 'ERROR',
      errorType: 'Error',
      errorFingerprint: expect.stringMatching(/^v2:/),
      metadata: {
        error: { name: 'Error', message: 'The shop is broken', stack: expect.stringContaining('shop.controller') },
      },
    });
    expect(JSON.stringify(entry.metadata)).not.toContain(process.cwd());
    const { entry: again } = await onlyEntryOf('/shop/orders', order('broken'));
    expect(again.errorFingerprint).toBe(entry.errorFingerprint);
  });

  it('should know the action of a request that a guard refuses, with resource and reason', async () => {
    const { entry } = await onlyEntryOf('/shop/orders/7', { method: 'DELETE', headers: { 'x-user': 'eve' } });
    expect(entry).toMatchObject({
      category: 'shop',
      actionType: 'delete',
      resourceType: 'order',
      resourceId: '7',
      status: 'failure',
      errorType: 'ForbiddenException',
      description: 'eve@example.com tried to delete order 7 and was refused: Nobody may do this',
      metadata: { http: { route: '/shop/orders/:id', statusCode: 403 } },
    });
  });

  it('should know the action of a request that a pipe refuses', async () => {
    const { entry } = await onlyEntryOf('/shop/orders/seven', { method: 'PUT' });
    expect(entry).toMatchObject({
      actionType: 'update',
      resourceId: 'seven',
      status: 'failure',
      actorType: 'anonymous',
      metadata: { error: { message: expect.stringContaining('numeric string') } },
    });
  });

  it('should add what is annotated while the request runs', async () => {
    const { entry } = await onlyEntryOf('/shop/orders/7', { method: 'PUT' });
    expect(entry.metadata).toMatchObject({ changes: { price: { from: 1, to: 2 } }, note: 'discount' });
    expect(entry.description).toBe('An anonymous caller updated order 7');
  });

  it('should leave the answer to the filter of the host and see what the filter was given', async () => {
    const answer = await fetch(`${shop.url}/shop/stock`, { method: 'POST' });
    expect([answer.status, await answer.json()]).toEqual([410, { shop: 'OUT_OF_STOCK' }]);
    expect(await log.only()).toMatchObject({ status: 'failure', errorType: 'OUT_OF_STOCK', severity: 'WARNING' });
  });

  it('should give the audited method of a provider an entry of its own inside the same request', async () => {
    await fetch(`${shop.url}/shop/nested`, { method: 'POST', headers: { ...JSON_BODY, 'x-user': 'ada' }, body: '{}' });
    const [inner, outer, ...more] = await log.fresh();
    expect(more).toEqual([]);
    expect(inner).toMatchObject({
      resourceType: 'recount',
      status: 'success',
      userId: 'ada',
      metadata: { counted: 42 },
    });
    expect(outer).toMatchObject({ resourceType: 'nested', status: 'success', userId: 'ada' });
    expect(inner!.requestId).toBe(outer!.requestId);
  });

  it('should record the failure of a nested method and of the request around it', async () => {
    const body = JSON.stringify({ fail: true });
    await fetch(`${shop.url}/shop/nested`, { method: 'POST', headers: JSON_BODY, body });
    const entries = await log.fresh();
    expect(entries.map(({ resourceType, status }) => [resourceType, status])).toEqual([
      ['recount', 'error'],
      ['nested', 'error'],
    ]);
  });

  it.each([
    ['a redirect', '/shop/moved', {}, { status: 'success', metadata: { http: { statusCode: 302 } } }],
    [
      'an unknown route',
      '/nowhere',
      {},
      { status: 'failure', category: 'request', metadata: { http: { route: null, statusCode: 404 } } },
    ],
    [
      'a wrong method',
      '/shop/plain',
      { method: 'DELETE' },
      { status: 'failure', metadata: { http: { statusCode: 404 } } },
    ],
    [
      'a thrown string',
      '/shop/string',
      {},
      { status: 'error', category: 'error', errorType: 'string', metadata: { error: { message: 'just a string' } } },
    ],
    [
      'a lost database',
      '/shop/lost-database',
      {},
      { status: 'error', category: 'error', severity: 'CRITICAL', errorType: 'ECONNREFUSED' },
    ],
    [
      'malformed JSON',
      '/shop/orders',
      { method: 'POST', headers: JSON_BODY, body: '{"item"' },
      {
        status: 'failure',
        severity: 'WARNING',
        metadata: { http: { statusCode: 400 }, error: { message: expect.any(String) } },
      },
    ],
    [
      'a body over the limit',
      '/shop/orders',
      { method: 'POST', headers: JSON_BODY, body: JSON.stringify({ item: 'x'.repeat(2_000_000) }) },
      { status: 'failure', metadata: { http: { statusCode: 413 } } },
    ],
    [
      'a HEAD request',
      '/shop/plain',
      { method: 'HEAD' },
      { status: 'success', metadata: { http: { method: 'HEAD', statusCode: 200 } } },
    ],
  ] as const)('should leave exactly one entry for %s', async (_name, path, init, expected) => {
    const { entry } = await onlyEntryOf(path, init);
    expect(entry).toMatchObject(expected);
  });

  it('should know the action of a route whose body can not be parsed where the platform routes before it parses', async () => {
    const { entry } = await onlyEntryOf('/shop/orders', { method: 'POST', headers: JSON_BODY, body: '{"item"' });
    expect(entry.category).toBe(platform === 'fastify' ? 'shop' : 'request');
  });

  it('should see a malformed body that arrives in two parts', async () => {
    const socket = connect({ port: Number(new URL(shop.url).port), host: '127.0.0.1' });
    await once(socket, 'connect');
    socket.write(
      'POST /shop/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"it',
    );
    await new Promise<void>((resolve) => setImmediate(resolve));
    socket.write('em:]');
    socket.resume();
    await once(socket, 'close');
    expect(await log.only()).toMatchObject({ status: 'failure', metadata: { error: { message: expect.any(String) } } });
  });

  it('should leave no entry for a skipped route', async () => {
    await fetch(`${shop.url}/shop/health`);
    expect(await log.fresh()).toEqual([]);
  });

  it('should not mix up actors of concurrent requests', async () => {
    const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    await Promise.all(
      users.map((user) =>
        fetch(`${shop.url}/shop/nested`, { method: 'POST', headers: { ...JSON_BODY, 'x-user': user }, body: '{}' }),
      ),
    );
    const entries = await log.fresh();
    const actorOf = new Map(entries.map(({ requestId, userId }) => [requestId, userId]));
    expect(actorOf.size).toBe(200);
    for (const { requestId, userId } of entries) expect(actorOf.get(requestId)).toBe(userId);
    expect(new Set(entries.map(({ userId }) => userId))).toEqual(new Set(users));
  });

  it('should record calls outside requests as done by the system', async () => {
    const service = shop.app.get(ShopService);
    expect(service.importNow(['a', 'b'])).toBe(2);
    expect(() => service.importNow([])).toThrow(RangeError);
    const [done, failed] = await log.fresh();
    expect(done).toMatchObject({
      actorType: 'system',
      status: 'success',
      requestId: null,
      description: 'The system imported stock',
    });
    expect(failed).toMatchObject({ status: 'error', errorType: 'RangeError' });
  });

  it('should run the audited methods of an instance that Nest did not make', () => {
    expect(new ShopService().importNow(['a'])).toBe(1);
  });
});
