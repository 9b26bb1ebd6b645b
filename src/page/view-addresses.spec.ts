import { toDocumentAddress } from './view-addresses.ts';

const PAGE = { directory: '/page', document: '', files: new Set(['/index.html', '/a file.html', '/assets/x.js']) };
const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('toDocumentAddress', () => {
  const addressOf = (url: string, { method = 'GET', accept = HTML }: { method?: string; accept?: string } = {}) =>
    toDocumentAddress(PAGE)({ method, url, headers: { accept } });

  it.each([
    '/entries',
    '/entries/019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11',
    '/resources/setting/session.length_minutes',
    '/users/bob@example.com',
    '/apiary',
    '/documents',
    '/healthy',
    '/a%20view',
  ])('should show %s in the document', (url) => {
    expect(addressOf(url)).toBe('/index.html');
    expect(addressOf(`${url}?status=failure&q=a/b`)).toBe('/index.html?status=failure&q=a/b');
    expect(addressOf(url, { method: 'HEAD' })).toBe('/index.html');
  });

  it.each([
    '/api',
    '/api/v1/nothing',
    '/%61pi/v1/users',
    '/docs',
    '/docs/swagger-ui.css',
    '/docs-json',
    '/docs-yaml',
    '/health/live',
    '/metrics',
    '/index.html',
    '/a%20file.html',
    '/assets/gone.js',
    '/.env',
    '/.git/config',
    '/%zz',
  ])('should leave %s alone', (url) => {
    expect(addressOf(url)).toBe(url);
  });

  it('should leave alone what no person opens', () => {
    for (const accept of ['*/*', 'application/json', '']) expect(addressOf('/entries', { accept })).toBe('/entries');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(addressOf('/entries', { method })).toBe('/entries');
  });

  it('should begin with the document, whoever asks', () => {
    expect(addressOf('/', { accept: '*/*' })).toBe('/index.html');
    expect(addressOf('/?from=x', { accept: '*/*' })).toBe('/index.html?from=x');
    expect(addressOf('/', { method: 'POST' })).toBe('/');
  });
});
