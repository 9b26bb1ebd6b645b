import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { EveryoneMayRead } from '../fixture/everyone-may-read.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { logRow, storeRows } from '../support/log-rows.ts';

const MOMENT = new Date('2026-04-01T12:00:00Z');
const times = (count: number, part: string): string => Array.from({ length: count }, () => part).join('&');
const megabyte = 'x'.repeat(1024 ** 2);

interface Problem {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly field: string; readonly reason: string }[];
}

/** Queries, and the field that is refused. */
const REFUSED: readonly (readonly [title: string, query: string, field: string])[] = [
  ['a page beyond the deepest', 'page=10001', 'page'],
  ['a page that ends beyond the deepest row', 'page=200&limit=51', 'page'],
  ['a page as large as a number gets', 'page=9007199254740993', 'page'],
  ['a page that is a fraction', 'page=1e3', 'page'],
  ['a page below the first', 'page=-1', 'page'],
  ['a page that is infinite', 'page=Infinity', 'page'],
  ['several pages', 'page=1&page=2', 'page'],
  ['several limits', 'limit=1&limit=1000000', 'limit'],
  ['several cursors', 'cursor=a&cursor=b', 'cursor'],
  ['several beginnings', 'from=2026-01-01&from=2026-01-02', 'from'],
  ['several searches', 'search=a&search=b', 'search'],
  ['an operator of another database', 'filter[$ne]=1', 'filter[$ne]'],
  ['an operator on a filter', 'userId[$gt]=', 'userId[$gt]'],
  ['an index on a filter', 'userId[0]=a', 'userId[0]'],
  ['an unknown parameter', 'order=asc', 'order'],
  ['a parameter without a name', '=1', ''],
  ['the prototype', '__proto__=1', '__proto__'],
  ['a field of the prototype', '__proto__[limit]=1', '__proto__[limit]'],
  ['the constructor', 'constructor=1', 'constructor'],
  ['toString', 'toString=1', 'toString'],
  ['hasOwnProperty', 'hasOwnProperty=1', 'hasOwnProperty'],
  ['51 values', times(51, 'userId=a'), 'userId'],
  ['a value that is too long', `userId=${'a'.repeat(301)}`, 'userId'],
  ['an empty value among others', 'userId=a&userId=', 'userId'],
  ['NUL in a filter', 'userId=a%00b', 'userId'],
  ['NUL in a search', 'search=a%00b', 'search'],
  ['NUL in the search language', 'q=a%00b', 'q'],
  ['a search that is too long', `search=${'a'.repeat(201)}`, 'search'],
  ['a day that there is not', 'from=2026-02-29', 'from'],
  ['an hour that there is not', 'to=2026-02-01T25:00:00Z', 'to'],
  ['a year of five digits', 'from=12026-01-01', 'from'],
  ['a year of six digits', 'to=%2B012026-01-01T00:00:00Z', 'to'],
  ['SQL for a time', "from=now()'--", 'from'],
  ['infinity for a time', 'from=-infinity', 'from'],
  ['an end before the beginning', 'from=2026-02-01&to=2026-01-01', 'to'],
  ['a network without an end', 'ipAddress=10.0.0.0/', 'ipAddress'],
  ['a network that is too wide', 'ipAddress=::/129', 'ipAddress'],
  ['a zone in an address', 'ipAddress=fe80::1%25eth0', 'ipAddress'],
  ['a status that there is not', "status=success'--", 'status'],
];

/** Queries that are odd but mean something, and find nothing. */
const EMPTY: readonly (readonly [title: string, query: string])[] = [
  ['SQL in a filter', "userId=a' OR '1'='1"],
  ['SQL in a search', "search=%25' OR 1=1 --"],
  ['wildcards', 'search=%25%25_%25'],
  ['a backslash at the end', 'search=%5C'],
  ['line ends', 'userId=a%0D%0ASet-Cookie:%20b=1'],
  ['a half of a character', 'search=%ED%A0%80'],
  ['broken UTF-8', 'userId=%FF%FE'],
  ['characters that go the other way', 'userId=%E2%80%AEabc'],
  ['text of regular expressions', 'search=(a%2B)%2B%24'],
  ['every placeholder', 'userId=%241&actionType=%242'],
  ['before all times', 'to=0001-01-01'],
  ['the year zero', 'to=0000-01-01'],
  ['after all times', 'from=9999-12-31T23:59:59.999Z'],
  ['the widest range', 'from=0000-01-01&to=9999-12-31&userId=nobody'],
  ['50 values', times(50, 'userId=nobody')],
  ['the longest values', times(20, `userId=${'n'.repeat(300)}`)],
];

const IDS = [
  '..',
  '../../etc/passwd',
  '%00',
  'x'.repeat(90),
  "' OR 1=1 --",
  '\r\nSet-Cookie: a=1',
  '\uFEFF',
  '[object Object]',
];

describe.each(PLATFORMS)('hostile questions on %s', (platform) => {
  let shop: ShopApp;
  const row = logRow({ timestamp: MOMENT, userId: 'somebody', resourceType: 'order', resourceId: '1' });

  beforeAll(async () => {
    shop = await createShopApp(platform, { access: EveryoneMayRead, clock: () => MOMENT });
    await storeRows(shop.app, [row, logRow({ timestamp: MOMENT, userId: 'somebody' })]);
  });
  afterEach(async () => {
    const { status } = await fetch(`${shop.url}/audit-logs/${row.id}`);
    if (status !== 200) throw new Error(`It is not well any more: ${status}`);
  });
  afterAll(() => shop.close());

  async function ask(path: string): Promise<readonly [status: number, body: Problem, headers: Headers]> {
    const answer = await fetch(`${shop.url}/audit-logs${path}`);
    const body = await answer.text();
    return [answer.status, (body === '' ? {} : JSON.parse(body)) as Problem, answer.headers];
  }

  describe.each(['', '/resources/order/1'])('GET /audit-logs%s', (list) => {
    it.each(REFUSED)('should refuse %s', async (_title, query, field) => {
      const [status, { code, errors, message }] = await ask(`${list}?${query}`);
      expect([status, code]).toEqual([400, 'AUDIT_QUERY_INVALID']);
      // one application reads brackets as objects, the other as a part of the name
      expect(errors!.map((error) => field.startsWith(error.field))).toContain(true);
      expect(errors!.every(({ reason }) => reason !== '')).toBe(true);
      expect(message).not.toMatch(/SELECT|audit_logs|node_modules/);
    });

    it.each(EMPTY)('should find nothing for %s', async (_title, query) => {
      const [status, body, headers] = await ask(`${list}?${query}`);
      expect([status, body]).toMatchObject([200, { data: [], pagination: { total: 0 } }]);
      expect(headers.get('set-cookie')).toBeNull();
    });
  });

  it.each([
    ['an empty one', () => ''],
    ['one that is too long', () => 'A'.repeat(501)],
    ['no cursor at all', () => 'abc'],
    ['JSON of something else', () => Buffer.from('{"a":1}').toString('base64url')],
    ['an empty list', () => Buffer.from('[]').toString('base64url')],
    ['one that is cut short', (cursor: string) => cursor.slice(0, -4)],
    ['one with more behind it', (cursor: string) => `${cursor}AAAA`],
    [
      'one with another letter',
      (cursor: string) => `${cursor.slice(0, 8)}${cursor[8] === 'A' ? 'B' : 'A'}${cursor.slice(9)}`,
    ],
    ['one that leads the other way', (cursor: string) => changed(cursor, (parts) => ['newer', ...parts.slice(1)])],
    ['one with another time', (cursor: string) => changed(cursor, ([way, , ...rest]) => [way, 0, ...rest])],
    [
      'one with SQL for an id',
      (cursor: string) => changed(cursor, ([way, time, , sign]) => [way, time, "' OR 1=1", sign]),
    ],
    ['one without a signature', (cursor: string) => changed(cursor, (parts) => parts.slice(0, 3))],
    ['one with deep lists', () => Buffer.from(`${'['.repeat(180)}${']'.repeat(180)}`).toString('base64url')],
  ])('should refuse as a cursor %s', async (_title, change) => {
    const [, first] = await ask('?userId=somebody&limit=1');
    const { nextCursor } = (first as { pagination: { nextCursor: string } }).pagination;
    const [status, { code }] = await ask(`?userId=somebody&limit=1&cursor=${change(nextCursor)}`);
    expect(status).toBe(400);
    expect(['AUDIT_CURSOR_INVALID', 'AUDIT_QUERY_INVALID']).toContain(code);
  });

  it.each([
    '/errors?userId=somebody',
    '/resources/order/1?userId=somebody',
    '?userId=another',
    '?userId=somebody&to=2027-01-01',
  ])('should refuse in %s a cursor of another list', async (other) => {
    const [, first] = await ask('?userId=somebody&limit=1');
    const { nextCursor } = (first as { pagination: { nextCursor: string } }).pagination;
    const [status, { code }] = await ask(`${other}&limit=1&cursor=${nextCursor}`);
    expect([status, code]).toEqual([400, 'AUDIT_CURSOR_INVALID']);
  });

  it.each(IDS)('should take no harm from the id %j', async (id) => {
    for (const path of [`/${encodeURIComponent(id)}`, `/${encodeURIComponent(id)}/related`]) {
      const [status, , headers] = await ask(path);
      expect(status === 200 ? 'the list' : status).not.toBeGreaterThanOrEqual(500);
      expect(headers.get('set-cookie')).toBeNull();
    }
    const [status, body] = await ask(`/resources/order/${encodeURIComponent(id)}/state`);
    expect([200, 400, 404]).toContain(status);
    if (status === 200 && 'fields' in body) expect(body).toMatchObject({ existence: 'unknown', fields: [] });
  });

  /** The client would put these in order before it sends them. */
  async function send(target: string): Promise<number> {
    const { hostname, port } = new URL(shop.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(await text(socket).catch(() => ''))?.[1]);
  }

  it.each([
    ['/audit-logs/../audit-logs/../../etc/passwd', [400, 404]],
    ['/audit-logs/%2e%2e%2f%2e%2e%2fetc%2fpasswd', [400, 404]],
    ['/audit-logs/resources/order/%2e%2e%2f%2e%2e/state', [200]],
    ['/audit-logs/%E0%A4%A', [400, 404]],
    ['/audit-logs/resources/order/%E0%A4%A/state', [400, 404]],
    ['/audit-logs?userId=%E0%A4%A', [200, 400]],
    ['/audit-logs?%', [400]],
    [`/audit-logs?search=${megabyte}`, [400, 414, 431]],
    [`/audit-logs?${times(10_000, 'userId=a')}`, [400, 414, 431]],
    [`/audit-logs/resources/order/${'x'.repeat(10_000)}`, [400, 404, 414]],
  ])('should answer %.60s as a mistake of the client', async (target, statuses) => {
    expect(statuses).toContain(await send(target));
  });
});

function changed(cursor: string, change: (parts: unknown[]) => unknown[]): string {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
  return Buffer.from(JSON.stringify(change(parts))).toString('base64url');
}
