import { auditOfMethod, auditOfRouteConfig, type RouteAudit } from './route-metadata.ts';

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

/** The pattern of the route that matched, such as `/api/v1/users/:id`; null when none did. */
export function routePatternOf(request: PlatformRequest | undefined): string | null {
  if (request?.routeOptions !== undefined) return request.routeOptions.url ?? null;
  const path = request?.route?.path;
  if (request?.route?.methods?.['_all'] === true && String(path).endsWith('*path')) return null; // Nest's own "not found"
  return typeof path === 'string' ? `${request?.baseUrl ?? ''}${path}` : null;
}

/** What the decorators say about the handler of the route that matched, whether or not the handler was reached. */
export function routeAuditOf(request: PlatformRequest | undefined): RouteAudit | undefined {
  if (request?.routeOptions !== undefined) return auditOfRouteConfig(request.routeOptions.config);
  const handler = request?.route?.stack?.at(-1)?.handle;
  return handler === undefined ? undefined : auditOfMethod(handler);
}

/** The route's parameters as text. */
export function routeParamsOf(request: PlatformRequest | undefined): Readonly<Record<string, string>> {
  const params = request?.params;
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
