import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { TenantAccess } from '../fixture/tenant-access.ts';
import { EventStream } from '../support/event-stream.ts';
import { LogWriter } from '../support/log-writer.ts';
import { until } from '../support/until.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read' };
const LIVE = { pollMs: 20, maxStreams: 6, maxPerUser: 2 };
/** What following the log leaves in it is not followed here. */
const OF_SHOP = 'category=shop';

describe.each(PLATFORMS)('GET /audit-logs/stream on %s', (platform) => {
  let shop: ShopApp;
  let other: LogWriter;
  let databaseUrl: string;
  const open: EventStream[] = [];

  beforeAll(async () => {
    const reach = (url: string) => Promise.resolve((databaseUrl = url));
    shop = await createShopApp(platform, { live: LIVE, reach });
    other = await LogWriter.open(databaseUrl);
  });
  afterEach(async () => {
    open.splice(0).forEach((stream) => stream.close());
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  let users = 0;
  /** Each by a user of its own, unless told otherwise. */
  async function follow(query = OF_SHOP, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    users += 1;
    const reader = { ...READER, 'x-user': `auditor-${users}`, ...headers };
    const stream = await EventStream.open(`${shop.url}/audit-logs/stream?${query}`, reader);
    open.push(stream);
    return stream;
  }

  it('should begin with where it begins, and how to come again', async () => {
    const stream = await follow();
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await until('an event', () => stream.events.length > 0);
    expect(stream.text).toMatch(/^retry: 2000\n\nid: [\w.-]+\nevent: ready\ndata: {"isResumed":false}\n\n$/);
  });

  it('should tell an entry as it is read', async () => {
    const stream = await follow();
    shop.audit.record({ category: 'shop', action: 'create', resource: 'order', resourceId: '7' });
    await stream.has(1);
    const [entry] = stream.entries;
    const one = await fetch(`${shop.url}/audit-logs/${String(entry!['id'])}`, { headers: READER });
    expect(entry).toEqual(await one.json());
  });

  it('should tell what somebody else has written, however long ago it has happened', async () => {
    const stream = await follow();
    await other.write({ description: 'now' });
    await other.write({ description: 'long ago', timestamp: new Date(Date.now() - 3 * 3_600_000) });
    await stream.has(2);
    expect(stream.descriptions).toEqual(['now', 'long ago']);
  });

  it('should tell only what matches all filters and the query', async () => {
    const stream = await follow('status=failure&status=error&q=-action:login "wanted"&search=wanted');
    await other.write(
      { description: 'wanted, but a success' },
      { description: 'wanted, but a login', status: 'failure', actionType: 'login' },
      { description: 'something else', status: 'failure' },
      { description: 'wanted', status: 'failure' },
    );
    await stream.has(1);
    await other.write({ description: 'wanted too', status: 'error' });
    await stream.has(2);
    expect(stream.descriptions).toEqual(['wanted', 'wanted too']);
  });

  it('should tell several clients what each of them wants', async () => {
    const [all, failures, again] = [await follow(), await follow('status=failure'), await follow()];
    await other.write({ description: 'done' }, { description: 'failed', status: 'failure' });
    await Promise.all([all.has(2), again.has(2), failures.has(1)]);
    expect(failures.descriptions).toEqual(['failed']);
    expect(again.entries).toEqual(all.entries);
  });

  it('should tell entries when they become visible, not in the order in which they were written', async () => {
    const stream = await follow();
    const slow = await LogWriter.open(databaseUrl);
    await slow.run('BEGIN');
    await slow.write({ description: 'written first' });
    await slow.run('SAVEPOINT part');
    await slow.write({ description: 'written second' });
    await other.write({ description: 'written third' });
    await stream.has(1);
    await slow.run('RELEASE part');
    await slow.run('SAVEPOINT nothing');
    await slow.write({ description: 'never was' });
    await slow.run('ROLLBACK TO nothing');
    await other.write({ description: 'written last' });
    await stream.has(2);
    await slow.run('COMMIT');
    await stream.has(4);
    await slow.close();
    expect(stream.descriptions).toEqual(['written third', 'written last', 'written first', 'written second']);
  });

  it('should tell what a transaction ends that was open when it began', async () => {
    const slow = await LogWriter.open(databaseUrl);
    await slow.run('BEGIN');
    await slow.write({ description: 'written before' });
    await other.write({ description: 'visible before' });
    const stream = await follow();
    await slow.run('COMMIT');
    await stream.has(1);
    await slow.close();
    expect(stream.descriptions).toEqual(['written before']);
  });

  it('should fill the hole of a connection that was cut', async () => {
    const first = await follow();
    await other.write({ description: '1' }, { description: '2' }, { description: '3' });
    await first.has(3);
    first.close();
    const slow = await LogWriter.open(databaseUrl);
    await slow.run('BEGIN');
    await slow.write({ description: '4' });
    await other.write({ description: '5' });
    const second = await follow(OF_SHOP, { 'last-event-id': first.events.at(-2)!.id });
    await second.has(2);
    await slow.run('COMMIT');
    await slow.close();
    await second.has(3);
    expect(second.events[0]).toMatchObject({ event: 'ready', body: { isResumed: true } });
    expect(second.descriptions).toEqual(['3', '5', '4']);
    const third = await follow(`${OF_SHOP}&lastEventId=${second.lastEventId}`);
    await other.write({ description: '6' });
    await third.has(1);
    expect(third.descriptions).toEqual(['6']);
  });

  it('should go on from where nothing had come yet', async () => {
    const first = await follow();
    await until('it is ready', () => first.events.length === 1);
    first.close();
    await other.write({ description: 'meanwhile' });
    const second = await follow(OF_SHOP, { 'last-event-id': first.lastEventId });
    await second.has(1);
    expect(second.descriptions).toEqual(['meanwhile']);
  });

  it.each(['nonsense', 'WzAsMCxbXSxbXSxudWxsXQ.aaaaaaaaaaaaaaaaaaaaaa'])(
    'should begin anew, and say so, behind an id that is none: %s',
    async (id) => {
      await other.write({ description: 'before' });
      const stream = await follow(OF_SHOP, { 'last-event-id': id });
      await other.write({ description: 'after' });
      await stream.has(1);
      expect(stream.events[0]).toMatchObject({ event: 'ready', body: { isResumed: false } });
      expect(stream.descriptions).toEqual(['after']);
    },
  );

  it('should refuse filters that are wrong, and who may not read', async () => {
    const wrong = await follow('status=great');
    expect(wrong.status).toBe(400);
    const eve = await EventStream.open(`${shop.url}/audit-logs/stream`, { 'x-user': 'eve' });
    expect(eve.status).toBe(403);
  });

  it('should leave one entry, at once, and no other when it ends', async () => {
    const all = await follow('category=administrative');
    const stream = await follow(OF_SHOP, { 'x-user': 'the-one' });
    const own = () => all.entries.filter(({ userId }) => userId === 'the-one');
    await until('it is told', () => own().length > 0);
    await other.write({ description: 'something' });
    await stream.has(1);
    stream.close();
    await until('its place is free', async () => {
      const streams = [await follow(OF_SHOP, { 'x-user': 'the-one' }), await follow(OF_SHOP, { 'x-user': 'the-one' })];
      streams.forEach((each) => each.close());
      return streams.every(({ status }) => status === 200);
    });
    const left = own().filter(({ status }) => status === 'success');
    expect(left[0]).toMatchObject({
      category: 'administrative',
      actionType: 'read',
      resourceType: 'audit_log',
      description: 'the-one@example.com read the audit log live',
      metadata: { http: { statusCode: 200, query: { category: 'shop' } } },
    });
    await shop.audit.flush();
    const about = `requestId=${String(left[0]!['requestId'])}`;
    const page = await fetch(`${shop.url}/audit-logs?${about}`, { headers: READER });
    expect(await page.json()).toMatchObject({ pagination: { total: 1 } });
  });

  it('should open nothing for a HEAD', async () => {
    const heads = Array.from({ length: LIVE.maxPerUser + 1 }, () =>
      fetch(`${shop.url}/audit-logs/stream`, { method: 'HEAD', headers: { ...READER, 'x-user': 'head' } }),
    );
    expect((await Promise.all(heads)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('should be limited for each user and for all', async () => {
    const mine = { 'x-user': 'eager' };
    const [first] = [await follow(OF_SHOP, mine), await follow(OF_SHOP, mine)];
    const tooMany = await follow(OF_SHOP, mine);
    expect(tooMany.status).toBe(429);
    expect(tooMany.headers['retry-after']).toBe('5');
    while ((await follow()).status === 200) expect(open.length).toBeLessThanOrEqual(LIVE.maxStreams + 1);
    const busy = open.at(-1)!;
    expect(busy.status).toBe(503);
    expect(busy.headers['retry-after']).toBe('5');
    first.close();
    await until('a place is free', async () => (await follow()).status === 200);
  });
});

describe.each(PLATFORMS)('the tenants of a stream on %s', (platform) => {
  it('should be those that its reader may see', async () => {
    let databaseUrl = '';
    const reach = (url: string) => Promise.resolve((databaseUrl = url));
    const shop = await createShopApp(platform, { access: TenantAccess, live: LIVE, reach });
    const other = await LogWriter.open(databaseUrl);
    try {
      const url = `${shop.url}/audit-logs/stream?${OF_SHOP}`;
      const [acme, both, nobody, all] = await Promise.all([
        EventStream.open(url, { 'x-tenants': 'acme', 'x-user': 'a' }),
        EventStream.open(`${url}&tenantId=globex`, { 'x-tenants': 'acme,globex', 'x-user': 'b' }),
        EventStream.open(url, { 'x-tenants': '', 'x-user': 'c' }),
        EventStream.open(url, { 'x-user': 'd' }),
      ]);
      await other.write(
        { description: 'of acme', tenantId: 'acme' },
        { description: 'of globex', tenantId: 'globex' },
        { description: 'of nobody' },
      );
      await Promise.all([acme.has(1), both.has(1), all.has(3)]);
      expect([acme, both, nobody].map(({ descriptions }) => descriptions)).toEqual([['of acme'], ['of globex'], []]);
    } finally {
      await other.close();
      await shop.close();
    }
  });
});
