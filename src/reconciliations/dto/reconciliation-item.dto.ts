import { PaginationDto } from '../../paging/pagination.dto.ts';
import type { Outcome, PairingRule } from '../reconciliation-result.ts';

/** A line of a ledger or a bank. */
export class ReconciledLineDto {
  /** Where it begins in its file; the header is line 1.
   * @example 17 */
  readonly lineNumber: number;

  /** Its reference; null when it has none.
   * @example "INV-1001" */
  readonly reference: string | null;

  /** The day it was booked on.
   * @example "2026-10-31" */
  readonly bookedOn: string;

  /** Its amount in minor units of the currency.
   * @example 129900 */
  readonly amountMinor: number;

  /** Its currency, a code of ISO 4217.
   * @example "EUR" */
  readonly currency: string;

  /** What it is about.
   * @example "Rent October" */
  readonly description: string;
}

/** Two lines that were paired, or one that was not. */
export class ReconciliationItemDto {
  /** `matched`: paired with equal amounts. `difference`: paired with different ones. `unmatched_ledger`, `unmatched_bank`: alone.
   * @example "difference" */
  readonly outcome: Outcome;

  /** The rule by which the lines were paired: `exact_reference` or `amount_and_date`; null when the line is alone.
   * @example "exact_reference" */
  readonly rule: PairingRule | null;

  /** The line of the ledger; null when the line of the bank is alone. */
  readonly ledger: ReconciledLineDto | null;

  /** The line of the bank; null when the line of the ledger is alone. */
  readonly bank: ReconciledLineDto | null;

  /** The amount of the bank less that of the ledger, in minor units; null when the line is alone.
   * @example -100 */
  readonly differenceMinor: number | null;

  /** The days from the ledger's to the bank's, negative when the bank was earlier; null when the line is alone.
   * @example 2 */
  readonly daysApart: number | null;
}

/** One page of items. */
export class ReconciliationItemPageDto {
  readonly data: ReconciliationItemDto[];

  readonly pagination: PaginationDto;
}
