import { auditOfMethod, auditOfRouteConfig, type RouteAudit } from '../marks/route-metadata.ts';

/** What is read of a request of Fastify or Express. */
export interface PlatformRequest {
  readonly ip?: string;
  readonly params?: unknown;
  /** Fastify */
  readonly routeOptions?: { readonly url?: string; readonly config?: unknown };
  /** Express: where the router is mounted, and the route that matched. */
  readonly baseUrl?: string;
  readonly route?: {
    readonly path?: unknown;
    readonly methods?: Readonly<Record<string, boolean>>;
    readonly stack?: readonly { readonly handle?: object }[];
  };
}

/** The route that a request has reached. */
export interface PlatformRoute {
  /** Such as `/api/v1/users/:id`; null when none matched. */
  readonly pattern: string | null;
  /** What the decorators say about its handler, whether or not that was reached. */
  readonly audit: RouteAudit | undefined;
  /** Whether it is known for good: Express goes on looking. */
  readonly isFinal: boolean;
}

/** The route that a request has reached by now. */
export function routeOf(request: PlatformRequest | undefined): PlatformRoute {
  const options = request?.routeOptions; // Fastify makes it anew each time
  if (options !== undefined) {
    return { pattern: options.url ?? null, audit: auditOfRouteConfig(options.config), isFinal: true };
  }
  const handler = request?.route?.stack?.at(-1)?.handle;
  return { pattern: patternOf(request), audit: handler && auditOfMethod(handler), isFinal: false };
}

function patternOf(request: PlatformRequest | undefined): string | null {
  const path = request?.route?.path;
  if (request?.route?.methods?.['_all'] === true && String(path).endsWith('*path')) return null; // Nest's own "not found"
  return typeof path === 'string' ? `${request?.baseUrl ?? ''}${path}` : null;
}

/** The route's parameters as text. */
export function routeParamsOf(request: PlatformRequest | undefined): Readonly<Record<string, string>> {
  const params = request?.params;
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
