import type { CurrencySums, ReconciliationResult } from '../reconciliation-result.ts';

/** Sums of one currency in its minor units, as digits: they can be larger than a JSON number tells exactly. */
export class CurrencySumsDto implements CurrencySums {
  /** A code of ISO 4217.
   * @example "EUR" */
  readonly currency: string;

  /** All lines of the ledger.
   * @example "9007199254740993" */
  readonly ledgerMinor: string;

  /** All lines of the bank.
   * @example "9007199254740893" */
  readonly bankMinor: string;

  /** The pairs with equal amounts, on either side.
   * @example "9007199254740000" */
  readonly matchedMinor: string;

  /** The pairs with different amounts, on the side of the ledger.
   * @example "900" */
  readonly differenceLedgerMinor: string;

  /** The pairs with different amounts, on the side of the bank.
   * @example "893" */
  readonly differenceBankMinor: string;

  /** By how much the bank is above the ledger in the pairs with different amounts.
   * @example "-7" */
  readonly differenceMinor: string;

  /** The lines of the ledger that are alone.
   * @example "93" */
  readonly unmatchedLedgerMinor: string;

  /** The lines of the bank that are alone.
   * @example "0" */
  readonly unmatchedBankMinor: string;
}

/** What a reconciliation has found. Every line of both uploads is in exactly one item. */
export class ReconciliationResultDto implements ReconciliationResult {
  /** Pairs with equal amounts.
   * @example 99320 */
  readonly matched: number;

  /** Pairs with different amounts.
   * @example 12 */
  readonly differences: number;

  /** Lines of the ledger that are alone.
   * @example 3 */
  readonly unmatchedLedger: number;

  /** Lines of the bank that are alone.
   * @example 0 */
  readonly unmatchedBank: number;

  /** What the lines sum up to, in the order of the currency codes. */
  readonly byCurrency: CurrencySumsDto[];
}
