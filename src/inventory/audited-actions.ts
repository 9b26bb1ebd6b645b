import { type INestApplicationContext, RequestMethod, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { auditOfMethod } from '../audit/index.ts';
import { JobHandler } from '../jobs/job.ts';

/** One thing that leaves an entry of its own kind, as the code itself says it. */
export interface AuditedAction {
  /** The Nest module it belongs to, without "Module". */
  readonly module: string;
  /** `POST /users/{id}/activate`, `background: ImportJob`, `event: SignInService.lock`. */
  readonly source: string;
  readonly category: string;
  readonly action: string;
  readonly resource: string | undefined;
  /** What a caller needs; undefined where being signed in is enough or nobody calls it. */
  readonly permission: string | undefined;
}

/** A category, action and resource that a provider gives to `AuditService.record()`: `static readonly recorded = {…}`. */
export type RecordedActions = Readonly<Record<string, Pick<AuditedAction, 'category' | 'action' | 'resource'>>>;

/** A route that leaves no entry, and why. */
export interface SkippedRoute {
  readonly source: string;
  readonly reason: string;
}

interface Method {
  readonly module: string;
  readonly owner: Type;
  readonly key: string;
  readonly handler: object;
}

/** Everything in the application that is audited under a name of its own, module by module. */
export function auditedActions(app: INestApplicationContext): readonly AuditedAction[] {
  const declared = methodsOf(app).flatMap((method) => {
    const audited = auditOfMethod(method.handler)?.audited;
    if (audited === undefined) return [];
    const { category, action, resource } = audited;
    const permission = permissionOf(method);
    return [{ module: method.module, source: sourceOf(method), category, action, resource, permission }];
  });
  return [...declared, ...recordedActions(app)].toSorted((one, other) => one.module.localeCompare(other.module));
}

/** Every route that leaves no entry. */
export function skippedRoutes(app: INestApplicationContext): readonly SkippedRoute[] {
  return methodsOf(app).flatMap((method) => {
    const reason = auditOfMethod(method.handler)?.skipped;
    return reason === undefined || routeOf(method) === undefined ? [] : [{ source: sourceOf(method), reason }];
  });
}

function recordedActions(app: INestApplicationContext): readonly AuditedAction[] {
  return classesOf(app).flatMap(({ module, owner }) => {
    const recorded = 'recorded' in owner ? (owner.recorded as RecordedActions) : {};
    return Object.entries(recorded).map(([name, entry]) => {
      return { module, source: `event: ${owner.name}.${name}`, ...entry, permission: undefined };
    });
  });
}

function classesOf(app: INestApplicationContext): readonly { readonly module: string; readonly owner: Type }[] {
  return [...app.get(ModulesContainer).values()].flatMap(({ name, controllers, providers }) =>
    [...controllers.values(), ...providers.values()]
      .filter(({ token, metatype }) => typeof metatype === 'function' && token === metatype)
      .map(({ metatype }) => ({ module: name.replace(/Module$/, ''), owner: metatype as Type })),
  );
}

function methodsOf(app: INestApplicationContext): readonly Method[] {
  return classesOf(app).flatMap(({ module, owner }) => {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(owner.prototype as object));
    return methods
      .filter(([key, { value }]) => key !== 'constructor' && typeof value === 'function')
      .map(([key, { value }]) => ({ module, owner, key, handler: value as object }));
  });
}

function sourceOf(method: Method): string {
  const { owner, key } = method;
  if (owner.prototype instanceof JobHandler) return `background: ${owner.name}`;
  return routeOf(method) ?? `method: ${owner.name}.${key}`;
}

/** `POST /users/{id}`, without the prefix that all routes share; undefined when it is no route. */
function routeOf({ owner, handler }: Method): string | undefined {
  const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
  if (method === undefined) return undefined;
  const paths = [owner, handler].map((target) => String(Reflect.getMetadata('path', target) ?? ''));
  const path = paths.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `${RequestMethod[method]} /${path.join('/').replaceAll(/:(\w+)/g, '{$1}')}`;
}

function permissionOf({ owner, handler }: Method): string | undefined {
  return (Reflect.getMetadata(RequirePermission.KEY, handler) ?? Reflect.getMetadata(RequirePermission.KEY, owner)) as
    | string
    | undefined;
}
