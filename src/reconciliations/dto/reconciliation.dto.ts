import { PaginationDto } from '../../paging/pagination.dto.ts';
import { MATCHING_STEPS } from '../matching/match-lines.ts';
import type { Reconciliation, ReconciliationStatus } from '../reconciliation.entity.ts';
import { RulesDto } from './create-reconciliation.dto.ts';
import { ReconciliationResultDto } from './reconciliation-result.dto.ts';

/** Who has asked for a reconciliation. */
export class RequesterDto {
  /** The id of the account at that time.
   * @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** The e-mail address at that time.
   * @example "ada@example.com" */
  readonly email: string;
}

/** How far a reconciliation is. */
export class ReconciliationProgressDto {
  /** The number of the step that is under way, from 1; 0 before the first.
   * @example 3 */
  readonly step: number;

  /** How many steps there are.
   * @example 5 */
  readonly steps: number;

  /** What is being done.
   * @example "Matching by amount and date" */
  readonly label: string;

  /** Steps that are done, in hundredths of all, rounded down.
   * @example 40 */
  readonly percent: number;
}

/** A comparison of the lines of a ledger with those of a bank. */
export class ReconciliationDto {
  /** The id of the reconciliation.
   * @example "4b3f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** How it is: `queued`, `running`, `done` or `failed`.
   * @example "done" */
  readonly status: ReconciliationStatus;

  /** The id of the upload with the lines of the ledger.
   * @example "019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11" */
  readonly ledgerUploadId: string;

  /** The id of the upload with the lines of the bank.
   * @example "019aaf11-0f5c-7a32-9b59-3b5c8d9c0a12" */
  readonly bankUploadId: string;

  readonly rules: RulesDto;

  readonly requestedBy: RequesterDto;

  /** When it was asked for.
   * @example "2026-11-02T09:20:00.000Z" */
  readonly createdAt: Date;

  /** When its latest run began; null while none has.
   * @example "2026-11-02T09:20:00.120Z" */
  readonly startedAt: Date | null;

  /** When it ended; null while it has not.
   * @example "2026-11-02T09:20:31.250Z" */
  readonly finishedAt: Date | null;

  readonly progress: ReconciliationProgressDto;

  /** Why it has failed, and what to do; null when it has not.
   * @example null */
  readonly failure: string | null;

  /** What it has found; null while it is not done. */
  readonly result: ReconciliationResultDto | null;
}

/** One page of reconciliations. */
export class ReconciliationPageDto {
  readonly data: ReconciliationDto[];

  readonly pagination: PaginationDto;
}

/** Names what may be answered, field by field, so that a new column is not published by accident. */
export function toReconciliationDto(reconciliation: Reconciliation): ReconciliationDto {
  const { id, status, ledgerUploadId, bankUploadId, rules, createdAt, startedAt, finishedAt } = reconciliation;
  const { requestedById, requestedByEmail, failure, result } = reconciliation;
  const requestedBy = { id: requestedById, email: requestedByEmail };
  const progress = progressOf(reconciliation);
  const times = { createdAt, startedAt, finishedAt };
  return { id, status, ledgerUploadId, bankUploadId, rules, requestedBy, ...times, progress, failure, result };
}

function progressOf({ status, step }: Reconciliation): ReconciliationProgressDto {
  const steps = MATCHING_STEPS.length;
  if (status === 'done') return { step: steps, steps, label: 'Done', percent: 100 };
  const label = MATCHING_STEPS[step - 1] ?? 'Waiting to begin';
  return { step, steps, label, percent: Math.floor((100 * Math.max(step - 1, 0)) / steps) };
}
