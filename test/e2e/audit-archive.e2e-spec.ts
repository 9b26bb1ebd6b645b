import { parse } from 'csv-parse/sync';
import { DataSource } from 'typeorm';
import { AuditArchive, type AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';
import { logRow, newestFirst, storeRows } from '../support/log-rows.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read,audit:export' };
const NOW = new Date('2026-06-01T00:00:00Z');
const MONTHS = ['2026-01', '2026-02', '2026-03'];

interface Page {
  readonly data: readonly AuditLog[];
  readonly pagination: { readonly limit: number; readonly nextCursor: string | null };
}

/** Forty entries a month, two of each second, with something to find. */
const ROWS = newestFirst(
  MONTHS.flatMap((month, place) =>
    Array.from({ length: 40 }, (_, number) =>
      logRow({
        timestamp: new Date(Date.parse(`${month}-10T00:00:00Z`) + Math.floor(number / 2) * 1_000),
        description: `${number % 7 === 0 ? '=100% ' : ''}"done", it's ${number}\nÄRGER ${place}`,
        category: number % 2 === 0 ? 'shop' : 'authentication',
        actionType: ['login', 'update', 'delete'][number % 3]!,
        status: number % 5 === 0 ? 'failure' : 'success',
        severity: number % 5 === 0 ? 'WARNING' : null,
        errorType: number % 10 === 0 ? 'TypeError' : null,
        userId: `u-${number % 4}`,
        resourceType: 'order',
        resourceId: String(number % 6),
        requestId: `q-${number}`,
        tenantId: number % 3 === 0 ? 'acme' : null,
        ipAddress: number % 4 === 0 ? '10.1.2.3' : null,
        metadata: { number, month, changes: { state: { from: null, to: 'x'.repeat(20_000) } } },
      }),
    ),
  ),
);

const directories = temporaryDirectories();

describe.each(PLATFORMS)('archived months on %s', (platform) => {
  const directory = directories();
  let shop: ShopApp;
  let listed: readonly unknown[];
  let exported: readonly Record<string, string>[];

  beforeAll(async () => {
    const archive = { directory, fileBytes: 8_192 };
    shop = await createShopApp(platform, { archive, clock: () => NOW });
    await storeRows(shop.app, ROWS);
    const until2026 = `to=${MONTHS.at(-1)!}-31T00:00:00Z`;
    listed = ((await (await get(`?limit=200&${until2026}`)).json()) as Page).data;
    exported = parse(await (await get(`/export?format=csv&${until2026}`)).text(), { columns: true });
    for (const month of MONTHS) await shop.app.get(AuditArchive).archive(month);
    // the last one stays in the database as well
    for (const month of MONTHS.slice(0, 2)) {
      await shop.app.get(DataSource).query(`DROP TABLE audit_logs_${month.replace('-', '_')}`);
    }
  });
  afterAll(() => shop.close());

  const get = (path: string, headers: Record<string, string> = READER): Promise<Response> =>
    fetch(`${shop.url}/audit-logs${path}`, { headers });
  const page = async (query: string): Promise<Page> => (await get(`/archive/entries?${query}`)).json() as Promise<Page>;
  const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

  it('should be listed, newest first, without saying where they lie', async () => {
    const answer = await get('/archive');
    const text = await answer.text();
    const { data } = JSON.parse(text) as { data: { month: string; rows: number; files: { rows: number }[] }[] };
    expect(data.map(({ month, rows }) => [month, rows])).toEqual(MONTHS.toReversed().map((month) => [month, 40]));
    expect(data[0]).toEqual({
      month: '2026-03',
      rows: 40,
      bytes: expect.any(Number),
      firstTimestamp: '2026-03-10T00:00:00.000Z',
      lastTimestamp: '2026-03-10T00:00:19.000Z',
      contentHashes: [expect.stringMatching(/^[\da-f-]+$/)],
      files: expect.arrayContaining([
        {
          name: expect.stringMatching(/^audit-logs-[\da-f-]+-0001\.parquet$/),
          rows: expect.any(Number),
          bytes: expect.any(Number),
          sha256: expect.stringMatching(/^[\da-f]{64}$/),
        },
      ]),
      archivedAt: NOW.toISOString(),
      verifiedAt: NOW.toISOString(),
    });
    expect(data[0]!.files.length).toBeGreaterThan(2);
    expect(text).not.toContain(directory);
    expect(text).not.toContain('location');
  });

  it('should have what the database had, newest first', async () => {
    const { data, pagination } = await page('limit=200');
    expect(listed).toHaveLength(ROWS.length);
    expect(data).toEqual(listed);
    expect(pagination).toEqual({ limit: 200, nextCursor: null });
  });

  it.each([1, 7, 40])('should be read by pages of %i without an entry twice or skipped', async (limit) => {
    const wanted = ROWS.slice(0, limit * 5);
    const ids: string[] = [];
    let cursor = '';
    while (ids.length < wanted.length) {
      const { data, pagination } = await page(`limit=${limit}${cursor}`);
      ids.push(...idsOf(data));
      if (pagination.nextCursor === null) break;
      cursor = `&cursor=${pagination.nextCursor}`;
    }
    expect(ids).toEqual(idsOf(wanted));
  });

  it.each<[string, (row: AuditLog) => boolean]>([
    ['from=2026-02-10T00:00:05Z', ({ timestamp }) => timestamp >= new Date('2026-02-10T00:00:05Z')],
    ['to=2026-02-10T00:00:05Z', ({ timestamp }) => timestamp < new Date('2026-02-10T00:00:05Z')],
    ['from=2026-02-01&to=2026-03-01', ({ timestamp }) => timestamp.getUTCMonth() === 1],
    ['from=2026-07-01', () => false],
    ['userId=u-1&userId=u-2', ({ userId }) => userId === 'u-1' || userId === 'u-2'],
    [`userId=${encodeURIComponent("u-1' OR true --")}`, () => false],
    ['actionType=login', ({ actionType }) => actionType === 'login'],
    ['category=authentication', ({ category }) => category === 'authentication'],
    ['resourceType=order&resourceId=3', ({ resourceId }) => resourceId === '3'],
    ['status=failure', ({ status }) => status === 'failure'],
    ['severity=WARNING&severity=ERROR', ({ severity }) => severity !== null],
    ['errorType=TypeError', ({ errorType }) => errorType !== null],
    ['requestId=q-12', ({ requestId }) => requestId === 'q-12'],
    ['tenantId=acme', ({ tenantId }) => tenantId === 'acme'],
    ['search=%25', ({ description }) => description.includes('%')],
    ['search=%C3%A4rger%201', ({ description }) => description.includes('ÄRGER 1')],
    ['search=10.1.', ({ ipAddress }) => ipAddress !== null],
    [
      'status=failure&actionType=login&userId=u-0',
      (row) => row.status === 'failure' && row.actionType === 'login' && row.userId === 'u-0',
    ],
  ])('should be filtered by %s', async (query, matches) => {
    const { data } = await page(`limit=200&${query}`);
    expect(idsOf(data)).toEqual(idsOf(ROWS.filter(matches)));
  });

  it('should be exported as CSV like the log itself, oldest first', async () => {
    const answer = await get('/archive/export?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="audit-archive-2026-06-01T00-00-00-000Z.csv"',
    );
    const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
    expect(rows).toEqual(exported.toReversed());
  });

  it('should be exported as NDJSON, as far as it matches', async () => {
    const answer = await get('/archive/export?format=ndjson&status=failure&from=2026-02-01');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\n');
    const wanted = (listed as AuditLog[]).filter(
      ({ status, timestamp }) => status === 'failure' && String(timestamp) >= '2026-02',
    );
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(wanted.toReversed());
  });

  it.each([
    ['csv', /^id,timestamp,[^\n]+\r\n$/],
    ['ndjson', /^$/],
  ])('should be an empty %s file when nothing matches', async (format, content) => {
    const answer = await get(`/archive/export?format=${format}&userId=nobody`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(content)]);
  });

  it.each([
    ['/archive', 'read', {}],
    ['/archive/entries?limit=3', 'read', { entries: 3, http: { query: { limit: '3' } } }],
    ['/archive/export?format=ndjson&requestId=q-1', 'export', { entries: 3, http: { query: { requestId: 'q-1' } } }],
  ])('should leave one entry that %s was asked for', async (path, actionType, metadata) => {
    const log = new LogReader(shop.app);
    await log.fresh();
    await (await get(path)).text();
    expect(await log.only()).toMatchObject({
      category: 'administrative',
      actionType,
      resourceType: 'audit_archive',
      status: 'success',
      userId: 'auditor',
      metadata,
    });
  });

  it.each([
    ['/archive', 'audit:export'],
    ['/archive/entries', 'audit:export'],
    ['/archive/export?format=csv', 'audit:read'],
  ])('should not give %s to those who have only %s', async (path, allowed) => {
    const answer = await get(path, { 'x-user': 'bob', 'x-allow': allowed });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'AUDIT_ACCESS_DENIED' }]);
  });

  it.each([
    ['/entries?limit=0', 'limit'],
    ['/entries?limit=201', 'limit'],
    ['/entries?limit=1e2', 'limit'],
    ['/entries?page=2', 'page'],
    ['/entries?q=action:login', 'q'],
    ['/entries?ipAddress=10.0.0.0/8', 'ipAddress'],
    ['/entries?status=bad', 'status'],
    ['/entries?from=yesterday', 'from'],
    ['/entries?from=2026-02-01&to=2026-01-01', 'to'],
    ['/entries?search=', 'search'],
    ['/entries?search=%00', 'search'],
    ['/entries?filter[$ne]=1', 'filter[$ne]'],
    ['/export?format=json', 'format'],
    ['/export?format=csv&limit=3', 'limit'],
    ['/export?format=csv&from=2026-02-01&to=2026-01-01', 'to'],
    ['/export', 'format'],
  ])('should refuse %s', async (path, field) => {
    const answer = await get(`/archive${path}`);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'AUDIT_QUERY_INVALID', errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    ]);
  });

  it('should refuse a cursor that is not one of this list', async () => {
    const { pagination } = await page('limit=2&status=failure');
    const ofLog = ((await (await get('?limit=1')).json()) as Page).pagination.nextCursor!;
    for (const query of [`cursor=${pagination.nextCursor!}`, 'status=failure&cursor=x', `cursor=${ofLog}`]) {
      const answer = await get(`/archive/entries?${query}`);
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'AUDIT_CURSOR_INVALID' }]);
    }
  });
});
