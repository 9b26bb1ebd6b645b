import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import { type AuditLevel, AuditPolicy, type AuditPolicyRule } from '../capture/http/audit-policy.ts';
import { AuditAction, AuditCategory } from '../entry/catalogue.ts';
import { type CoverageItem, type CoverageReport, type CoverageState, reportOf } from './coverage-report.ts';
import { type EntityClass, entityItemsOf } from './entities.ts';
import { type EntryPoint, type EntryPointOptions, entryPointsOf, placeOf } from './entry-points.ts';
import type { Route } from './route-reader.ts';

/** What the application itself can't tell. */
export interface AuditCoverageOptions extends EntryPointOptions {
  /** The rules given to `AuditModule`. @default those of the application; one in preview mode does not know its own */
  readonly policy?: readonly AuditPolicyRule[];
  /** The entities to tell of. @default those of its data sources; when none is connected, all that are loaded */
  readonly entities?: readonly EntityClass[];
}

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * What of an application is audited and what is not: every way into it, every `@Audited` method and every entity. Looks
 * at what decorators say; nothing is called, so that an application in preview mode will do, but for the prefixes of
 * `RouterModule`, which only a started one knows.
 */
export function auditCoverage(app: INestApplicationContext, options: AuditCoverageOptions = {}): CoverageReport {
  const policy = new AuditPolicy(options.policy ?? policyOf(app) ?? []);
  const items = entryPointsOf(app, options).map((entryPoint) => itemOf(entryPoint, policy));
  return reportOf([...items, ...entityItemsOf(app, options.entities)]);
}

function itemOf(entryPoint: EntryPoint, policy: AuditPolicy): CoverageItem {
  const { kind, name, module, audit, route } = entryPoint;
  const level = levelOf(entryPoint, policy);
  const state = stateOf(entryPoint, level);
  const plain = { category: AuditCategory.Request, action: AuditAction.Request, resource: undefined };
  const told = audit?.audited ?? (state === 'plain' ? plain : undefined);
  return {
    kind,
    module: module.name,
    place: placeOf(entryPoint),
    name,
    state,
    isChanging: route !== undefined && !READING.includes(route.method),
    category: told?.category ?? null,
    action: told?.action ?? null,
    resource: told?.resource ?? null,
    level,
    reason: audit?.skipped ?? null,
  };
}

function stateOf({ audit }: EntryPoint, level: AuditLevel): CoverageState {
  if (audit?.audited !== undefined) return 'audited';
  if (audit?.skipped !== undefined) return 'skipped';
  return level === 'none' ? 'silent' : 'plain';
}

/** As the capture decides: what is `@Audited` is never hidden. Policies are about requests; calls keep their changes. */
function levelOf({ audit, route }: EntryPoint, policy: AuditPolicy): AuditLevel {
  if (audit?.skipped !== undefined) return 'none';
  if (route === undefined) return audit?.audited === undefined ? 'none' : 'changes';
  const level = policy.levelOf(subjectOf(route));
  return level === 'none' && audit?.audited !== undefined ? 'metadata' : level;
}

/** A route for all methods is judged by what it may change. */
function subjectOf({ method, pattern, statusCode }: Route): Parameters<AuditPolicy['levelOf']>[0] {
  return { method: method === 'ALL' ? 'POST' : method, route: pattern, path: pattern, statusCode };
}

function policyOf(app: INestApplicationContext): readonly AuditPolicyRule[] | undefined {
  const providers = [...app.get(ModulesContainer).values()].map((module) => module.providers.get(AUDIT_SETTINGS));
  const settings = providers.find((provider) => provider !== undefined)?.instance as Partial<AuditSettings> | null;
  return settings?.policy;
}
