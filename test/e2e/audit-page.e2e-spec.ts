import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type AuditPageOptions, expectAudit, mountAuditPage, readAuditPage } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const DOCUMENT =
  '<meta name="audit-page" content="__AUDIT_PAGE__"><link href="./icon.svg"><script src="./assets/index-B.js"></script>';
const SCRIPT = `document.title = 'It runs'; // ${'x'.repeat(2_000)}`;

const directories = temporaryDirectories();

async function builtPage(): Promise<string> {
  const directory = directories();
  await mkdir(join(directory, 'assets'), { recursive: true });
  await writeFile(join(directory, 'index.html'), DOCUMENT);
  await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, 'assets', 'index-B.js'), SCRIPT);
  await writeFile(join(directory, 'assets', 'index-B.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(directory, 'assets', 'index-B.js.gz'), gzipSync(SCRIPT));
  return directory;
}

describe.each(PLATFORMS)('mountAuditPage on %s', (platform) => {
  let shop: ShopApp;
  beforeAll(async () => {
    const page = readAuditPage(await builtPage())!;
    shop = await createShopApp(platform, {
      prepare: (app) => {
        app.setGlobalPrefix('/api/');
        mountAuditPage(app, { path: '/tools/audit/', signIn: '/sign-in?to="<audit>&"', page });
      },
    });
  });
  afterAll(() => shop.close());

  const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    fetch(`${shop.url}/tools/audit${path}`, { method, headers: { 'cache-control': 'max-age=0', ...headers } });

  it.each(['', '/log', '/log/019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11', '/errors', '/holds?x=1'])(
    'should answer its document at %s',
    async (path) => {
      const answer = await get(path);
      const html = await answer.text();
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).toContain(`script-src 'self'`);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(html).toContain('<link href="/tools/audit/icon.svg"><script src="/tools/audit/assets/index-B.js">');
      const [, content = ''] = /content="([^"]*)"/.exec(html) ?? [];
      expect(content).not.toContain('<');
      expect(JSON.parse(content.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'))).toEqual({
        base: '/tools/audit',
        api: '/api',
        signIn: '/sign-in?to="<audit>&"',
      });
    },
  );

  it('should send its document once to who has it', async () => {
    const etag = (await get('')).headers.get('etag')!;
    const again = await get('/log', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get('', { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it.each([
    ['br', 'br', brotliCompressSync(SCRIPT).length],
    ['gzip, br', 'br', brotliCompressSync(SCRIPT).length],
    ['gzip, br;q=0', 'gzip', gzipSync(SCRIPT).length],
    ['br;q=0.000, gzip;q=0', null, SCRIPT.length],
    ['identity', null, SCRIPT.length],
  ])('should send its files as they were compressed to who takes %s', async (accepted, encoding, length) => {
    const answer = await get('/assets/index-B.js', { 'accept-encoding': accepted });
    expect([answer.status, await answer.text()]).toEqual([200, SCRIPT]);
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('content-length')).toBe(String(length));
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    const known = { 'accept-encoding': accepted, 'if-none-match': answer.headers.get('etag')! };
    expect((await get('/assets/index-B.js', known)).status).toBe(304);
  });

  it('should answer HEAD without content', async () => {
    for (const path of ['', '/icon.svg']) {
      const answer = await get(path, {}, 'HEAD');
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    }
  });

  it('should leave an entry of what is not there, and none of loading it', async () => {
    const audit = expectAudit(shop.app);
    for (const path of ['', '/errors', '/icon.svg', '/assets/index-B.js']) await (await get(path)).text();
    const missing = ['/assets/index-B.js.br', '/nothing', '/assets/..%2f..%2fpackage.json', '/index.html'];
    for (const path of missing) expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect((await get('/log', {}, 'POST')).status).toBe(404);
    await audit.toHaveRecordedOnly([...missing, '/log'].map(() => ({ status: 'failure' })));
  });
});

describe('mountAuditPage', () => {
  const mounting = (options: AuditPageOptions) =>
    createShopApp('fastify', { prepare: (app) => mountAuditPage(app, options) });

  it.each(['audit', '/a b', '/audit?x', '//evil.example', '/a"b', '/:id'])(
    'should refuse the address %j',
    async (path) => {
      const page = readAuditPage(await builtPage())!;
      await expect(mounting({ path, page })).rejects.toMatchObject({ code: 'AUDIT_PAGE_INVALID' });
    },
  );

  it('should say when there is no page', async () => {
    expect(readAuditPage(directories())).toBeUndefined();
    // The sources have none; the package does.
    await expect(mounting({ path: '/audit' })).rejects.toMatchObject({ code: 'AUDIT_PAGE_INVALID' });
  });
});

describe.each(PLATFORMS)('GET /audit-logs/reader on %s', (platform) => {
  let shop: ShopApp;
  beforeAll(async () => {
    shop = await createShopApp(platform);
  });
  afterAll(() => shop.close());

  it.each([
    [{}, { type: 'anonymous', id: null, label: null, permissions: [] }],
    [{ 'x-user': 'eve' }, { type: 'user', id: 'eve', label: 'eve@example.com', permissions: [] }],
    [
      { 'x-user': 'ada', 'x-allow': 'audit:hold,audit:read' },
      { type: 'user', id: 'ada', label: 'ada@example.com', permissions: ['audit:read', 'audit:hold'] },
    ],
  ])('should tell %j about themselves', async (headers, expected) => {
    const answer = await fetch(`${shop.url}/audit-logs/reader`, { headers });
    expect([answer.status, await answer.json()]).toEqual([200, expected]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
