import { type INestApplication, VersioningType, VERSION_NEUTRAL } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { done, refused } from '../support/ending-entry.ts';
import { describeEndings, type Ending } from '../support/endings.ts';
import { get } from '../support/raw-connection.ts';

interface NativeRoutes {
  get(path: string, handler: (request: unknown, reply: { send(body: string): unknown }) => unknown): unknown;
}

/** Routes that the host makes past Nest: one by one, and a part of its own below a path. */
function addNativeRoutes(app: INestApplication): void {
  const adapter = app.getHttpAdapter();
  const addTo = (routes: NativeRoutes): unknown => routes.get('/items/:id', (_request, reply) => reply.send('native'));
  addTo(adapter.getInstance() as NativeRoutes);
  if (adapter.getType() === 'express') {
    const below = new ExpressAdapter().getInstance<NativeRoutes>();
    addTo(below);
    app.use('/native', below);
  } else {
    const register = (routes: NativeRoutes, _options: unknown, ready: () => void): void => {
      addTo(routes);
      ready();
    };
    void (app as NestFastifyApplication).register(register, { prefix: '/native' });
  }
}

/** The pattern of the route, whatever the way to it. */
// oxfmt-ignore
const ROUTES: readonly Ending[] = [
  ['a prefix', get('/api/endings/plain'), done(200)],
  ['a version', get('/api/v2/routes'), done(200)],
  ['no version', get('/api/routes'), done(200)],
  ['a slash at the end', get('/api/v2/routes/'), { express: done(200, { route: '/api/v2/routes' }), fastify: refused(404, { route: null, error: /Cannot GET/ }) }],
  ['another case', get('/API/v2/Routes'), { express: done(200, { route: '/api/v2/routes' }), fastify: refused(404, { route: null, error: /Cannot GET/ }) }],
  ['parameters', get('/api/v2/routes/7/parts/a%20b?c=d'), done(200, { route: '/api/v2/routes/:id/parts/:part' })],
  ['a wildcard', get('/api/routes/files/a/b.txt'), { express: done(200, { route: '/api/routes/files/{*path}' }), fastify: done(200, { route: '/api/routes/files/*' }) }],
  ['a route that a guard refuses', get('/api/endings/guard-403'), refused(403, { error: 'Forbidden resource' })],
  ['a native route', get('/items/7'), done(200, { route: '/items/:id' })],
  ['a native route below a path', get('/native/items/7'), done(200, { route: '/native/items/:id' })],
  ['an unknown path within the prefix', get('/api/nowhere'), refused(404, { route: null, error: 'Cannot GET /api/nowhere' })],
  ['an unknown path outside the prefix', get('/nowhere'), { express: refused(404, { route: null }), fastify: refused(404, { route: null, error: 'Cannot GET /nowhere' }) }],
];

describeEndings('a route', ROUTES, {
  prepare: (app) => {
    addNativeRoutes(app);
    app.setGlobalPrefix('api');
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: VERSION_NEUTRAL });
  },
});
