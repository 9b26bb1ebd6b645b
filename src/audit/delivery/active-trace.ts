import { createRequire } from 'node:module';
import type { AuditRecord } from '../entry/audit-entry.ts';
import { NOWHERE } from '../entry/audit-record.ts';
import type { AuditOrigin } from '../entry/audit-origin.ts';
import { AuditScope } from '../entry/audit-scope.ts';

/** The span that runs, in the hexadecimal of the W3C trace context: 32 and 16 digits. */
export interface ActiveTrace {
  readonly traceId: string;
  readonly spanId: string;
}

/** What is used of `@opentelemetry/api`, which an application may have or not. */
interface OpenTelemetry {
  readonly context: { active(): unknown };
  readonly trace: { getSpan(context: unknown): { spanContext(): ActiveTrace } | undefined };
  isSpanContextValid(context: ActiveTrace): boolean;
}

/** Undefined until it is asked for the first time, null when the application does not have it. */
let openTelemetry: OpenTelemetry | null | undefined;

/** The active OpenTelemetry span of the running code; undefined when there is none, or no OpenTelemetry. Never throws. */
export function activeTraceId(): ActiveTrace | undefined {
  if (openTelemetry === undefined) openTelemetry = loaded();
  if (openTelemetry === null) return undefined;
  try {
    const span = openTelemetry.trace.getSpan(openTelemetry.context.active())?.spanContext();
    if (span === undefined || !openTelemetry.isSpanContextValid(span)) return undefined;
    return { traceId: span.traceId, spanId: span.spanId };
  } catch {
    return undefined;
  }
}

/**
 * The record with the trace of the active span, which knows better than a header. But only where the running code
 * belongs to the record's origin: the end of an abandoned request may come in a span that has nothing to do with it.
 */
export function withActiveTrace(record: AuditRecord, origin: AuditOrigin): AuditRecord {
  if ((AuditScope.current()?.origin ?? NOWHERE) !== origin) return record;
  const active = activeTraceId();
  return active === undefined ? record : { ...record, traceId: active.traceId };
}

/** All copies of the package share what the application has registered, so any copy that is found will do. */
function loaded(): OpenTelemetry | null {
  try {
    return createRequire(import.meta.url)('@opentelemetry/api') as OpenTelemetry;
  } catch {
    return null;
  }
}
