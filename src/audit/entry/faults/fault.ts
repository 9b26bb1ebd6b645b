import { HttpException } from '@nestjs/common';
import type { AuditSeverity, AuditStatus } from '../catalogue.ts';
import { faultDetails } from './fault-details.ts';
import { faultFingerprint } from './fault-fingerprint.ts';
import type { FaultDetails, RecordRules } from '../record-rules.ts';
import { severityByHost, severityOfFault } from './severity.ts';

/** What an error says about the entry it belongs to. */
export interface Fault {
  readonly status: Extract<AuditStatus, 'failure' | 'error'>;
  /** By the host's rules, else by the library's. */
  readonly severity: AuditSeverity;
  /** The error's code where it has one, else its class. */
  readonly errorType: string;
  readonly errorFingerprint: string;
  readonly details: FaultDetails;
}

/** Reads anything that was thrown: errors, strings, null. Never throws, never changes it. */
export function readFault(error: unknown, { redactor, severityRules }: RecordRules): Fault {
  const details = faultDetails(error, redactor);
  const isRefusal = isRefusalByNest(error);
  return {
    status: isRefusal ? 'failure' : 'error',
    severity: severityByHost(severityRules, details, error) ?? severityOfFault(details, { isRefusal }),
    errorType: details.code ?? details.name,
    errorFingerprint: faultFingerprint(details),
    details,
  };
}

/** Nest's own way to say no. */
function isRefusalByNest(error: unknown): boolean {
  try {
    return error instanceof HttpException && error.getStatus() < 500;
  } catch {
    return false;
  }
}
