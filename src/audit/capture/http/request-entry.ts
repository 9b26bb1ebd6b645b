import { STATUS_CODES } from 'node:http';
import type { AuditEntry, AuditHttp, CapturedEntry } from '../../entry/audit-entry.ts';
import { AuditAction, AuditCategory, type AuditStatus } from '../../entry/catalogue.ts';
import type { TakenEntry } from '../../entry/taken-entries.ts';
import type { AuditLevel } from './audit-policy.ts';
import { auditedEntry, type ToldOfCall, UNFINISHED } from '../marks/audited-entry.ts';
import { queryOf } from './request-query.ts';
import type { RequestScope } from './request-scope.ts';

/** How a request ended. */
export interface RequestEnding {
  readonly outcome: AuditHttp['outcome'];
  /** The status of the answer, also of one that found nobody to take it; null when the application never answered. */
  readonly statusCode: number | null;
  /** How much is to be kept of it. */
  readonly level: Exclude<AuditLevel, 'none'>;
}

/** What a request has taken in while it ran and needs entries of its own after all, now that it has ended so. */
export function leftOfRequest(scope: RequestScope, ending: Pick<RequestEnding, 'statusCode'>): readonly TakenEntry[] {
  return scope.settle(statusOf(scope, ending) === 'success' ? undefined : (scope.fault ?? { error: undefined }));
}

/** The one entry of a request. */
export function requestEntry(scope: RequestScope, ending: RequestEnding): CapturedEntry {
  const status = statusOf(scope, ending);
  const audited = scope.routeAudit?.audited;
  const told =
    audited === undefined ? plainEntry(scope, status) : auditedEntry(audited, scope.call, toldOf(scope, status));
  const fault = status === 'success' ? undefined : scope.fault;
  // field by field: this is made for every request, and to spread what was told takes several times as long
  return {
    category: told.category,
    action: told.action,
    actor: told.actor,
    resource: told.resource,
    resourceId: told.resourceId,
    object: told.object,
    description: told.description,
    changes: told.changes,
    metadata: told.metadata,
    delivery: told.delivery,
    status,
    isOutcomeUnknown: ending.statusCode === null,
    reason: told.reason ?? (fault === undefined ? reasonOf(ending, status) : undefined),
    error: fault === undefined ? undefined : (fault.error ?? 'null'),
    http: httpOf(scope, ending),
    span: scope.place(),
    intents: scope.intents,
  };
}

/** The entry of a request that is due when the process ends before the request does. It has no place among others yet. */
export function unfinishedEntry(scope: RequestScope): CapturedEntry {
  const ending = { outcome: 'unknown', statusCode: scope.streamedStatus ?? null, level: 'metadata' } as const;
  const audited = scope.routeAudit?.audited;
  const told =
    audited === undefined ? plainEntry(scope, 'error') : auditedEntry(audited, scope.call, toldOf(scope, 'error'));
  return {
    ...told,
    status: 'error',
    isOutcomeUnknown: true,
    reason: UNFINISHED,
    metadata: { ...told.metadata, outcome: ending.outcome },
    http: httpOf(scope, ending),
  };
}

/** What was thrown after a request had been answered and recorded: a thing of its own, found by the request's id. */
export function lateFaultEntry(scope: RequestScope, error: unknown): AuditEntry {
  return {
    category: AuditCategory.Error,
    action: AuditAction.Exception,
    object: `${scope.method} ${scope.path}`,
    status: 'error',
    error: error ?? 'null',
    metadata: { isAfterAnswer: true },
  };
}

function statusOf({ broken }: RequestScope, { statusCode }: Pick<RequestEnding, 'statusCode'>): AuditStatus {
  if (broken !== undefined) return 'error';
  if (statusCode === null) return 'failure';
  if (statusCode >= 500) return 'error';
  return statusCode >= 400 ? 'failure' : 'success';
}

function toldOf({ notes, absorbed }: RequestScope, status: AuditStatus): ToldOfCall {
  return { notes, absorbed, isDone: status === 'success' };
}

function plainEntry(scope: RequestScope, status: AuditStatus): AuditEntry {
  const isFault = status === 'error';
  const { actor, resourceId, object = `${scope.method} ${scope.path}`, reason, changes, metadata } = scope.notes;
  return {
    category: isFault ? AuditCategory.Error : AuditCategory.Request,
    action: isFault ? AuditAction.Exception : AuditAction.Request,
    actor,
    resourceId,
    object,
    reason,
    changes,
    metadata,
  };
}

function reasonOf(ending: RequestEnding, status: AuditStatus): string | undefined {
  const { statusCode } = ending;
  if (statusCode === null) return `${whyUnanswered(ending)}, and how it ended is not known`;
  if (status === 'success') return undefined;
  return `${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trim();
}

function whyUnanswered({ outcome }: RequestEnding): string {
  return outcome === 'timeout' ? 'it took too long and the connection was ended' : 'the client left before the answer';
}

function httpOf(scope: RequestScope, ending: RequestEnding): AuditHttp {
  return {
    method: scope.method,
    route: scope.route.pattern,
    path: scope.path,
    query: queryOf(scope.target),
    statusCode: ending.statusCode,
    durationMs: Math.round((performance.now() - scope.startedAt) * 10) / 10,
    outcome: ending.outcome,
    body: ending.level === 'request' ? scope.body : undefined,
  };
}
