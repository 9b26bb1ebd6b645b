import type { IncomingMessage } from 'node:http';

/** What is asked of the page: whether one of its files has this address. */
interface PageFiles {
  readonly files: { has(address: string): boolean };
}

/** The address of the document; the views have addresses of their own. */
export const DOCUMENT_ADDRESS = '/index.html';
/** What is not the page's. */
const OTHERS = /^\/(?:(?:api|docs|health|metrics)(?:\/|$)|docs-)/;
/** Files, or files that are hidden: where there is no such file, there is no view either. */
const FILES = /^\/assets\/|\/\./;

/**
 * Fastify's `rewriteUrl`: every view of the page is its one document. Only what a person opens is taken for a view, not
 * what a program or a script asks for: that is told when there is nothing.
 */
export function toDocumentAddress(
  page: PageFiles,
): (request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>) => string {
  return ({ method, url = '/', headers }) => {
    if (method !== 'GET' && method !== 'HEAD') return url;
    const [path = '/'] = url.split('?', 1);
    if (path !== '/' && !isView(path, { accept: headers.accept, page })) return url;
    return DOCUMENT_ADDRESS + url.slice(path.length);
  };
}

function isView(
  path: string,
  { accept = '', page }: { readonly accept: string | undefined; readonly page: PageFiles },
): boolean {
  if (!accept.includes('text/html')) return false;
  const decoded = decode(path);
  return decoded !== undefined && !OTHERS.test(decoded) && !FILES.test(decoded) && !page.files.has(decoded);
}

/** Undefined when it is no address at all, which the router tells. */
function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
