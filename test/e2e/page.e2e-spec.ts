import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ADMIN_SETTINGS, auditEntries } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

const DOCUMENT = '<!doctype html><title>Audit log</title><script type="module" src="/assets/index-Bx3f.js"></script>';
const SCRIPT = `document.title = 'It runs'; // ${'x'.repeat(2000)}`;
const PERSON = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let directory: string;
let test: TestApp;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), DOCUMENT);
  await writeFile(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, 'site.webmanifest'), '{}');
  await writeFile(join(directory, 'assets', 'index-Bx3f.js'), SCRIPT);
  await writeFile(join(directory, 'assets', 'index-Bx3f.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(directory, 'assets', 'index-Bx3f.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(directory, 'assets', 'plain-Cy4g.css'), 'body { margin: 0 }');
  test = await createTestApp(ADMIN_SETTINGS, { page: directory });
});
afterAll(async () => {
  await test.close();
  await rm(directory, { recursive: true, force: true });
});

async function get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const answer = await fetch(test.url + path, { method, headers: { ...headers } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const entriesOf = ({ headers }: { readonly headers: Headers }) =>
  auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);

describe('the document of the page', () => {
  it.each(['/', '/index.html', '/entries/42?q=x', '/resources/setting/session.length_minutes'])(
    'should be at %s',
    async (path) => {
      const answer = await get(path, PERSON);
      expect(answer).toMatchObject({ status: 200, text: DOCUMENT });
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('x-request-id')).toEqual(expect.any(String));
    },
  );

  it('should not be sent again to who has it', async () => {
    const etag = (await get('/')).headers.get('etag')!;
    const again = await get('/entries', { ...PERSON, 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(again.headers.get('content-security-policy')).toContain(`default-src 'self'`);
    expect((await get('/', { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('should tell a HEAD as much, without its content', async () => {
    const answer = await get('/', {}, 'HEAD');
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers.get('content-length')).toBe(String(DOCUMENT.length));
  });

  it('should run nothing but its own files, in no frame of others', async () => {
    const policy = (await get('/')).headers.get('content-security-policy')!.split('; ');
    expect(policy).toEqual([
      `default-src 'self'`,
      `script-src 'self'`,
      `script-src-attr 'none'`,
      `style-src 'self' 'unsafe-inline'`,
      `style-src-attr 'unsafe-inline'`,
      `img-src 'self' data:`,
      `connect-src 'self'`,
      `frame-ancestors 'none'`,
      `base-uri 'none'`,
      `form-action 'self'`,
      `object-src 'none'`,
    ]);
  });
});

describe('the files of the page', () => {
  it('should be kept for ever when their name tells their content', async () => {
    const answer = await get('/assets/plain-Cy4g.css');
    expect(answer).toMatchObject({ status: 200, text: 'body { margin: 0 }' });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toContain('text/css');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('should be asked for each time when it does not', async () => {
    const answer = await get('/favicon.svg');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    // as a browser asks; otherwise Node's fetch asks for it to be sent anew
    const again = await get('/favicon.svg', {
      'if-none-match': answer.headers.get('etag')!,
      'cache-control': 'max-age=0',
    });
    expect(again.status).toBe(304);
  });

  it.each([
    ['br', 'br', brotliCompressSync(SCRIPT).length],
    ['gzip', 'gzip', gzipSync(SCRIPT).length],
    ['gzip, deflate, br', 'br', brotliCompressSync(SCRIPT).length],
    ['identity', null, SCRIPT.length],
  ])('should be sent as they were compressed to who takes %s', async (accepted, encoding, length) => {
    const answer = await get('/assets/index-Bx3f.js', { 'accept-encoding': accepted });
    expect(answer).toMatchObject({ status: 200, text: SCRIPT });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('content-length')).toBe(String(length));
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
  });
});

describe('what is not the page', () => {
  it.each([
    ['/api/v1/nothing', PERSON, 'ROUTE_NOT_FOUND'],
    ['/docs/nothing.js', PERSON, 'ROUTE_NOT_FOUND'],
    ['/health/nothing', PERSON, 'ROUTE_NOT_FOUND'],
    ['/assets/gone-Zz9z.js', PERSON, 'ROUTE_NOT_FOUND'],
    ['/assets/index-Bx3f.js.br', PERSON, 'ROUTE_NOT_FOUND'],
    ['/entries', { accept: '*/*' }, 'ROUTE_NOT_FOUND'],
    ['/entries', { accept: 'application/json' }, 'ROUTE_NOT_FOUND'],
    ['/.env', PERSON, 'ROUTE_NOT_FOUND'],
    ['/assets/..%2f..%2fpackage.json', PERSON, 'ROUTE_NOT_FOUND'],
    ['/%zz', PERSON, 'MALFORMED_URL'],
  ])('should be told to be missing: %s for %j', async (path, headers, code) => {
    const answer = await get(path, headers);
    expect(answer.status).toBe(code === 'MALFORMED_URL' ? 400 : 404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ code });
    const [entry] = await entriesOf(answer);
    expect(entry).toMatchObject({ status: 'failure', metadata: { http: { route: null } } });
  });

  it('should not take what is sent', async () => {
    const answer = await get('/entries', PERSON, 'POST');
    expect(answer.status).toBe(404);
    expect(await entriesOf(answer)).toHaveLength(1);
  });

  it('should be as it was: docs, probes, figures', async () => {
    const docs = await get('/docs', PERSON);
    expect(docs.text).toContain('swagger-ui');
    expect(docs.headers.get('content-security-policy')).toContain('script-src');
    expect((await get('/docs/swagger-ui.css')).status).toBe(200);
    expect((await get('/docs-json', PERSON)).headers.get('content-type')).toContain('json');
    expect((await get('/health/live', PERSON)).status).toBe(200);
    expect((await get('/metrics', PERSON)).text).toContain('# HELP');
  });
});

describe('loading the page', () => {
  it('should leave no entry', async () => {
    const paths = ['/', '/entries/42', '/assets/index-Bx3f.js', '/favicon.svg', '/site.webmanifest'];
    for (const path of paths) {
      const answer = await get(path, PERSON);
      expect(answer.status).toBe(200);
      expect(await entriesOf(answer)).toEqual([]);
    }
  });

  it('should go on when the folder is gone, as while another build takes its place', async () => {
    await rm(directory, { recursive: true });
    expect(await get('/site.webmanifest')).toMatchObject({ status: 200, text: '{}' });
    expect(await get('/assets/index-Bx3f.js')).toMatchObject({ status: 200, text: SCRIPT });
  });
});

describe('a page that asks for a number for its styles', () => {
  it('should get one with each answer', async () => {
    const other = await mkdtemp(join(tmpdir(), 'page-'));
    await writeFile(join(other, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">');
    const numbered = await createTestApp({}, { page: other });
    try {
      const answer = await fetch(`${numbered.url}/`);
      const [, number] = /nonce="([^"]+)"/.exec(await answer.text())!;
      expect(answer.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${number}'; `);
      expect(answer.headers.get('etag')).toBeNull();
    } finally {
      await numbered.close();
      await rm(other, { recursive: true, force: true });
    }
  });
});

describe('without a page', () => {
  it('should be as if there had never been one', async () => {
    const bare = await createTestApp({}, { page: join(directory, 'not', 'there') });
    try {
      const answer = await fetch(`${bare.url}/`, { headers: PERSON });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    } finally {
      await bare.close();
    }
  });
});
