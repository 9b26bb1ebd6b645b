import type { AuditedOptions } from './audited-options.ts';

/** What the decorators say about a route: what it does, or why it leaves no entry. */
export interface RouteAudit {
  readonly audited?: AuditedOptions;
  /** The reason given to `@SkipAudit`. */
  readonly skipped?: string;
}

const ROUTE_AUDIT = 'audit:route';
/**
 * Nest's `@RouteConfig()` for Fastify keeps its object here. With a copy of the metadata in it, a request's route says
 * what it does, whichever handler it reaches or does not.
 */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';
const FASTIFY_CONFIG_KEY = 'audit';

/** Marks a method. */
export function markRoute(method: object, audit: RouteAudit): void {
  Reflect.defineMetadata(ROUTE_AUDIT, audit, method);
  const config: unknown = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG, method);
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG, { ...(config as object), [FASTIFY_CONFIG_KEY]: audit }, method);
}

/** Completes what other decorators have written over: the order in which they stand must not matter. */
export function markRoutes(methods: readonly object[]): void {
  for (const method of methods) {
    const audit = auditOfMethod(method);
    if (audit !== undefined) markRoute(method, audit);
  }
}

/** What was said about a method; undefined when nothing was. */
export function auditOfMethod(method: object): RouteAudit | undefined {
  return Reflect.getMetadata(ROUTE_AUDIT, method) as RouteAudit | undefined;
}

/** What was said about the handler of a route of Fastify, from the route's own `config`. */
export function auditOfRouteConfig(config: unknown): RouteAudit | undefined {
  return (config as Record<string, RouteAudit | undefined> | undefined)?.[FASTIFY_CONFIG_KEY];
}
