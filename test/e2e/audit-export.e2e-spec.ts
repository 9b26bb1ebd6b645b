import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { DataSource } from 'typeorm';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';
import { until } from '../support/until.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read,audit:export' };
/** Some 60 MB: more than all buffers between the database and the reader hold. */
const MANY = `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
  SELECT gen_random_uuid(), now() - n * interval '1 millisecond', 'many', 'a', repeat('x', 3000), 'success', 'system'
  FROM generate_series(1, 20000) AS n`;
/** Before everything that the tests themselves leave. */
const T0 = Date.UTC(2026, 5, 30, 22, 30, 0, 50);
const UNTIL = `category=shop&to=${new Date(T0 + 1).toISOString()}`;

describe.each(PLATFORMS)('GET /audit-logs/export on %s', (platform) => {
  let shop: ShopApp;
  let now = T0;
  beforeAll(async () => {
    shop = await createShopApp(platform, { clock: () => new Date(now), exports: { maxPerUser: 30, maxParallel: 20 } });
    await shop.app.get(DataSource).query('SELECT audit_logs_ensure_partition($1)', [new Date(T0)]);
    const about = { category: 'shop', action: 'update', resource: 'order' } as const;
    shop.audit.record({
      ...about,
      resourceId: '1',
      description: 'a;b, "d"',
      metadata: { 'ü"': [1, 'x'] },
    });
    shop.audit.record({ ...about, resourceId: '2', description: '＝1+1', error: new TypeError('broken') });
    await new LogReader(shop.app).all();
    await shop.app.get(DataSource).query(MANY);
    now = T0 + 3_600_000;
  });
  afterAll(() => shop.close());

  const get = (query: string, headers: Record<string, string> = READER): Promise<Response> =>
    fetch(`${shop.url}/audit-logs/export?${query}`, { headers });

  /** Connections of exports that are in the middle of something. */
  async function busy(): Promise<number> {
    const [row] = await shop.app.get(DataSource).query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'audit-reader' AND state <> 'idle'`,
    );
    return row!.count;
  }

  it.each(['json', 'ndjson'])('should give as %s what the list gives', async (format) => {
    const list = (await (await fetch(`${shop.url}/audit-logs?${UNTIL}`, { headers: READER })).json()) as {
      data: unknown[];
    };
    const text = await (await get(`format=${format}&${UNTIL}`)).text();
    const entries: unknown =
      format === 'json'
        ? JSON.parse(text)
        : text
            .trimEnd()
            .split('\n')
            .map((line): unknown => JSON.parse(line));
    expect(list.data).toHaveLength(2);
    expect(entries).toEqual(list.data);
  });

  it('should keep the chosen columns, in their order', async () => {
    const csv = await (await get(`format=csv&columns=status,description&columns=resourceId&${UNTIL}`)).text();
    expect(csv).toBe(`status,description,resourceId\r\nerror,'＝1+1,2\r\nsuccess,"a;b, ""d""",1\r\n`);
    const json: unknown = await (await get(`format=json&columns=resourceId&${UNTIL}`)).json();
    expect(json).toEqual([{ resourceId: '2' }, { resourceId: '1' }]);
  });

  it.each([';', '\t'])('should separate cells by %j, after a byte order mark', async (delimiter) => {
    const query = `format=csv&bom=true&delimiter=${encodeURIComponent(delimiter)}&columns=resourceId,description&${UNTIL}`;
    const bytes = Buffer.from(await (await get(query)).arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = parse(bytes, { bom: true, delimiter });
    expect(rows[2]).toEqual(['1', 'a;b, "d"']);
  });

  it.each([
    ['Europe/Berlin', '2026-07-01T00:30:00.050+02:00'],
    ['America/St_Johns', '2026-06-30T20:00:00.050-02:30'],
    ['UTC', '2026-06-30T22:30:00.050Z'],
  ])('should write times as they are in %s', async (timeZone, expected) => {
    const text = await (
      await get(`format=csv&columns=timestamp&timeZone=${encodeURIComponent(timeZone)}&${UNTIL}`)
    ).text();
    expect(text).toBe(`timestamp\r\n${expected}\r\n${expected}\r\n`);
  });

  it('should compress when that is asked for', async () => {
    const answer = await get(`format=csv&gzip=true&columns=resourceId&${UNTIL}`);
    expect(answer.headers.get('content-type')).toBe('application/gzip');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-log-[\dTZ-]+\.csv\.gz"$/);
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe('resourceId\r\n2\r\n1\r\n');
  });

  it.each([
    ['columns=nothing', 'columns'],
    ['columns=', 'columns'],
    ['columns=id,id', 'columns'],
    ['columns=id%0d%0a', 'columns'],
    ['delimiter=|', 'delimiter'],
    ["delimiter='", 'delimiter'],
    ['bom=yes', 'bom'],
    ['gzip=2', 'gzip'],
    ['timeZone=Nowhere/None', 'timeZone'],
    ['timeZone=%2B01:00', 'timeZone'],
    ["timeZone=UTC';", 'timeZone'],
    ['filter[$ne]=1', 'filter[$ne]'],
  ])('should refuse %s', async (query, field) => {
    const answer = await get(`format=csv&${query}`);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'AUDIT_QUERY_INVALID', errors: [{ field }] },
    ]);
  });

  it.each(['delimiter=;', 'bom=true', 'timeZone=UTC'])('should refuse %s for JSON', async (query) => {
    expect((await get(`format=json&${query}`)).status).toBe(400);
  });

  it('should say in its entry how many entries were taken away', async () => {
    const before = await new LogReader(shop.app).all();
    await (await get(`format=ndjson&${UNTIL}`)).text();
    const entries = (await new LogReader(shop.app).all()).slice(before.length - 20_002);
    expect(entries.filter(({ actionType }) => actionType === 'export').at(-1)).toMatchObject({
      status: 'success',
      userId: 'auditor',
      metadata: { entries: 2, http: { query: { category: 'shop', format: 'ndjson' } } },
    });
  });

  it.each(['csv', 'json&gzip=true'])('should free everything when the client of %s leaves', async (format) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(`${shop.url}/audit-logs/export?format=${format}&category=many`, { headers: READER }, resolve).once(
        'error',
        reject,
      );
    });
    answer.once('readable', () => answer.destroy());
    answer.on('error', () => undefined);
    await until('the statement has ended', async () => (await busy()) === 0);
  });

  it('should give 21 at once their files, one of them after another has ended', async () => {
    const texts = await Promise.all(
      Array.from({ length: 21 }, async () => (await get(`format=csv&columns=resourceId&${UNTIL}`)).text()),
    );
    expect(new Set(texts)).toEqual(new Set(['resourceId\r\n2\r\n1\r\n']));
  });
});

describe('an export of a user who has too many', () => {
  it('should be refused with the time to come again, and not keep others away', async () => {
    const shop = await createShopApp('fastify', { exports: { maxPerUser: 1, maxParallel: 2 } });
    await shop.app.get(DataSource).query(MANY);
    const open = (user: string): Promise<IncomingMessage> =>
      new Promise((resolve) => {
        const headers = { ...READER, 'x-user': user };
        httpGet(`${shop.url}/audit-logs/export?format=csv`, { headers }, resolve);
      });
    const held = await open('ada'); // nobody reads it, so that it goes on
    const refused = await open('ada');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
    const other = await open('bob');
    expect(other.statusCode).toBe(200);
    held.destroy();
    const again = await open('ada');
    expect(again.statusCode).toBe(200);
    other.destroy();
    again.destroy();
    await shop.close();
  });
});

describe.each(PLATFORMS)('an export that can not be recorded on %s', (platform) => {
  it('should be refused before anything of it leaves', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'audit-export-'));
    const shop = await createShopApp(platform, { journal: { directory }, maxQueueBytes: 65_536 });
    const get = (): Promise<Response> => fetch(`${shop.url}/audit-logs/export?format=csv`, { headers: READER });
    expect((await get()).status).toBe(200);
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the place of the journal');
    await until('the journal is missed', async () => {
      const answer = await get();
      await answer.text();
      return answer.status === 503;
    });
    const refused = await get();
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'AUDIT_UNAVAILABLE' }]);
    expect(refused.headers.get('content-disposition')).toBeNull();
    rmSync(directory, { recursive: true });
    await shop.close();
  });
});
