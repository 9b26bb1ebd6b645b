import type { AuditAction, AuditActorType, AuditCategory, AuditSeverity, AuditStatus } from './catalogue.ts';
import type { AuditDelivery } from './delivery.ts';

/** Who did it. Plain text without foreign keys: the entry outlives the account (ADR 3). */
export interface AuditActor {
  readonly type: AuditActorType;
  /** Of a `system` actor: the user on whose behalf it acts, e.g. who has asked for the job. */
  readonly id?: string;
  /** The name or e-mail at that time; what an anonymous caller only claims to be stands here too. */
  readonly label?: string;
  readonly tenantId?: string;
  /** Which of the actor's sessions; an id that nobody can sign in with. */
  readonly sessionId?: string;
  /** Who really acts, where somebody has taken the place of the actor. */
  readonly impersonator?: { readonly id: string; readonly label?: string | undefined } | undefined;
}

/** Field by field, what it was and what it became. */
export type AuditChanges = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** What can be added to an entry while the thing it tells of is still going on. */
export interface AuditAnnotation {
  readonly actor?: AuditActor;
  readonly resourceId?: string;
  /** What the sentence names, as a noun phrase: `user bob@example.com`. @default the resource and its id */
  readonly object?: string;
  /** Why it was refused, in words for the log only; the caller's answer does not show it. */
  readonly reason?: string;
  readonly changes?: AuditChanges;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** One thing that happened, as the code that knows of it tells it. */
export interface AuditEntry extends AuditAnnotation {
  readonly category: AuditCategory;
  readonly action: AuditAction;
  /** The kind of thing it was done to: `user`, `role`, `data_upload`. */
  readonly resource?: string;
  /** One sentence for a compliance officer. @default made from actor, action, object, status and reason */
  readonly description?: string;
  /** @default `success`, or what `error` says */
  readonly status?: AuditStatus;
  /** @default what `error` says, else WARNING for a failure and ERROR for an error */
  readonly severity?: AuditSeverity;
  /** What was thrown, whatever it is. */
  readonly error?: unknown;
  /**
   * How much it matters that the entry is not lost.
   * @default `critical` for sign-ins, changes of roles and of settings, and exports; `best-effort` for requests that only
   * read and are not audited; else `standard`
   */
  readonly delivery?: AuditDelivery | undefined;
  /** Nobody knows whether it was done in the end: the sentence claims neither. */
  readonly isOutcomeUnknown?: boolean;
  /** The request that it is the entry of; set by the capture of requests. */
  readonly http?: AuditHttp;
}

/** An entry as it is captured: with what only the capture knows of it. */
export interface CapturedEntry extends AuditEntry {
  /** Where it stands among the entries of its path; kept in `metadata.context`. */
  readonly span?: AuditSpan | undefined;
  /** What was intended before, as the delivery has given it: this is how it ended. */
  readonly intents?: readonly object[] | undefined;
}

/** 16 hexadecimal digits each, as the trace context of the W3C has them. */
export interface AuditSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** What is kept of a request of HTTP, in `metadata.http`. */
export interface AuditHttp {
  readonly method: string;
  /** The pattern of the route that matched, such as `/api/v1/users/:id`; null when none did. */
  readonly route: string | null;
  readonly path: string;
  /** By name, so that redaction sees which values are secrets. */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Null when the application never answered. */
  readonly statusCode: number | null;
  readonly durationMs: number;
  /**
   * `aborted`: the client left before it had the whole answer. `timeout`: the server ended it for taking too long.
   * `unknown`: the process ended before the answer did.
   */
  readonly outcome: 'completed' | 'aborted' | 'timeout' | 'unknown';
  /** What the client sent, where the policy asks for it. */
  readonly body?: unknown;
}

/** An entry as it is stored: complete, bounded, redacted. One of these is one line of the journal and one row. */
export interface AuditRecord {
  /** UUIDv7 made from `timestamp`. */
  readonly id: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly timestamp: string;
  readonly category: string;
  readonly actionType: string;
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  readonly description: string;
  readonly status: AuditStatus;
  readonly severity: AuditSeverity | null;
  readonly errorType: string | null;
  readonly errorFingerprint: string | null;
  readonly actorType: AuditActorType;
  readonly userId: string | null;
  readonly userLabel: string | null;
  readonly tenantId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}
