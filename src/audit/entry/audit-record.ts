import type { AuditActor, AuditEntry, AuditHttp, AuditRecord, CapturedEntry } from './audit-entry.ts';
import type { AuditOrigin } from './audit-origin.ts';
import {
  AUDIT_ACTOR_TYPES,
  AUDIT_SEVERITIES,
  AUDIT_STATUSES,
  type AuditSeverity,
  type AuditStatus,
} from './catalogue.ts';
import { type Fault, readFault } from './faults/fault.ts';
import { type Json, plainJson } from './json/plain-json.ts';
import { newRecordId } from './record-id.ts';
import type { RecordRules } from './record-rules.ts';
import { sentence } from './sentence.ts';

const NAME = 100;
const IDENTIFIER = 300;
const LABEL = 320;
const SENTENCE = 1_000;
const REASON = 300;

/** A UUID, or the 32 hexadecimal digits of a trace. */
const ID_FORM = /^(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|[\da-f]{32})$/i;
const LONGEST_ID = 36;

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

/** Completes entries by the rules of one application. */
export class RecordFactory {
  readonly #rules: RecordRules;

  constructor(rules: RecordRules) {
    this.#rules = rules;
  }

  /**
   * Completes an entry: id, time, actor, sentence, severity; bounded, redacted and storable in every field. Takes
   * whatever an untyped caller gives: what can't be used is replaced, so that the entry is not lost for it.
   * @throws {RangeError} when `timestamp` is not a valid date
   */
  toRecord(entry: CapturedEntry, origin: AuditOrigin, timestamp: Date): AuditRecord {
    const fault = entry.error === undefined ? undefined : readFault(entry.error, this.#rules);
    const status = known(AUDIT_STATUSES, entry.status) ?? fault?.status ?? 'success';
    const actor = this.#actor(entry.actor ?? origin.actor ?? SYSTEM);
    return {
      id: newRecordId(timestamp),
      timestamp: timestamp.toISOString(),
      category: this.#line(entry.category, NAME) ?? UNKNOWN,
      actionType: this.#line(entry.action, NAME) ?? UNKNOWN,
      resourceType: this.#line(entry.resource, NAME) ?? null,
      resourceId: this.#line(entry.resourceId, IDENTIFIER) ?? null,
      description: this.#line(entry.description, SENTENCE) ?? this.#describe(entry, { actor, status, fault }),
      status,
      severity: known(AUDIT_SEVERITIES, entry.severity) ?? severityOf(status, fault),
      errorType: status === 'success' ? null : (this.#line(fault?.errorType, NAME) ?? null),
      errorFingerprint: status === 'success' ? null : (fault?.errorFingerprint ?? null),
      actorType: actor.type,
      userId: actor.id ?? null,
      userLabel: actor.label ?? null,
      tenantId: actor.tenantId ?? null,
      ipAddress: origin.ipAddress,
      userAgent: this.#line(origin.userAgent, IDENTIFIER) ?? null,
      requestId: this.#id(origin.requestId),
      traceId: this.#id(origin.traceId),
      metadata: this.#metadata(entry, status, { fault, context: contextOf(entry, actor, origin) }),
    };
  }

  #actor({ type, id, label, tenantId, sessionId, impersonator }: AuditActor): AuditActor {
    return {
      type: known(AUDIT_ACTOR_TYPES, type) ?? 'anonymous',
      id: this.#line(id, IDENTIFIER),
      label: this.#line(label, LABEL),
      tenantId: this.#line(tenantId, IDENTIFIER),
      sessionId: this.#line(sessionId, IDENTIFIER),
      impersonator: impersonator && {
        id: this.#line(impersonator.id, IDENTIFIER) ?? UNKNOWN,
        label: this.#line(impersonator.label, LABEL),
      },
    };
  }

  #describe(entry: AuditEntry, { actor, status, fault }: Told): string {
    const text = sentence({
      actor,
      action: this.#line(entry.action, NAME) ?? UNKNOWN,
      object: this.#line(entry.object, SENTENCE) ?? this.#objectOf(entry),
      status,
      reason: this.#line(entry.reason, SENTENCE) ?? this.#line(fault?.details.message, REASON),
      isOutcomeUnknown: entry.isOutcomeUnknown,
    });
    return this.#rules.redactor.line(text, SENTENCE);
  }

  #objectOf({ resource, resourceId }: AuditEntry): string | undefined {
    const kind = this.#line(resource, NAME)?.replaceAll('_', ' ');
    const id = this.#line(resourceId, IDENTIFIER);
    return id === undefined ? kind : `${kind ?? 'resource'} ${id}`;
  }

  /**
   * Each part has bounds of its own, so that a large one does not take the place of the others; the library's own parts
   * win over what a caller gives under their names. What something that did not succeed would have changed is kept under
   * a name that can't be taken for what it did.
   */
  #metadata(entry: AuditEntry, status: AuditStatus, { fault, context }: OwnParts): AuditRecord['metadata'] {
    const { redactor } = this.#rules;
    const given = entry.metadata ? plainJson(entry.metadata, redactor) : {};
    const metadata: Record<string, unknown> = isRecord(given) ? given : { metadata: given };
    const changes = entry.changes ? plainJson(entry.changes, redactor) : {};
    if (!isRecord(changes) || Object.keys(changes).length > 0) {
      metadata[status === 'success' ? 'changes' : 'attemptedChanges'] = changes;
    }
    if (fault !== undefined) metadata['error'] = fault.details;
    if (context !== undefined) metadata['context'] = context;
    if (entry.http) metadata['http'] = this.#http(entry.http);
    return metadata;
  }

  /** Only what comes from the client can hold a secret, or be too long. */
  #http(http: AuditHttp): Readonly<Record<string, unknown>> {
    const { redactor, maxBodyBytes } = this.#rules;
    return {
      method: http.method,
      route: http.route,
      path: redactor.line(http.path, SENTENCE),
      query: http.query && plainJson(http.query, redactor),
      statusCode: http.statusCode,
      durationMs: http.durationMs,
      outcome: http.outcome,
      body: http.body === undefined ? undefined : plainJson(http.body, redactor, { maxBytes: maxBodyBytes }),
    };
  }

  /** An id as most make them is nothing but an id, however many digits it has. */
  #id(id: string | null): string | null {
    if (id !== null && id.length <= LONGEST_ID && ID_FORM.test(id)) return id;
    return this.#line(id, IDENTIFIER) ?? null;
  }

  /** Any value as one line without secrets; undefined when there is nothing to show. */
  #line(value: unknown, maxLength: number): string | undefined {
    if (value === null || value === undefined || value === '') return undefined;
    const { redactor } = this.#rules;
    const plain = typeof value === 'string' ? value : plainJson(value, redactor);
    return redactor.line(typeof plain === 'string' ? plain : JSON.stringify(plain), maxLength);
  }
}

/** What the sentence of an entry needs beside the entry. */
interface Told {
  readonly actor: AuditActor;
  readonly status: AuditStatus;
  readonly fault: Fault | undefined;
}

/** What the library itself puts into the metadata. */
interface OwnParts {
  readonly fault: Fault | undefined;
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

function known<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value);
}

function severityOf(status: AuditStatus, fault: Fault | undefined): AuditSeverity | null {
  return fault !== undefined && fault.status === status ? fault.severity : SEVERITY_OF[status];
}

/** Where it comes from, as far as it has no column of its own; undefined when there is nothing to tell. */
function contextOf(
  { span }: CapturedEntry,
  { sessionId, impersonator }: AuditActor,
  { context }: AuditOrigin,
): Readonly<Record<string, unknown>> | undefined {
  if (sessionId === undefined && impersonator === undefined && context === undefined && span === undefined) {
    return undefined;
  }
  return { ...context, ...span, ...(sessionId && { session: sessionId }), ...(impersonator && { impersonator }) };
}

function isRecord(json: Json): json is { [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
