import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { API_PREFIX } from '../app.setup.ts';
import { type EntryPoint, entryPointsOf } from '../audit/index.ts';
import { jobTrigger } from './job-trigger.ts';

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

/** Everything in the application that is audited under a name of its own, module by module. */
export function auditedActions(app: INestApplicationContext): readonly AuditedAction[] {
  const declared = entryPointsOf(app, { trigger: jobTrigger }).flatMap((entryPoint) => {
    const audited = entryPoint.audit?.audited;
    if (audited === undefined) return [];
    const { category, action, resource } = audited;
    const about = { module: titleOf(entryPoint.module.name), source: sourceOf(entryPoint) };
    return [{ ...about, category, action, resource, permission: permissionOf(entryPoint) }];
  });
  return [...declared, ...recordedActions(app)].toSorted((one, other) => one.module.localeCompare(other.module));
}

/** Every route that leaves no entry. */
export function skippedRoutes(app: INestApplicationContext): readonly SkippedRoute[] {
  return entryPointsOf(app).flatMap((entryPoint) => {
    const reason = entryPoint.audit?.skipped;
    return reason === undefined || entryPoint.route === undefined ? [] : [{ source: sourceOf(entryPoint), reason }];
  });
}

/** What providers record by hand. */
export function recordedActions(app: INestApplicationContext): readonly AuditedAction[] {
  return [...app.get(ModulesContainer).values()].flatMap(({ name, providers }) =>
    [...providers.keys()].filter(isRecorder).flatMap((owner) =>
      Object.entries(owner.recorded).map(([key, entry]) => {
        return { module: titleOf(name), source: `event: ${owner.name}.${key}`, ...entry, permission: undefined };
      }),
    ),
  );
}

function isRecorder(token: unknown): token is Type & { readonly recorded: RecordedActions } {
  return typeof token === 'function' && 'recorded' in token;
}

function titleOf(module: string): string {
  return module.replace(/Module$/, '');
}

/** `POST /users/{id}`, without the prefix that all routes share. */
function sourceOf({ kind, name, route, owner }: EntryPoint): string {
  if (route !== undefined) {
    const path = route.pattern.replace(new RegExp(`^/${API_PREFIX}(?=/|$)`), '');
    return `${route.method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
  }
  return kind === 'job' ? `background: ${owner.name}` : `${kind}: ${name}`;
}

function permissionOf({ owner, handler }: EntryPoint): string | undefined {
  return (Reflect.getMetadata(RequirePermission.KEY, handler) ?? Reflect.getMetadata(RequirePermission.KEY, owner)) as
    | string
    | undefined;
}
