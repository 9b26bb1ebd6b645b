import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditAccess } from '../../src/audit/index.ts';
import { ExportFiles } from '../../src/audit/reading/export/export-files.ts';
import { ExportWorker } from '../../src/audit/reading/export/export-worker.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { ExportClient } from '../support/exports.ts';
import { LogReader } from '../support/log-reader.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const ENTRIES = 1_234;
const STORED = `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type, tenant_id)
  SELECT gen_random_uuid(), now() - (n / 3) * interval '1 second', 'stored', 'a', '=' || n || ',"é', 'success', 'system',
    CASE WHEN n % 2 = 0 THEN 'acme' END
  FROM generate_series(1, ${ENTRIES}) AS n`;

interface HeaderRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Allows everything, of the tenants that the header `x-tenants` lists. */
@Injectable()
class TenantAccess extends AuditAccess {
  override allows(): boolean {
    return true;
  }

  override tenantsOf(context: ExecutionContext): readonly string[] | null {
    return context.switchToHttp().getRequest<HeaderRequest>().headers['x-tenants']?.split(',') ?? null;
  }
}

const directories = temporaryDirectories();

describe.each(PLATFORMS)('exports in the background on %s', (platform) => {
  const directory = directories();
  let shop: ShopApp;
  let ada: ExportClient;
  let bob: ExportClient;
  let now = Date.now();
  beforeAll(async () => {
    const exports = { directory, keepMs: 3_600_000, maxPerUser: 2, chunkRows: 100 };
    shop = await createShopApp(platform, { access: TenantAccess, exports, clock: () => new Date(now) });
    ada = new ExportClient(`${shop.url}/audit-logs`, { 'x-user': 'ada' });
    bob = new ExportClient(`${shop.url}/audit-logs`, { 'x-user': 'bob' });
    await shop.app.get(DataSource).query(STORED);
  });
  afterAll(() => shop.close());

  const direct = async (query: string): Promise<Buffer> =>
    Buffer.from(await (await ada.get(`/export?${query}`)).arrayBuffer());

  it.each(['csv', 'json', 'ndjson'])('should become the same %s file as a download', async (format) => {
    const created = await ada.post('/exports', { format, category: ['stored'] });
    const { id } = (await created.json()) as { id: string };
    expect([created.status, created.headers.get('location')]).toEqual([202, `/audit-logs/exports/${id}`]);
    const job = await ada.ended(id);
    const file = await ada.file(id);
    expect(file.equals(await direct(`format=${format}&category=stored`))).toBe(true);
    const sha256 = createHash('sha256').update(file).digest('hex');
    expect(job).toMatchObject({
      status: 'done',
      rowsDone: ENTRIES,
      rowsTotal: ENTRIES,
      rowsTotalIsExact: true,
      bytes: file.length,
      sha256,
    });
    const manifest = await ada.get(`/exports/${id}/manifest`);
    expect(manifest.headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-log-[\w.-]+\.manifest\.json"$/,
    );
    expect(await manifest.json()).toMatchObject({
      requestedBy: 'ada@example.com',
      requestedById: 'ada',
      filters: { category: ['stored'] },
      rowsDone: ENTRIES,
      sha256,
      storedBefore: job.storedBefore,
      format,
      tenants: null,
    });
  });

  it('should be compressed when that is asked for, and take what is asked in the query', async () => {
    const created = await ada.post('/exports?format=json&gzip=true&category=stored&columns=description');
    const { id } = (await created.json()) as { id: string };
    await ada.ended(id);
    const expected = await direct('format=json&category=stored&columns=description');
    expect(gunzipSync(await ada.file(id)).equals(expected)).toBe(true);
  });

  it('should be a file without entries when nothing matches', async () => {
    for (const format of ['csv', 'ndjson']) {
      const { id } = await ada.create({ format, category: ['nothing'] });
      expect(await ada.ended(id)).toMatchObject({ status: 'done', rowsDone: 0 });
      expect((await ada.file(id)).equals(await direct(`format=${format}&category=nothing`))).toBe(true);
    }
  });

  it('should have nothing that was stored after it was asked for', async () => {
    const { id, storedBefore } = await ada.create({ format: 'ndjson', columns: ['recordedAt'] });
    await ada.ended(id);
    const times = (await ada.file(id))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { recordedAt: string }).recordedAt);
    expect(times.length).toBeGreaterThanOrEqual(ENTRIES);
    expect(times.filter((time) => time >= storedBefore)).toEqual([]);
  });

  it('should be fetched in parts, as long as it is the same file', async () => {
    const { id } = await ada.create({ format: 'csv', category: ['stored'] });
    const { sha256 } = await ada.ended(id);
    const whole = await ada.file(id);
    const get = (headers: Record<string, string>): Promise<Response> => ada.get(`/exports/${id}/file`, headers);
    const rest = await get({ range: 'bytes=1000-' });
    expect([rest.status, rest.headers.get('content-range'), rest.headers.get('etag')]).toEqual([
      206,
      `bytes 1000-${whole.length - 1}/${whole.length}`,
      `"${sha256}"`,
    ]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(1_000))).toBe(true);
    const same = await get({ range: 'bytes=0-9', 'if-range': `"${sha256}"` });
    expect([same.status, await same.text()]).toEqual([206, whole.toString('utf8', 0, 10)]);
    const other = await get({ range: 'bytes=0-9', 'if-range': '"another"' });
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, whole.length]);
    const beyond = await get({ range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
  });

  it('should be nobody else’s, and not be there for who may see less now', async () => {
    const { id } = await ada.create({ format: 'csv', category: ['stored'] });
    await ada.ended(id);
    const lessAda = new ExportClient(`${shop.url}/audit-logs`, { 'x-user': 'ada', 'x-tenants': 'acme' });
    for (const client of [bob, lessAda]) {
      const answers = await Promise.all([
        ...[`/exports/${id}`, `/exports/${id}/file`, `/exports/${id}/manifest`].map((path) => client.get(path)),
        client.post(`/exports/${id}/cancel`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(await answers[0]?.json()).toMatchObject({ code: 'AUDIT_EXPORT_NOT_FOUND' });
      const list = (await (await client.get('/exports')).json()) as { data: { id: string }[] };
      expect(list.data.map((job) => job.id)).not.toContain(id);
    }
  });

  it('should have entries of the tenants of who asks only', async () => {
    const client = new ExportClient(`${shop.url}/audit-logs`, { 'x-user': 'eve', 'x-tenants': 'acme' });
    const { id } = await client.create({ format: 'ndjson', columns: ['tenantId'] });
    expect(await client.ended(id)).toMatchObject({ status: 'done', rowsDone: ENTRIES / 2 });
    expect(new Set((await client.file(id)).toString().trimEnd().split('\n'))).toEqual(new Set(['{"tenantId":"acme"}']));
    const others = await client.create({ format: 'ndjson', tenantId: ['other'] });
    expect(await client.ended(others.id)).toMatchObject({ status: 'done', rowsDone: 0 });
  });

  it.each([
    ['..%2f..%2fetc%2fpasswd', 400],
    ['%0d%0aSet-Cookie:x', 400],
    ['019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11', 404],
  ])('should not find a file by %s', async (id, status) => {
    const answer = await ada.get(`/exports/${id}/file`);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
  });

  it('should be refused for what is wrong with it, before it waits', async () => {
    for (const wanted of [{}, { format: 'xlsx' }, { format: 'csv', limit: 5 }, { format: 'csv', columns: ['../x'] }]) {
      const answer = await ada.post('/exports', wanted);
      expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'AUDIT_QUERY_INVALID' }]);
    }
  });

  it('should be cancelled, and leave no file', async () => {
    const lock = shop.app.get(DataSource).createQueryRunner();
    await lock.startTransaction();
    await lock.query('LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
    const { id } = await ada.create({ format: 'csv' });
    await until('it runs', async () => (await ada.one(id)).status === 'running');
    expect((await ada.get(`/exports/${id}/file`)).status).toBe(409);
    const second = await ada.create({ format: 'csv' });
    const third = await ada.post('/exports', { format: 'csv' });
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await ada.post(`/exports/${id}/cancel`)).status).toBe(200);
    expect((await ada.post(`/exports/${second.id}/cancel`)).status).toBe(200);
    await lock.rollbackTransaction();
    await lock.release();
    await shop.app.get(ExportWorker).settled();
    expect(await ada.one(id)).toMatchObject({ status: 'cancelled', sha256: null });
    expect(readdirSync(directory).filter((name) => name.startsWith(id) || name.startsWith(second.id))).toEqual([]);
    expect((await ada.post(`/exports/${id}/cancel`)).status).toBe(409);
  });

  it('should fail with a reason, and leave no file, when the disk is full', async () => {
    const files = shop.app.get(ExportFiles);
    const append = files.append.bind(files);
    let room = 3;
    files.append = async (file, bytes) => {
      if ((room -= 1) < 0) throw Object.assign(new Error('ENOSPC: /secret/path'), { code: 'ENOSPC' });
      return append(file, bytes);
    };
    const { id } = await ada.create({ format: 'csv', category: ['stored'] });
    const job = await ada.ended(id);
    files.append = append;
    expect(job).toMatchObject({ status: 'failed', sha256: null, reason: expect.stringContaining('no room') });
    expect(readdirSync(directory).filter((name) => name.startsWith(id))).toEqual([]);
  });

  it('should keep files from others on the machine, and names that nobody has chosen', async () => {
    for (let made = 0; made < 4; made += 1) {
      const { id } = await ada.create({ format: 'csv', category: ['stored'] });
      await ada.ended(id);
    }
    expect(statSync(directory).mode & 0o077).toBe(0);
    const names = readdirSync(directory);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !/^[\da-f-]{36}\.file$/.test(name))).toEqual([]);
    for (const name of names) expect(statSync(`${directory}/${name}`).mode & 0o177).toBe(0);
  });

  it('should leave entries: that it was asked for, that it was made, and each download', async () => {
    const { id } = await ada.create({ format: 'csv', category: ['stored'] });
    const { sha256, bytes } = await ada.ended(id);
    await ada.file(id);
    await shop.app.get(ExportWorker).settled();
    const entries = (await new LogReader(shop.app).all()).filter(
      ({ resourceId, actionType }) => resourceId === id && actionType !== 'read',
    );
    expect(entries.map(({ userId, description, metadata }) => ({ userId, description, metadata }))).toMatchObject([
      {
        userId: 'ada',
        description: 'ada@example.com scheduled an export of the audit log as CSV',
        metadata: { export: { category: ['stored'], format: 'csv' } },
      },
      {
        userId: 'ada',
        description: 'The system on behalf of ada@example.com exported the audit log as CSV',
        metadata: { filters: { category: ['stored'] }, entries: ENTRIES, bytes, sha256 },
      },
      { userId: 'ada', description: `ada@example.com exported the file of export ${id} of the audit log` },
    ]);
  });

  it('should expire: the file is gone, and what is known of it stays', async () => {
    const { id } = await ada.create({ format: 'csv', category: ['stored'] });
    const { sha256 } = await ada.ended(id);
    now += 3_600_001;
    expect((await ada.get(`/exports/${id}/file`)).status).toBe(404);
    await shop.app.get(ExportWorker).look();
    expect(await ada.one(id)).toMatchObject({ status: 'expired', sha256 });
    expect(await (await ada.get(`/exports/${id}/manifest`)).json()).toMatchObject({ sha256, rowsDone: ENTRIES });
    expect(readdirSync(directory)).toEqual([]);
    const list = (await (await ada.get('/exports?limit=2')).json()) as { data: { id: string }[]; hasMore: boolean };
    expect([list.data[0]!.id, list.data.length, list.hasMore]).toEqual([id, 2, true]);
  });
});
