import { parse } from 'csv-parse/sync';
import { v4 as uuidV4 } from 'uuid';
import type { AuditEntry, AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read,audit:export' };
const T0 = Date.UTC(2026, 0, 31, 23, 59, 0);
const MINUTE = 60_000;
/** Later than everything that is read here. */
const AFTER = T0 + 61 * MINUTE;
const UNTIL = `to=${new Date(AFTER).toISOString()}`;

interface Page {
  readonly data: (Omit<AuditLog, 'timestamp'> & { readonly timestamp: string })[];
  readonly pagination: {
    readonly limit: number;
    readonly page: number | null;
    readonly total: number;
    readonly totalIsExact: boolean;
    readonly nextCursor: string | null;
    readonly previousCursor: string | null;
  };
}

/** Three users, two categories and, every tenth, a fault. */
function entry(index: number): AuditEntry {
  const actor = { type: 'user', id: `u${index % 3}`, label: `user${index % 3}@example.com` } as const;
  const base = {
    category: index % 2 === 0 ? 'shop' : 'request',
    action: index % 5 === 0 ? 'login' : 'update',
    actor,
  } as const;
  const error = index % 10 === 0 ? new TypeError(`broken ${index}`) : undefined;
  return { ...base, resource: 'order', resourceId: String(index % 7), error };
}

const ids = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);

describe.each(PLATFORMS)('reading on %s', (platform) => {
  let shop: ShopApp;
  let now = T0;
  /** Everything that was recorded before the tests read, newest first. */
  let stored: AuditLog[];

  beforeAll(async () => {
    shop = await createShopApp(platform, { clock: () => new Date(now) });
    for (let index = 0; index < 120; index += 1) {
      now = T0 + Math.floor(index / 2) * MINUTE; // two entries share each moment; they cross a month
      shop.audit.record(entry(index));
    }
    now = T0 + 60 * MINUTE;
    shop.audit.record({
      category: 'shop',
      action: 'create',
      description: '=SUM(A1) 100%_sure, "quoted"\\ back',
      metadata: { note: '=1+1' },
    });
    stored = (await new LogReader(shop.app).all()).toReversed();
    now = AFTER + MINUTE; // what the tests themselves leave comes later
  });
  afterAll(() => shop.close());

  async function get(path: string, headers: Record<string, string> = READER): Promise<Response> {
    return fetch(`${shop.url}/audit-logs${path}`, { headers });
  }

  async function page(query: string): Promise<Page> {
    const bounded = query.includes('to=') ? query : `${query}${query.includes('?') ? '&' : '?'}${UNTIL}`;
    const answer = await get(bounded);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('json')]);
    return (await answer.json()) as Page;
  }

  it('should list the newest 50 first with the total', async () => {
    const { data, pagination } = await page('');
    expect(ids(data)).toEqual(ids(stored.slice(0, 50)));
    expect(pagination).toEqual({
      limit: 50,
      page: 1,
      total: 121,
      totalIsExact: true,
      nextCursor: expect.any(String),
      previousCursor: null,
    });
    expect(data[0]).toMatchObject({ timestamp: new Date(T0 + 60 * MINUTE).toISOString(), severity: null });
  });

  it('should give the pages by number', async () => {
    expect(ids((await page('?page=3&limit=50')).data)).toEqual(ids(stored.slice(100)));
    expect((await page('?page=9')).data).toEqual([]);
  });

  it('should walk the whole list by cursor forward and back, each entry once', async () => {
    const forward: string[] = [];
    let { data, pagination } = await page('?limit=30');
    forward.push(...ids(data));
    while (pagination.nextCursor !== null) {
      ({ data, pagination } = await page(`?limit=30&cursor=${pagination.nextCursor}`));
      expect(pagination.page).toBeNull();
      forward.push(...ids(data));
    }
    expect(forward).toEqual(ids(stored));
    const back: string[] = ids(data);
    while (pagination.previousCursor !== null) {
      ({ data, pagination } = await page(`?limit=30&cursor=${pagination.previousCursor}`));
      back.unshift(...ids(data));
    }
    expect(back).toEqual(ids(stored));
  });

  it('should lead to the pages beside a page by links relative to its address', async () => {
    const first = await get(`?limit=30&${UNTIL}`);
    const second = new URL(/<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '', first.url);
    const answer = await fetch(second, { headers: READER });
    const { data } = (await answer.json()) as Page;
    expect(ids(data)).toEqual(ids(stored.slice(30, 60)));
    expect(answer.headers.get('link')).toMatch(/rel="next", .*rel="prev", .*rel="first"$/);
  });

  it.each<[query: string, matches: (entry: AuditLog) => boolean]>([
    ['userId=u1', ({ userId }) => userId === 'u1'],
    ['userId=u1&userId=u2', ({ userId }) => userId === 'u1' || userId === 'u2'],
    ['actionType=login', ({ actionType }) => actionType === 'login'],
    ['category=shop&actionType=login', (log) => log.category === 'shop' && log.actionType === 'login'],
    ['resourceType=order&resourceId=3', ({ resourceId }) => resourceId === '3'],
    ['status=error', ({ status }) => status === 'error'],
    ['severity=ERROR&severity=CRITICAL', ({ severity }) => severity === 'ERROR'],
    ['errorType=TypeError', ({ errorType }) => errorType === 'TypeError'],
    ['from=2026-02-01', ({ timestamp }) => timestamp.getTime() >= Date.UTC(2026, 1, 1)],
    ['to=2026-02-01T00:00:00%2B00:00', ({ timestamp }) => timestamp.getTime() < Date.UTC(2026, 1, 1)],
    ['search=USER2@example', ({ userLabel }) => userLabel === 'user2@example.com'],
    ['search=100%25_sure', ({ description }) => description.includes('100%_sure')],
    ['search=1000', () => false],
    ['search=%5C%20back', ({ description }) => description.includes('\\ back')],
    ['ipAddress=10.0.0.0/8', () => false],
    ['userId=nobody', () => false],
  ])('should filter by %s', async (query, matches) => {
    const expected = stored.filter((log) => matches(log));
    const { data, pagination } = await page(`?limit=200&${query}`);
    expect(ids(data)).toEqual(ids(expected));
    expect(pagination.total).toBe(expected.length);
  });

  it('should list only entries with a severity as errors', async () => {
    const { data } = await page('/errors?limit=200');
    expect(ids(data)).toEqual(ids(stored.filter(({ severity }) => severity !== null)));
    expect(data.length).toBeGreaterThan(5);
  });

  it('should open one entry with everything it holds', async () => {
    const failed = stored.find(({ status }) => status === 'error')!;
    const answer = await get(`/${failed.id}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(failed)));
  });

  it.each([
    ['/not-an-id', 400],
    [`/${uuidV4()}`, 404],
    ['/019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11', 404],
  ])('should answer %s with %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it.each([
    ['limit=201', 'limit'],
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=abc', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=', 'limit'],
    ['page=0', 'page'],
    ['page=201', 'page'],
    ['page=1&cursor=x', 'page'],
    ['from=yesterday', 'from'],
    ['from=2026-02-30', 'from'],
    ['from=2026-02-01T10:00', 'from'],
    ['from=2026-02-02&to=2026-02-01', 'to'],
    ['status=bad', 'status'],
    ['severity=error', 'severity'],
    ['ipAddress=10.0.0.0/33', 'ipAddress'],
    ['ipAddress=local', 'ipAddress'],
    ['userId=', 'userId'],
    ['userId[$ne]=x', 'userId[$ne]'],
    ['search=', 'search'],
    ['search=%00', 'search'],
    ['sort=asc', 'sort'],
    ['constructor=1', 'constructor'],
    ['__proto__=1', '__proto__'],
  ])('should refuse %s naming the field', async (query, field) => {
    const answer = await get(`?${query}`);
    expect(answer.status).toBe(400);
    const body = (await answer.json()) as { code: string; errors: { field: string; reason: string }[] };
    expect(body.code).toBe('AUDIT_QUERY_INVALID');
    expect(body.errors).toEqual([{ field: expect.any(String), reason: expect.any(String) }]);
    expect(field.startsWith(body.errors[0]!.field)).toBe(true);
  });

  it('should refuse a cursor that was changed or belongs to other filters', async () => {
    const { nextCursor } = (await page('?limit=10&userId=u1')).pagination;
    for (const query of [
      `?limit=10&cursor=${nextCursor}`,
      `?userId=u1&${UNTIL}&cursor=${nextCursor}x`,
      '?cursor=e30',
    ]) {
      const answer = await get(query);
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'AUDIT_CURSOR_INVALID' }]);
    }
    expect((await get(`?limit=20&userId=u1&${UNTIL}&cursor=${nextCursor}`)).status).toBe(200);
  });

  it('should export all that match as CSV that no spreadsheet takes for formulas', async () => {
    const answer = await get(`/export?format=csv&${UNTIL}`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-log-[\dTZ-]+\.csv"$/);
    const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
    expect(rows.map(({ id }) => id)).toEqual(ids(stored));
    expect(rows[0]).toMatchObject({
      timestamp: new Date(T0 + 60 * MINUTE).toISOString(),
      description: `'=SUM(A1) 100%_sure, "quoted"\\ back`,
      userId: '',
    });
    expect(JSON.parse(rows[0]!['metadata']!)).toEqual({ note: '=1+1' });
  });

  it('should export JSON and NDJSON with the same entries, filtered', async () => {
    const expected = JSON.parse(JSON.stringify(stored.filter(({ userId }) => userId === 'u1'))) as unknown[];
    expect(await (await get('/export?format=json&userId=u1')).json()).toEqual(expected);
    const lines = (await (await get('/export?format=ndjson&userId=u1')).text()).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(expected);
    expect(await (await get('/export?format=json&userId=nobody')).json()).toEqual([]);
  });

  it.each(['/export', '/export?format=xlsx', '/export?format=csv&limit=5'])('should refuse %s', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it.each([
    ['', { 'x-allow': 'audit:export' }],
    ['/errors', {}],
    ['/export?format=csv', { 'x-allow': 'audit:read' }],
  ])('should answer %s with 403 when the host does not allow it', async (path, headers) => {
    const answer = await get(path, headers);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'AUDIT_ACCESS_DENIED' }]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('should have no route for %s', async (method) => {
    for (const path of ['', `/${stored[0]!.id}`]) {
      const answer = await fetch(`${shop.url}/audit-logs${path}`, { method, headers: READER });
      expect(answer.status).toBe(404);
    }
  });
});
