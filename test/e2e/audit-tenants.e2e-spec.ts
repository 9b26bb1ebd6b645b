import { parse } from 'csv-parse/sync';
import type { AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { TenantAccess } from '../fixture/tenant-access.ts';
import { logRow, newestFirst, storeRows } from '../support/log-rows.ts';

const T0 = Date.UTC(2026, 1, 1, 12);
const TENANTS = ['acme', 'globex', null] as const;
/** All have it in common, whoever's they are. */
const SHARED = { requestId: 'q-1', traceId: 't-1', userId: 'u-1', resourceType: 'order', resourceId: '7' } as const;

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly pagination: { readonly total: number; readonly nextCursor: string | null };
}

const idsOf = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);
const idsOnPage = (body: string): string[] => idsOf((JSON.parse(body) as Page).data);
const idsInJson = (body: string): string[] => idsOf(JSON.parse(body) as Page['data']);
const idsInRelated = (body: string): string[] => {
  const groups = Object.values(JSON.parse(body) as Record<string, Page>);
  return [...new Set(groups.flatMap(({ data }) => idsOf(data)))];
};

/** What gives entries: its path, and the ids in its answer; a reader has to find his own there, and no others. */
const GIVING: readonly (readonly [path: (own: AuditLog) => string, idsIn: (body: string) => string[]])[] = [
  [() => '?limit=200', idsOnPage],
  [() => '/errors?limit=200', idsOnPage],
  [() => '/resources/order/7?limit=200', idsOnPage],
  [({ id }) => `/${id}/related`, idsInRelated],
  [({ id }) => `/${id}`, (body) => [(JSON.parse(body) as AuditLog).id]],
  [() => '/export?format=json', idsInJson],
  [
    () => '/export?format=ndjson',
    (body) =>
      body
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as AuditLog).id),
  ],
  [() => '/export?format=csv', (body) => idsOf(parse(body, { columns: true }))],
  [
    () => '/resources/order/7/state',
    (body) => (JSON.parse(body) as { fields: { entryId: string }[] }).fields.map(({ entryId }) => entryId),
  ],
];

/** What is about one entry: to those who may not see it, it is absent. */
const ABOUT_ONE = [(id: string) => `/${id}`, (id: string) => `/${id}/related`];

/** Pages by cursor. */
const PAGED = ['', '/errors', '/resources/order/7'];

describe.each(PLATFORMS)('tenants on %s', (platform) => {
  let shop: ShopApp;
  let rows: readonly AuditLog[];

  beforeAll(async () => {
    shop = await createShopApp(platform, { access: TenantAccess, clock: () => new Date(T0 + 3_600_000) });
    rows = Array.from({ length: 18 }, (_, number) =>
      logRow({
        ...SHARED,
        timestamp: new Date(T0 + number * 1_000),
        tenantId: TENANTS[number % TENANTS.length]!,
        status: 'failure',
        severity: 'WARNING',
        metadata: { context: { session: 's-1' } },
      }),
    );
    const changed = TENANTS.map((tenantId, number) =>
      logRow({
        ...SHARED,
        timestamp: new Date(T0 + 60_000 + number),
        tenantId,
        severity: 'WARNING',
        metadata: { context: { session: 's-1' }, changes: { owner: { from: null, to: String(tenantId) } } },
      }),
    );
    rows = newestFirst([...rows, ...changed]);
    await storeRows(shop.app, rows);
  });
  afterAll(() => shop.close());

  const ofTenants = (tenants: string): readonly AuditLog[] =>
    rows.filter(({ tenantId }) => tenantId !== null && tenants.split(',').includes(tenantId));

  async function get(path: string, tenants?: string): Promise<readonly [status: number, body: string]> {
    const headers: Record<string, string> = tenants === undefined ? {} : { 'x-tenants': tenants };
    const answer = await fetch(`${shop.url}/audit-logs${path}`, { headers });
    return [answer.status, await answer.text()];
  }

  describe.each(GIVING)('%s', (pathOf, idsIn) => {
    it.each(['acme', 'globex', 'acme,globex'])(
      'should give those who may see %s theirs, and nothing else',
      async (tenants) => {
        const own = ofTenants(tenants);
        const [status, body] = await get(pathOf(own[3]!), tenants);
        expect(status).toBe(200);
        const found = idsIn(body);
        expect(found.length).toBeGreaterThan(0);
        expect(found.filter((id) => !idsOf(own).includes(id))).toEqual([]);
      },
    );
  });

  it.each(['', '/errors', '/resources/order/7'])('should list and count in %j just what is theirs', async (path) => {
    for (const tenants of ['acme', 'acme,globex']) {
      const [, body] = await get(`${path}?limit=200`, tenants);
      const { data, pagination } = JSON.parse(body) as Page;
      expect([idsOf(data), pagination.total]).toEqual([idsOf(ofTenants(tenants)), ofTenants(tenants).length]);
    }
  });

  it('should give those who may see everything also what is of no tenant', async () => {
    const [, body] = await get('/resources/order/7?limit=200');
    expect(idsOnPage(body)).toEqual(idsOf(rows));
  });

  it.each(['', 'initech'])('should give nothing to those who may see the tenants [%s]', async (tenants) => {
    for (const path of PAGED) {
      const [, body] = await get(path, tenants);
      expect(JSON.parse(body)).toMatchObject({ data: [], pagination: { total: 0, totalIsExact: true } });
    }
    expect(await get('/export?format=json', tenants)).toEqual([200, expect.stringMatching(/^\s*\[\s*\]\s*$/)]);
    const [, state] = await get('/resources/order/7/state', tenants);
    expect(JSON.parse(state)).toMatchObject({ existence: 'unknown', fields: [] });
  });

  it.each(ABOUT_ONE)('should answer %s for what is not theirs as for what is not there', async (pathOf) => {
    const absent = logRow({ timestamp: new Date(T0) });
    const hidden = rows.filter(({ tenantId }) => tenantId !== 'acme');
    const [status, body] = await get(pathOf(absent.id), 'acme');
    expect(status).toBe(404);
    for (const { id } of hidden) expect(await get(pathOf(id), 'acme')).toEqual([404, body]);
  });

  it.each([...PAGED, '/export'])('should find nothing in %j by a filter for another tenant', async (path) => {
    const format = path === '/export' ? '&format=ndjson' : '';
    const [status, body] = await get(`${path}?tenantId=globex${format}`, 'acme');
    expect(status).toBe(200);
    if (path === '/export') expect(body).toBe('');
    else expect(JSON.parse(body)).toMatchObject({ data: [], pagination: { total: 0 } });
    const [, both] = await get(`${path}?tenantId=globex&tenantId=acme${format}`, 'acme');
    expect(both).toContain(ofTenants('acme')[0]!.id);
    expect(both).not.toContain(ofTenants('globex')[0]!.id);
  });

  it.each(PAGED)('should refuse in %j the cursor of those who may see something else', async (path) => {
    const cursorOf = async (tenants?: string): Promise<string> => {
      const [, body] = await get(`${path}?limit=2`, tenants);
      return (JSON.parse(body) as Page).pagination.nextCursor!;
    };
    const cursors = { acme: await cursorOf('acme'), both: await cursorOf('acme,globex'), all: await cursorOf() };
    for (const cursor of [cursors.both, cursors.all]) {
      const [status, body] = await get(`${path}?limit=2&cursor=${cursor}`, 'acme');
      expect([status, JSON.parse(body)]).toMatchObject([400, { code: 'AUDIT_CURSOR_INVALID' }]);
    }
    expect((await get(`${path}?limit=2&cursor=${cursors.acme}`))[0]).toBe(400);
    const [, next] = await get(`${path}?limit=2&cursor=${cursors.acme}`, 'acme');
    expect(idsOnPage(next)).toEqual(idsOf(ofTenants('acme').slice(2, 4)));
    const [, same] = await get(`${path}?limit=2&cursor=${cursors.both}`, 'globex,acme'); // the same tenants
    expect(idsOnPage(same)).toEqual(idsOf(ofTenants('acme,globex').slice(2, 4)));
  });

  it('should give what belongs to an entry as far as it is theirs, in every group', async () => {
    const [entry] = ofTenants('acme');
    const [, body] = await get(`/${entry!.id}/related`, 'acme');
    const others = idsOf(ofTenants('acme').slice(1));
    const groups = JSON.parse(body) as Record<string, Page>;
    for (const name of ['request', 'trace', 'session', 'actor', 'resource']) {
      expect([name, idsOf(groups[name]!.data)]).toEqual([name, others]);
    }
  });
});
