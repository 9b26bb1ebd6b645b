import type { AuditActor, AuditEntry, AuditRecord } from './audit-entry.ts';
import type { AuditOrigin } from './audit-scope.ts';
import type { AuditSeverity, AuditStatus } from './catalogue.ts';
import { type Fault, readFault } from './fault.ts';
import { plainJson } from './plain-json.ts';
import { newRecordId } from './record-id.ts';
import { redactText } from './redact.ts';
import { sentence } from './sentence.ts';
import { singleLine } from './text.ts';

const NAME = 100;
const IDENTIFIER = 300;
const LABEL = 320;
const SENTENCE = 1_000;
const REASON = 300;

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

/** Completes an entry: id, time, actor, sentence, severity; bounded, redacted and storable in every field. Never throws. */
export function toRecord(entry: AuditEntry, origin: AuditOrigin, timestamp: Date): AuditRecord {
  const fault = entry.error === undefined ? undefined : readFault(entry.error);
  const status = entry.status ?? fault?.status ?? 'success';
  const actor = entry.actor ?? origin.actor ?? SYSTEM;
  return {
    id: newRecordId(timestamp),
    timestamp: timestamp.toISOString(),
    category: singleLine(entry.category, NAME),
    actionType: singleLine(entry.action, NAME),
    resourceType: bounded(entry.resource, NAME),
    resourceId: bounded(entry.resourceId, IDENTIFIER),
    description: describe(entry, actor, status, fault),
    status,
    severity: entry.severity ?? severityOf(status, fault),
    errorType: status === 'success' ? null : bounded(fault?.errorType, NAME),
    errorFingerprint: status === 'success' ? null : (fault?.errorFingerprint ?? null),
    actorType: actor.type,
    userId: bounded(actor.id, IDENTIFIER),
    userLabel: bounded(actor.label, LABEL),
    tenantId: bounded(actor.tenantId, IDENTIFIER),
    ipAddress: origin.ipAddress,
    userAgent: bounded(origin.userAgent, IDENTIFIER),
    requestId: bounded(origin.requestId, IDENTIFIER),
    traceId: bounded(origin.traceId, IDENTIFIER),
    metadata: metadataOf(entry, status, fault),
  };
}

function severityOf(status: AuditStatus, fault: Fault | undefined): AuditSeverity | null {
  return fault !== undefined && fault.status === status ? fault.severity : SEVERITY_OF[status];
}

function describe(entry: AuditEntry, actor: AuditActor, status: AuditStatus, fault: Fault | undefined): string {
  const text =
    entry.description ??
    sentence({
      actor,
      action: entry.action,
      object: entry.object ?? objectOf(entry),
      status,
      reason: entry.reason ?? (fault === undefined ? undefined : singleLine(fault.details.message, REASON)),
    });
  return singleLine(redactText(text), SENTENCE);
}

function objectOf({ resource, resourceId }: AuditEntry): string | undefined {
  const kind = resource?.replaceAll('_', ' ');
  return resourceId === undefined ? kind : `${kind ?? 'resource'} ${resourceId}`;
}

/** What something that did not succeed would have changed is kept, under a name that can't be taken for what it did. */
function metadataOf(
  { changes = {}, metadata }: AuditEntry,
  status: AuditStatus,
  fault: Fault | undefined,
): Readonly<Record<string, unknown>> {
  const changesKey = status === 'success' ? 'changes' : 'attemptedChanges';
  const given = plainJson({ ...metadata, ...(Object.keys(changes).length > 0 && { [changesKey]: changes }) });
  return { ...(given as Record<string, unknown>), ...(fault !== undefined && { error: fault.details }) };
}

/** Takes whatever an untyped caller gives. */
function bounded(value: unknown, maxLength: number): string | null {
  if (value === null || value === undefined || value === '') return null;
  return redactText(singleLine(typeof value === 'string' ? value : JSON.stringify(value), maxLength));
}
