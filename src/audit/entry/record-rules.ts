import type { AuditSeverity } from './catalogue.ts';
import { Redactor } from './redaction/redact.ts';

/** What is kept of an error, its causes included. Not kept: statements of SQL, their parameters, the rows they met. */
export interface FaultDetails {
  readonly name: string;
  /** Redacted; at most 2000 characters. */
  readonly message: string;
  readonly code?: string;
  /** Of a refusal by PostgreSQL: the constraint and the table, which are words of the schema. */
  readonly constraint?: string;
  readonly table?: string;
  /** Name and message again, redacted, then the frames, by paths that do not tell where the application is. */
  readonly stack?: string;
  readonly cause?: FaultDetails;
  /** What an `AggregateError` holds, as far as there is room. */
  readonly errors?: readonly FaultDetails[];
}

/** A host's own word on how bad a fault is. The first rule whose `when` holds is asked, before the library's own. */
export interface AuditSeverityRule {
  readonly severity: AuditSeverity;
  /** Gets what is kept of the error, and the error itself. One that throws, or gives anything but `true`, does not hold. */
  readonly when: (fault: FaultDetails, error: unknown) => boolean;
}

/** What a host adds to the way entries are completed. */
export interface RecordRules {
  readonly redactor: Redactor;
  readonly severityRules: readonly AuditSeverityRule[];
  /** Most bytes of a request's body that are kept. */
  readonly maxBodyBytes: number;
}

/** The library's own rules alone. */
export const DEFAULT_RULES: RecordRules = { redactor: new Redactor(), severityRules: [], maxBodyBytes: 16_384 };
