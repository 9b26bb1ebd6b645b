import type { AuditSeverity } from './catalogue.ts';
import { Redactor } from './redact.ts';

/** What is kept of an error, its causes included. */
export interface FaultDetails {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: FaultDetails;
}

/** A host's own word on how bad a fault is. The first rule whose `when` holds is asked, before the library's own. */
export interface AuditSeverityRule {
  readonly severity: AuditSeverity;
  /** Gets what is kept of the error, and the error itself. One that throws does not hold. */
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
