import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** The page as it was built: its files, and the one document that shows all of its views. */
export interface AuditPage {
  readonly document: string;
  /** By their address below the page's own, such as `/assets/index-Bx3f.js`. */
  readonly files: ReadonlyMap<string, PageFile>;
}

/** A file of the page, with what it was compressed to. */
export interface PageFile {
  readonly content: Buffer;
  readonly type: string;
  readonly cacheControl: string;
  readonly etag: string;
  readonly compressed: Readonly<Partial<Record<PageEncoding, Buffer>>>;
}

/** How a file of the page may be compressed: Brotli or gzip. */
export type PageEncoding = 'br' | 'gzip';

/** The best first. */
export const PAGE_ENCODINGS: readonly PageEncoding[] = ['br', 'gzip'];
/** How files end that were compressed so. */
const ENDINGS = { br: '.br', gzip: '.gz' } as const satisfies Record<PageEncoding, string>;

/** The page that this package brings along. */
const OWN_PAGE = join(import.meta.dirname, 'web');

const DOCUMENT = 'index.html';
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Files of this folder have their content in their name: another content has another name. */
const NAMED_BY_CONTENT = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
export const ASK_EACH_TIME = 'no-cache';

/**
 * The page that was built into this folder, as it is now: what becomes of the folder later changes nothing. Undefined
 * when there is none.
 */
export function readAuditPage(directory: string = OWN_PAGE): AuditPage | undefined {
  if (!existsSync(join(directory, DOCUMENT))) return undefined;
  const contents = new Map(filesBelow(directory).map((name) => [name, readFileSync(join(directory, name))]));
  const addresses = [...contents.keys()].filter((name) => name !== `/${DOCUMENT}` && !isCompressed(name, contents));
  return {
    document: contents.get(`/${DOCUMENT}`)?.toString() ?? '',
    files: new Map(addresses.map((name) => [name, fileOf(name, contents)])),
  };
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length).split(sep).join('/'));
}

/** `x.js.br` beside `x.js` is no file of its own. */
function isCompressed(name: string, contents: ReadonlyMap<string, Buffer>): boolean {
  return Object.values(ENDINGS).some((ending) => name.endsWith(ending) && contents.has(name.slice(0, -ending.length)));
}

function fileOf(name: string, contents: ReadonlyMap<string, Buffer>): PageFile {
  const content = contents.get(name) ?? Buffer.alloc(0);
  const compressed = PAGE_ENCODINGS.map((encoding) => [encoding, contents.get(name + ENDINGS[encoding])] as const);
  return {
    content,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    cacheControl: name.startsWith(NAMED_BY_CONTENT) ? FOR_EVER : ASK_EACH_TIME,
    etag: etagOf(content),
    compressed: Object.fromEntries(compressed.filter(([, file]) => file !== undefined)),
  };
}

/** @see RFC 9110, 8.8.3 */
export function etagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url')}"`;
}
