import { AuditArchive, type AuditLog, entryPointsOf } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { TenantAccess } from '../fixture/tenant-access.ts';
import { ExportClient } from '../support/exports.ts';
import { logRow, storeRows } from '../support/log-rows.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const T0 = Date.UTC(2026, 1, 10, 12);
/** Whose entries there are; the word of those of nobody's is `ownerless`. */
const WORDS = { umbra: 'umbra', globex: 'globex', ownerless: null } as const;
const ALL_WORDS = Object.keys(WORDS);

/**
 * Entries in which every value that can be told is a word of the tenant; they share the request, the trace, the session
 * and a thing, and their times differ by tenant.
 */
const ROWS: readonly AuditLog[] = Object.entries(WORDS).flatMap(([word, tenantId], place) =>
  [1, 2, 3, 4].map((number) =>
    logRow({
      timestamp: new Date(T0 + place * 7 * 3_600_000 + number * 1_000),
      tenantId,
      category: `${word}-category`,
      actionType: `${word}-action`,
      description: `what ${word} did`,
      status: number < 4 ? 'success' : 'error', // a thing is changed by what succeeds
      severity: 'ERROR',
      userId: number % 2 === 0 ? 'u-1' : `${word}-id`,
      userLabel: `${word}@example.com`,
      resourceType: number < 3 ? 'order' : `${word}-thing`,
      resourceId: '7',
      errorType: `${word}Error`,
      errorFingerprint: number % 2 === 0 ? 'v2:shared' : `v2:${word}`,
      requestId: 'q-1',
      traceId: 't-1',
      metadata: {
        context: { session: 's-1' },
        changes: { [`${word}Field`]: { from: null, to: word }, owner: { from: null, to: word } },
      },
    }),
  ),
);

/** What a route is asked with: an entry of the reader's own, and an export. */
interface Asked {
  readonly own: AuditLog;
  readonly job: string;
}

/** Every route that reads, by its pattern, with the paths by which it is asked; each has to tell what is the reader's. */
const ROUTES: Readonly<Record<string, readonly ((asked: Asked) => string)[]>> = {
  '': [() => '', () => '?search=what', () => '?q=has:error', () => '?requestId=q-1'],
  '/errors': [() => '/errors'],
  '/errors/groups': [
    () => '/errors/groups',
    () => '/errors/groups?sort=count&q=text:what',
    () => '/errors/groups?requestId=q-1',
  ],
  '/summary': [
    () => '/summary',
    () => '/summary?search=what',
    () => '/summary?userId=u-1',
    () => '/summary?requestId=q-1',
  ],
  '/fields': [
    () => '/fields',
    ...['action', 'category', 'user', 'resource', 'error', 'tenant'].map((field) => () => `/fields?field=${field}`),
    ({ own }) => `/fields?field=user&prefix=${own.tenantId ?? 'ownerless'}`,
  ],
  '/resources/:type/:id': [() => '/resources/order/7'],
  '/resources/:type/:id/state': [() => '/resources/order/7/state'],
  '/:id': [({ own }) => `/${own.id}`],
  '/:id/related': [({ own }) => `/${own.id}/related`],
  '/export': ['csv', 'json', 'ndjson'].map((format) => () => `/export?format=${format}`),
  '/exports': [],
  '/exports/:id': [],
  '/exports/:id/file': [({ job }) => `/exports/${job}/file`],
  '/exports/:id/manifest': [],
  '/archive': [],
  '/archive/entries': [() => '/archive/entries', () => '/archive/entries?search=what'],
  '/archive/export': ['csv', 'ndjson'].map((format) => () => `/archive/export?format=${format}`),
  '/holds': [], // for nobody who may see some tenants only, as is tested below
  '/reader': [], // tells callers about themselves only
  '/stream': [], // never ends; what it tells to whom is tested beside what else it does
};

const PATHS = Object.values(ROUTES).flat();

const directories = temporaryDirectories();

describe.each(PLATFORMS)('every route that reads, for tenants, on %s', (platform) => {
  let shop: ShopApp;
  const jobs = new Map<string, string>();

  beforeAll(async () => {
    shop = await createShopApp(platform, {
      access: TenantAccess,
      archive: { directory: directories() },
      exports: { directory: directories() },
      clock: () => new Date('2026-06-01T00:00:00Z'),
    });
    await storeRows(shop.app, ROWS);
    await shop.app.get(AuditArchive).archive('2026-02');
    for (const tenants of ['umbra', 'globex', 'umbra,globex']) {
      const client = clientOf(tenants);
      const { id } = await client.create({ format: 'ndjson', to: '2026-03-01' });
      await client.ended(id);
      jobs.set(tenants, id);
    }
  });
  afterAll(() => shop.close());

  /** The same user, as who may see these tenants. */
  const clientOf = (tenants: string | undefined): ExportClient =>
    new ExportClient(`${shop.url}/audit-logs`, {
      'x-user': 'ada',
      ...(tenants !== undefined && { 'x-tenants': tenants }),
    });

  async function told(path: string, tenants?: string): Promise<readonly [status: number, body: string]> {
    const answer = await clientOf(tenants).get(path);
    return [answer.status, await answer.text()];
  }

  const ownOf = (tenants: string): AuditLog => ROWS.find(({ tenantId }) => tenants.startsWith(tenantId ?? '-'))!;
  const askedBy = (tenants: string): Asked => ({ own: ownOf(tenants), job: jobs.get(tenants)! });

  it('should be in the table', () => {
    const routes = entryPointsOf(shop.app).flatMap(({ route }) => (route === undefined ? [] : [route]));
    const reading = routes.filter(({ method, pattern }) => method === 'GET' && pattern.startsWith('/audit-logs'));
    const patterns = reading.map(({ pattern }) => pattern.slice('/audit-logs'.length));
    expect(patterns.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
  });

  it('should not tell readers of a tenant of legal holds, nor take any from them', async () => {
    expect(await told('/holds', 'umbra')).toEqual([403, expect.not.stringContaining('globex')]);
    expect(await told('/holds')).toEqual([200, expect.stringContaining('[]')]);
    const placed = await fetch(`${shop.url}/audit-logs/holds`, {
      method: 'POST',
      headers: { 'x-user': 'ada', 'x-tenants': 'umbra', 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'Case', tenantId: 'globex' }),
    });
    expect(placed.status).toBe(403);
  });

  describe.each(['umbra', 'globex', 'umbra,globex'])('to those who may see %s', (tenants) => {
    it.each(PATHS)('should tell what is theirs, and no word of others: %s', async (pathOf) => {
      const [status, body] = await told(pathOf(askedBy(tenants)), tenants);
      expect(status).toBe(200);
      const words = ALL_WORDS.filter((word) => body.includes(word));
      const path = pathOf(askedBy(tenants));
      const theirs = /prefix=|^\/[\da-f-]{36}$/.test(path) ? [ownOf(tenants).tenantId] : tenants.split(',');
      expect([path, words]).toEqual([path, theirs]);
    });

    it('should count in summaries what is theirs, from its own first entry to its last', async () => {
      const own = ROWS.filter(({ tenantId }) => tenantId !== null && tenants.split(',').includes(tenantId));
      const hourOf = (row: AuditLog, hours: number): string =>
        new Date(Math.floor(row.timestamp.getTime() / 3_600_000 + hours) * 3_600_000).toISOString();
      const [, body] = await told('/summary', tenants);
      expect(JSON.parse(body)).toMatchObject({
        total: own.length,
        from: hourOf(own[0]!, 0),
        to: hourOf(own.at(-1)!, 1),
      });
    });

    it('should count of a fault that others have as well what is theirs', async () => {
      const count = tenants.split(',').length;
      const [, body] = await told('/errors/groups', tenants);
      const { data } = JSON.parse(body) as { data: { fingerprint: string; count: number; users: number }[] };
      expect(data.find(({ fingerprint }) => fingerprint === 'v2:shared')).toMatchObject({ count: 2 * count, users: 1 });
      expect(data).toHaveLength(1 + count);
    });

    it('should say which months are archived, and nothing that counts others', async () => {
      const [status, body] = await told('/archive', tenants);
      expect([status, JSON.parse(body)]).toEqual([
        200,
        {
          data: [
            {
              month: '2026-02',
              rows: null,
              bytes: null,
              firstTimestamp: null,
              lastTimestamp: null,
              contentHashes: null,
              files: null,
              archivedAt: '2026-06-01T00:00:00.000Z',
              verifiedAt: '2026-06-01T00:00:00.000Z',
            },
          ],
        },
      ]);
    });
  });

  it('should tell those who may see everything all words', async () => {
    for (const path of [
      '?to=2026-03-01',
      '/errors/groups',
      '/summary',
      '/fields',
      '/export?format=csv',
      '/archive/entries',
    ]) {
      const [, body] = await told(path);
      expect([path, ALL_WORDS.filter((word) => body.includes(word))]).toEqual([path, ALL_WORDS]);
    }
    const [, archive] = await told('/archive');
    expect(JSON.parse(archive)).toMatchObject({ data: [{ month: '2026-02', rows: ROWS.length }] });
  });

  it.each([
    '/fields?field=user&prefix=globex',
    '/resources/globex-thing/7',
    '/resources/globex-thing/7/state',
    ...['', '/errors', '/errors/groups', '/summary', '/archive/entries'].map((path) => `${path}?tenantId=globex`),
    ...['/export', '/archive/export'].map((path) => `${path}?format=ndjson&tenantId=globex`),
    ...['', '/errors/groups', '/summary'].map((path) => `${path}?q=tenant:globex`),
    ...['', '/summary'].map((path) => `${path}?q=-tenant:umbra`),
  ])('should find nothing of another tenant by %s', async (path) => {
    const [status, body] = await told(path, 'umbra');
    expect(status).toBe(200);
    const asked = /"resource(Type|Id)":"[^"]*"/g; // a state says of what it is
    expect(ALL_WORDS.filter((word) => body.replaceAll(asked, '').includes(word))).toEqual([]);
    const [, all] = await told(path.replace('-tenant:umbra', 'tenant:globex'));
    expect(all.replaceAll(asked, '')).toContain('globex');
  });

  it.each(['', '/file', '/manifest'])(
    'should answer /exports/{id}%s of another tenant as if there were none',
    async (rest) => {
      const absent = '019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11';
      const [status, body] = await told(`/exports/${absent}${rest}`, 'umbra');
      expect(status).toBe(404);
      const plain = (text: string): unknown => ({ ...(JSON.parse(text) as object), requestId: '' });
      for (const tenants of ['globex', 'umbra,globex']) {
        const [hidden, answer] = await told(`/exports/${jobs.get(tenants)!}${rest}`, 'umbra');
        expect([hidden, plain(answer)]).toEqual([404, plain(body)]);
      }
      expect((await told(`/exports/${jobs.get('umbra')!}${rest}`, 'umbra'))[0]).toBe(200);
      expect((await told(`/exports/${jobs.get('umbra')!}${rest}`, 'umbra,globex'))[0]).toBe(200);
    },
  );

  it('should list exports as far as all of them may be seen', async () => {
    const listed = async (tenants: string): Promise<string[]> => {
      const { data } = JSON.parse((await told('/exports', tenants))[1]) as { data: { id: string }[] };
      return data.map(({ id }) => id).toSorted();
    };
    expect(await listed('umbra')).toEqual([jobs.get('umbra')]);
    expect(await listed('initech')).toEqual([]);
    expect(await listed('umbra,globex')).toEqual([...jobs.values()].toSorted());
  });

  it('should not let another tenant cancel an export', async () => {
    const answer = await clientOf('umbra').post(`/exports/${jobs.get('globex')!}/cancel`);
    expect(answer.status).toBe(404);
  });
});
