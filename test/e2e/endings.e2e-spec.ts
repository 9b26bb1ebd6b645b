import { MAX_BODY_BYTES } from '../fixture/endings-app.ts';
import { broken, done, refused, unroutedOnExpress } from '../support/ending-entry.ts';
import { describeEndings, type Ending } from '../support/endings.ts';
import { get, head, options, post, remove } from '../support/raw-connection.ts';

const XML = { 'Content-Type': 'application/xml' };

/**
 * The law of answers that go out in one piece. The route is the path of the request unless the row says otherwise: Express
 * parses bodies and runs middleware before it routes; Fastify hands a middleware what is Node's, which knows no route.
 */
// oxfmt-ignore
const ENDINGS: readonly Ending[] = [
  ['an answer', get('/endings/plain'), done(200)],
  ['a query', get('/endings/plain?page=2'), done(200)],
  ['a body', post('/endings/body', '{"a":1}'), done(201)],
  ['no content', remove('/endings/nothing'), done(204)],
  ['HEAD', head('/endings/plain'), done(200)],
  ['OPTIONS', options('/endings/plain'), refused(404, { route: null, error: 'Cannot OPTIONS /endings/plain' })],
  ['a client that knows the answer', get('/endings/plain', { 'If-None-Match': '*' }), { express: done(304), fastify: done(200) }],
  ['a redirect', get('/endings/moved'), done(301)],
  ['a redirect that the handler chooses', get('/endings/moved-somewhere'), done(307)],
  ['the last value of an Observable', get('/endings/observable'), done(200)],

  ['an unknown path', get('/nowhere'), refused(404, { route: null, error: 'Cannot GET /nowhere' })],
  ['a wrong method', remove('/endings/plain'), refused(404, { route: null, error: 'Cannot DELETE /endings/plain' })],
  ['a path that can not be decoded', get('/endings/number/%'), { express: refused(400, { route: null, error: /decode/ }), fastify: refused(400, { route: null }) }],
  ['a guard that throws', get('/endings/guard-401'), refused(401, { error: 'Sign in first' })],
  ['a guard that says no', get('/endings/guard-403'), refused(403, { error: 'Forbidden resource' })],
  ['a throttled request', get('/endings/throttled'), refused(429, { error: /Too Many Requests/ })],
  ['a pipe', get('/endings/number/x'), refused(400, { route: '/endings/number/:id', error: /numeric string/ })],
  ['a body that is no JSON', post('/endings/body', '{"a"'), unroutedOnExpress(refused(400, { error: /JSON/ }))],
  ['a body that is too large', post('/endings/body', JSON.stringify('x'.repeat(MAX_BODY_BYTES))), unroutedOnExpress(refused(413, { error: /too large/ }))],
  ['a body of an unknown type', post('/endings/body', '<a/>', XML), { express: done(201), fastify: refused(415, { error: /Unsupported Media Type/ }) }],
  ['an unknown encoding', post('/endings/body', '{}', { 'Content-Encoding': 'rot13' }), { express: refused(415, { route: null, error: /rot13/ }), fastify: done(201) }],
  ['an unknown charset', post('/endings/body', '{}', { 'Content-Type': 'application/json; charset=x' }), { express: refused(415, { route: null, error: /charset/ }), fastify: done(201) }],
  ['405', get('/endings/throws-405'), refused(405, { error: 'Not this way' })],
  ['409', get('/endings/throws-409'), refused(409, { error: 'Already there' })],
  ['an upgrade that is refused', get('/endings/throws-426', { Connection: 'Upgrade', Upgrade: 'websocket' }), refused(426, { error: 'Upgrade first' })],
  ['an upgrade that nobody knows', get('/endings/plain', { Connection: 'Upgrade', Upgrade: 'x' }), done(200)],

  ['503', get('/endings/throws-503'), broken(503, { error: 'Come back later' })],
  ['a thrown Error', get('/endings/throws-error'), broken(500, { error: 'The handler is broken' })],
  ['a thrown string', get('/endings/throws/string'), broken(500, { route: '/endings/throws/:what', error: 'just a string' })],
  ['a thrown null', get('/endings/throws/null'), broken(500, { route: '/endings/throws/:what', error: 'null' })],
  ['a thrown undefined', get('/endings/throws/undefined'), broken(500, { route: '/endings/throws/:what', error: /^(null|undefined)$/ })],
  ['a rejected promise', get('/endings/rejects'), broken(500, { error: 'The promise is broken' })],
  ['a result that is no JSON', get('/endings/not-json'), broken(500, { error: /BigInt/ })],
  ['an Observable that fails after two values', get('/endings/observable-fails'), broken(500, { error: 'The third step is broken' })],

  ['an interceptor that throws', get('/endings/interceptor-throws'), refused(403, { error: 'The interceptor refuses' })],
  ['an interceptor that maps the error', get('/endings/interceptor-maps'), broken(502, { error: 'Mapped' })],
  ['an interceptor that swallows the error', get('/endings/interceptor-swallows'), done(200)],
  ['an interceptor that times out', get('/endings/interceptor-times-out'), refused(408, { error: 'Too slow' })],
  ['a filter that answers', get('/endings/filter-answers'), refused(422, { error: 'Out of range' })],
  ['a filter that throws', get('/endings/filter-throws'), broken(500, { error: 'The filter is broken' })],
  ['a middleware that answers', get('/endings/middleware-answers'), refused(418, { route: null })],
  ['a middleware that refuses', get('/endings/middleware-refuses'), unroutedOnExpress(refused(403, { error: 'The middleware refuses' }))],
  ['a middleware that fails', get('/endings/middleware-fails'), unroutedOnExpress(broken(500, { error: 'The middleware has failed' }))],
  ['a middleware that throws', get('/endings/middleware-throws'), broken(500, { route: null, error: 'The middleware has thrown' })],

  ['res.send()', get('/by-hand/sends'), done(203)],
  ['res.send() later', get('/by-hand/sends-later'), done(200)],
  ['res with passthrough', get('/by-hand/passes-through'), done(202)],
  ['304 by hand', get('/by-hand/not-modified'), done(304)],
  ['res.end()', get('/by-hand/ends'), done(201)],
  ['an interim answer before', get('/by-hand/early-hints'), done(200)],
  ['a wrong status', get('/by-hand/wrong-status'), broken(500, { error: /status code/i })],
  ['a wrong status for Node', get('/by-hand/wrong-raw-status'), broken(500, { error: /status code/i })],
  ['a wrong header for Node', get('/by-hand/wrong-raw-header'), broken(500, { error: /Invalid character/ })],
  ['two answers', get('/by-hand/sends-twice'), { express: done(200, { lateError: 'Cannot set headers after they are sent to the client' }), fastify: done(200) }],
  ['an answer and then an error', get('/by-hand/sends-and-throws'), done(200, { lateError: 'Broken after the answer' })],
];

describeEndings('an answer in one piece', ENDINGS, { isRecordedBeforeAnswer: true });

/** Fastify notices these when nobody is there any more to answer them: the process ends, with or without an audit log. */
const WRONG_HEADERS: readonly Ending[] = [
  ['a wrong header', get('/by-hand/wrong-header'), broken(500, { error: /Invalid character/ })],
  ['a wrong header by decorator', get('/by-hand/wrong-header-of-nest'), broken(500, { error: /Invalid character/ })],
];

describeEndings('a header that can not be sent', WRONG_HEADERS, { platforms: ['express'] });
