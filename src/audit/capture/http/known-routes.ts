import { auditOfMethod, auditOfRouteConfig, type RouteAudit } from '../marks/route-metadata.ts';

/** A route of the platform, and what the decorators say about it. */
export interface KnownRoute {
  readonly method: string;
  /** As the platform writes it: `/users/:id`. */
  readonly pattern: string;
  readonly audit: RouteAudit | undefined;
}

/** What Fastify tells of a route when it is made. */
export interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly config?: unknown;
}

/** The routes that Fastify makes of one declaration: one for each method. */
export function routesOfFastify({ method, url, config }: FastifyRoute): readonly KnownRoute[] {
  const audit = auditOfRouteConfig(config);
  return [method].flat().map((each) => ({ method: each, pattern: url, audit }));
}

/** What is read of an application of Express: its router's layers. */
export interface ExpressRouter {
  readonly router?: { readonly stack?: readonly { readonly route?: ExpressRoute }[] };
}

interface ExpressRoute {
  readonly path: unknown;
  readonly methods: Readonly<Record<string, boolean>>;
  readonly stack: readonly { readonly handle: object }[];
}

/** The routes of an application of Express. */
export function routesOfExpress({ router }: ExpressRouter): readonly KnownRoute[] {
  return (router?.stack ?? []).flatMap(({ route }) => {
    if (route === undefined) return [];
    const handler = route.stack.at(-1)?.handle;
    const audit = handler === undefined ? undefined : auditOfMethod(handler);
    const methods = Object.keys(route.methods).map((method) => (method === '_all' ? 'POST' : method.toUpperCase()));
    return methods.flatMap((method) => [route.path].flat().map((path) => ({ method, pattern: String(path), audit })));
  });
}
