import type { AuditLog, AuditStatus } from '../../src/audit/index.ts';
import type { WireRequest } from './raw-connection.ts';

/** What the entry of a request has to say. */
export interface ExpectedEntry {
  readonly status: AuditStatus;
  readonly statusCode: number | null;
  readonly outcome: 'completed' | 'aborted' | 'timeout';
  /** @default the path of the request */
  readonly route?: string | null;
  /** The message of what was thrown. @default nothing was */
  readonly error?: string | RegExp;
  /** What was thrown after the answer had gone out: an entry of its own, without `http`. @default nothing was */
  readonly lateError?: string;
}

type Details = Partial<Omit<ExpectedEntry, 'status' | 'statusCode'>>;

/** Done: whatever it was. */
export function done(statusCode: number | null, details: Details = {}): ExpectedEntry {
  return { status: 'success', statusCode, outcome: 'completed', ...details };
}

/** Refused, or given up before it was known how it would end. */
export function refused(statusCode: number | null, details: Details = {}): ExpectedEntry {
  return { status: 'failure', statusCode, outcome: 'completed', ...details };
}

/** A fault of the application. */
export function broken(statusCode: number | null, details: Details = {}): ExpectedEntry {
  return { status: 'error', statusCode, outcome: 'completed', ...details };
}

/** Where Express has not routed yet, and Fastify has. */
export function unroutedOnExpress(entry: ExpectedEntry): Readonly<Record<'express' | 'fastify', ExpectedEntry>> {
  return { express: { ...entry, route: null }, fastify: entry };
}

const SEVERITY_OF = { success: null, failure: 'WARNING', error: 'ERROR' } as const;

/** What is compared of an entry. */
export interface EndingEntry {
  readonly status: AuditStatus;
  readonly severity: string | null;
  readonly http: HttpPart | undefined;
  readonly error: unknown;
  /** Whether the same fault is found again by its type and fingerprint. */
  readonly isGrouped: boolean;
}

interface HttpPart {
  readonly method: string;
  readonly path: string;
  readonly route: string | null;
  readonly statusCode: number | null;
  readonly outcome: string;
}

/** The entries that a request has to leave, as {@link entryOf} shows them. */
export function expectedEntries(
  expected: ExpectedEntry,
  { method, path: target }: WireRequest,
): readonly EndingEntry[] {
  const { status, statusCode, outcome, error, lateError } = expected;
  const [path = ''] = target.split('?', 1);
  const own = {
    status,
    severity: SEVERITY_OF[status],
    http: { method, path, route: expected.route === undefined ? path : expected.route, statusCode, outcome },
    error: error instanceof RegExp ? (expect.stringMatching(error) as unknown) : error,
    isGrouped: error !== undefined,
  };
  if (lateError === undefined) return [own];
  return [own, { status: 'error', severity: 'ERROR', http: undefined, error: lateError, isGrouped: true }];
}

export function entryOf({ status, severity, metadata, errorType, errorFingerprint }: AuditLog): EndingEntry {
  const { http, error } = metadata as { http?: HttpPart; error?: { message: string } };
  return {
    status,
    severity,
    http: http && {
      method: http.method,
      path: http.path,
      route: http.route,
      statusCode: http.statusCode,
      outcome: http.outcome,
    },
    error: error?.message,
    isGrouped: errorType !== null && errorFingerprint !== null,
  };
}
