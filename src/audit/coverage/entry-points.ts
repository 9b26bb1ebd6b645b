import type { INestApplicationContext } from '@nestjs/common';
import { auditOfMethod, type RouteAudit } from '../capture/marks/route-metadata.ts';
import { type ClassMethod, classMethodsOf } from './class-methods.ts';
import { type Route, RouteReader } from './route-reader.ts';
import { type Trigger, triggersOf } from './triggers.ts';

/** A way into the application, or an audited method: a place where entries come from, or should. */
export interface EntryPoint extends ClassMethod, Trigger {
  /** What the decorators say; undefined when they say nothing. */
  readonly audit: RouteAudit | undefined;
  /** Of a route: what the platform knows. */
  readonly route: Route | undefined;
}

/** What a host adds to the search. */
export interface EntryPointOptions {
  /** Further ways into an application: jobs of a queue, commands. Undefined where a method is none. */
  readonly trigger?: (method: ClassMethod) => Trigger | undefined;
}

/**
 * Every route, message, socket message, resolver and timer of an application, and every other `@Audited` method. One that
 * several modules declare is there once. It needs no running application: one in preview mode does, but for the prefixes
 * of `RouterModule`.
 */
export function entryPointsOf(
  app: INestApplicationContext,
  { trigger }: EntryPointOptions = {},
): readonly EntryPoint[] {
  const routes = new RouteReader(app);
  const seen = new Map<object, Set<string>>();
  return classMethodsOf(app)
    .flatMap((method) => {
      const audit = auditOfMethod(method.handler);
      const ways = [
        ...routes.routesOf(method).map((route) => ({ kind: 'route', name: nameOf(route), route })),
        ...[...triggersOf(method), trigger?.(method)].flatMap((way) => (way ? [{ ...way, route: undefined }] : [])),
      ];
      const called = { kind: 'method', name: placeOf(method), route: undefined };
      const found = ways.length === 0 && audit?.audited !== undefined ? [called] : ways;
      return found.map((way) => ({ ...method, ...way, audit }));
    })
    .filter(({ owner, key, kind, name }) => {
      const known = seen.get(owner) ?? new Set();
      const id = JSON.stringify([key, kind, name]);
      const isNew = !known.has(id);
      seen.set(owner, known.add(id));
      return isNew;
    });
}

/** Where it is in the code: `UsersController.create`. */
export function placeOf({ owner, key }: ClassMethod): string {
  return `${owner.name}.${key}`;
}

function nameOf({ method, pattern, version, host }: Route): string {
  const versions = version === undefined ? '' : ` (version ${version})`;
  return `${method} ${pattern}${versions}${host === undefined ? '' : ` on ${host}`}`;
}
