import type { AuditActor, AuditEntry, AuditRecord } from './audit-entry.ts';
import type { AuditOrigin } from './audit-scope.ts';
import {
  AUDIT_ACTOR_TYPES,
  AUDIT_SEVERITIES,
  AUDIT_STATUSES,
  type AuditSeverity,
  type AuditStatus,
} from './catalogue.ts';
import { type Fault, readFault } from './fault.ts';
import { type Json, plainJson } from './plain-json.ts';
import { newRecordId } from './record-id.ts';
import { redactedLine } from './redact.ts';
import { sentence } from './sentence.ts';

const NAME = 100;
const IDENTIFIER = 300;
const LABEL = 320;
const SENTENCE = 1_000;
const REASON = 300;

/** Stands for a category or action that an untyped caller has left out. */
const UNKNOWN = 'unknown';

const SYSTEM: AuditActor = { type: 'system' };

/** Where an entry of a job, a timer or a script comes from. */
export const NOWHERE: AuditOrigin = {
  actor: undefined,
  requestId: null,
  traceId: null,
  ipAddress: null,
  userAgent: null,
};

/** The severity of an entry that has no error to read it from. */
const SEVERITY_OF: Readonly<Record<AuditStatus, AuditSeverity | null>> = {
  success: null,
  failure: 'WARNING',
  error: 'ERROR',
};

/**
 * Completes an entry: id, time, actor, sentence, severity; bounded, redacted and storable in every field. Takes
 * whatever an untyped caller gives: what can't be used is replaced, so that the entry is not lost for it.
 * @throws {RangeError} when `timestamp` is not a valid date
 */
export function toRecord(entry: AuditEntry, origin: AuditOrigin, timestamp: Date): AuditRecord {
  const fault = entry.error === undefined ? undefined : readFault(entry.error);
  const status = known(AUDIT_STATUSES, entry.status) ?? fault?.status ?? 'success';
  const actor = namedActor(entry.actor ?? origin.actor ?? SYSTEM);
  return {
    id: newRecordId(timestamp),
    timestamp: timestamp.toISOString(),
    category: line(entry.category, NAME) ?? UNKNOWN,
    actionType: line(entry.action, NAME) ?? UNKNOWN,
    resourceType: line(entry.resource, NAME) ?? null,
    resourceId: line(entry.resourceId, IDENTIFIER) ?? null,
    description: line(entry.description, SENTENCE) ?? describe(entry, actor, status, fault),
    status,
    severity: known(AUDIT_SEVERITIES, entry.severity) ?? severityOf(status, fault),
    errorType: status === 'success' ? null : (line(fault?.errorType, NAME) ?? null),
    errorFingerprint: status === 'success' ? null : (fault?.errorFingerprint ?? null),
    actorType: actor.type,
    userId: actor.id ?? null,
    userLabel: actor.label ?? null,
    tenantId: actor.tenantId ?? null,
    ipAddress: origin.ipAddress,
    userAgent: line(origin.userAgent, IDENTIFIER) ?? null,
    requestId: line(origin.requestId, IDENTIFIER) ?? null,
    traceId: line(origin.traceId, IDENTIFIER) ?? null,
    metadata: metadataOf(entry, status, fault),
  };
}

function known<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value);
}

function namedActor({ type, id, label, tenantId }: AuditActor): AuditActor {
  return {
    type: known(AUDIT_ACTOR_TYPES, type) ?? 'anonymous',
    id: line(id, IDENTIFIER),
    label: line(label, LABEL),
    tenantId: line(tenantId, IDENTIFIER),
  };
}

function severityOf(status: AuditStatus, fault: Fault | undefined): AuditSeverity | null {
  return fault !== undefined && fault.status === status ? fault.severity : SEVERITY_OF[status];
}

function describe(entry: AuditEntry, actor: AuditActor, status: AuditStatus, fault: Fault | undefined): string {
  const text = sentence({
    actor,
    action: line(entry.action, NAME) ?? UNKNOWN,
    object: line(entry.object, SENTENCE) ?? objectOf(entry),
    status,
    reason: line(entry.reason, SENTENCE) ?? line(fault?.details.message, REASON),
    isOutcomeUnknown: entry.isOutcomeUnknown,
  });
  return redactedLine(text, SENTENCE);
}

function objectOf({ resource, resourceId }: AuditEntry): string | undefined {
  const kind = line(resource, NAME)?.replaceAll('_', ' ');
  const id = line(resourceId, IDENTIFIER);
  return id === undefined ? kind : `${kind ?? 'resource'} ${id}`;
}

/**
 * Each part has bounds of its own, so that a large one does not take the place of the others. What something that did
 * not succeed would have changed is kept under a name that can't be taken for what it did.
 */
function metadataOf(entry: AuditEntry, status: AuditStatus, fault: Fault | undefined): AuditRecord['metadata'] {
  const given = plainJson(entry.metadata ?? {});
  const changes = plainJson(entry.changes ?? {});
  const changesKey = status === 'success' ? 'changes' : 'attemptedChanges';
  return {
    ...(isRecord(given) ? given : { metadata: given }),
    ...((!isRecord(changes) || Object.keys(changes).length > 0) && { [changesKey]: changes }),
    ...(fault !== undefined && { error: fault.details }),
  };
}

function isRecord(json: Json): json is { [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Any value as one line without secrets; undefined when there is nothing to show. */
function line(value: unknown, maxLength: number): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const plain = typeof value === 'string' ? value : plainJson(value);
  return redactedLine(typeof plain === 'string' ? plain : JSON.stringify(plain), maxLength);
}
