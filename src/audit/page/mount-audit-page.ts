import type { INestApplication } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { AuditError } from '../audit.errors.ts';
import type { PlatformRequest } from '../capture/http/platform-request.ts';
import { reachRoute } from '../capture/http/reach-route.ts';
import { markRoute } from '../capture/marks/route-metadata.ts';
import { answersOf, isKnown } from './page-document.ts';
import { ASK_EACH_TIME, type AuditPage, PAGE_ENCODINGS, type PageFile, readAuditPage } from './page-files.ts';
import { documentFor } from './page-settings.ts';

/** Where the page is in an application, and where it finds what it needs there. */
export interface AuditPageOptions {
  /** The address of the page, such as `/audit`; `/` is the root. */
  readonly path: string;
  /** Below which address `/audit-logs` is. @default the application's global prefix */
  readonly api?: string;
  /** Where people sign in who are not known yet. @default they are told that they are not known */
  readonly signIn?: string;
  /** A page of one's own build. @default the page of this package */
  readonly page?: AuditPage;
  /** The addresses of its views below `path`, as routes. @default those of the page of this package */
  readonly views?: readonly string[];
}

/** The views of the page of this package. */
export const PAGE_VIEWS: readonly string[] = [
  '',
  '/log',
  '/log/:entryId',
  '/errors',
  '/history',
  '/activity',
  '/exports',
  '/holds',
];

const NO_ENTRY = { skipped: 'It only loads the page; what the page then reads leaves entries.' } as const;

/** What of the requests and answers of Fastify and Express is used; both name it alike. */
interface PageRequest extends PlatformRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}
interface PageReply {
  status(code: number): this;
  header(name: string, value: string): this;
  type(type: string): this;
  send(content?: Buffer | string): unknown;
}
type PageHandler = (request: PageRequest, reply: PageReply) => void;

/**
 * Serves the audit log's web page from an application on Fastify or Express. Called like `SwaggerModule.setup()`, before
 * the application listens. The page itself holds nothing secret and is for everybody; what it shows are answers of
 * `/audit-logs`, which the application's guards and `AuditAccess` give to whom they may, by what the browser sends with
 * each request by itself: a cookie.
 * @throws {AuditError} AUDIT_PAGE_INVALID when `path` is no address or there is no page
 */
export function mountAuditPage(
  app: INestApplication,
  { path, views = PAGE_VIEWS, ...options }: AuditPageOptions,
): void {
  const page = options.page ?? readAuditPage();
  const base = path.replace(/\/+$/, '');
  if (page === undefined)
    throw new AuditError('AUDIT_PAGE_INVALID', { message: 'There is no built page; build it first.' });
  if (!/^(\/[\w.~-]+)*$/.test(base)) {
    throw new AuditError('AUDIT_PAGE_INVALID', {
      message: `"${path}" is no address for the page; write one like "/audit".`,
    });
  }
  const settings = { base, api: options.api ?? globalPrefixOf(app), signIn: options.signIn ?? null };
  const showDocument = documentHandler(documentFor(page.document, settings));
  for (const view of views) serve(app, base + view || '/', showDocument);
  for (const [address, file] of page.files) serve(app, base + address, fileHandler(file));
}

function serve(app: INestApplication, address: string, handler: PageHandler): void {
  const marked: PageHandler = (request, reply) => {
    reachRoute(request);
    handler(request, reply);
  };
  markRoute(marked, NO_ENTRY);
  app.getHttpAdapter().get(address, marked);
}

function documentHandler(document: string): PageHandler {
  const answer = answersOf(document);
  return (request, reply) => {
    const { html, policy, etag } = answer();
    reply.header('Content-Security-Policy', policy).header('X-Content-Type-Options', 'nosniff');
    reply.header('Cache-Control', ASK_EACH_TIME).header('Referrer-Policy', 'same-origin');
    if (etag !== undefined) reply.header('ETag', etag);
    if (isKnown(etag, request.headers['if-none-match'])) return void reply.status(304).send();
    reply.type('text/html; charset=utf-8').send(html);
  };
}

function fileHandler({ content, type, cacheControl, etag, compressed }: PageFile): PageHandler {
  return ({ headers }, reply) => {
    reply.header('Cache-Control', cacheControl).header('ETag', etag).header('X-Content-Type-Options', 'nosniff');
    if (Object.keys(compressed).length > 0) reply.header('Vary', 'Accept-Encoding');
    if (isKnown(etag, headers['if-none-match'])) return void reply.status(304).send();
    const encoding = PAGE_ENCODINGS.find((each) => compressed[each] && isTaken(each, headers['accept-encoding']));
    if (encoding !== undefined) reply.header('Content-Encoding', encoding);
    reply.type(type).send((encoding && compressed[encoding]) ?? content);
  };
}

/** @see RFC 9110, 12.5.3 */
function isTaken(encoding: string, accepted = ''): boolean {
  return accepted.split(',').some((each) => {
    const [name, ...parameters] = each.split(';').map((part) => part.trim());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** `api` -> `/api`; Nest does not tell it by a method of the application. */
function globalPrefixOf(app: INestApplication): string {
  const { config } = app as { readonly config?: ApplicationConfig };
  const prefix = (config?.getGlobalPrefix() ?? '').replaceAll(/^\/+|\/+$/g, '');
  return prefix === '' ? '' : `/${prefix}`;
}
