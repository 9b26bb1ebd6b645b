import { relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type BuiltPage, DOCUMENT_ADDRESS } from './built-page.ts';
import { answersOf, isKnown } from './page-document.ts';

/** Files that have their content in their name: another content has another name. */
const NAMED_BY_CONTENT = 'assets';
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/**
 * Serves the document and the files of the page: each has a route of its own, so that whatever else is asked for is told
 * to be missing as before. A file `x.js.br` or `x.js.gz` beside `x.js` is sent in its place to clients that take it.
 */
export async function servePage(app: NestFastifyApplication, page: BuiltPage): Promise<void> {
  const answer = answersOf(page.document);
  app
    .getHttpAdapter()
    .getInstance()
    .get(DOCUMENT_ADDRESS, (request, reply) => {
      const { html, policy, etag } = answer();
      void reply.header('Content-Security-Policy', policy).header('Cache-Control', ASK_EACH_TIME);
      if (etag !== undefined) void reply.header('ETag', etag);
      if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send();
      return reply.type('text/html; charset=utf-8').send(html);
    });
  await app.register(fastifyStatic, {
    root: page.directory,
    wildcard: false,
    index: false,
    globIgnore: ['index.html', '**/*.{br,gz}'],
    preCompressed: true,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const [folder] = relative(page.directory, path).split(sep);
      void reply.header('Cache-Control', folder === NAMED_BY_CONTENT ? FOR_EVER : ASK_EACH_TIME);
    },
  });
}
