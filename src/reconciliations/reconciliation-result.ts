/** What became of a line, or of two: paired with equal amounts, paired with different ones, or left alone on its side. */
export const OUTCOMES = ['matched', 'difference', 'unmatched_ledger', 'unmatched_bank'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The rule by which two lines were paired. */
export type PairingRule = 'exact_reference' | 'amount_and_date';

/** How many items of each outcome there are, and what they sum up to. */
export interface ReconciliationResult extends OutcomeCounts {
  /** In the order of the currency codes. */
  readonly byCurrency: CurrencySums[];
}

export interface OutcomeCounts {
  readonly matched: number;
  readonly differences: number;
  readonly unmatchedLedger: number;
  readonly unmatchedBank: number;
}

/**
 * Sums of one currency in its minor units, as digits: they can be beyond what a number holds exactly.
 * `ledgerMinor` = `matchedMinor` + `differenceLedgerMinor` + `unmatchedLedgerMinor`, and the same for the bank.
 */
export interface CurrencySums {
  readonly currency: string;
  readonly ledgerMinor: string;
  readonly bankMinor: string;
  readonly matchedMinor: string;
  readonly differenceLedgerMinor: string;
  readonly differenceBankMinor: string;
  /** Bank − ledger of the pairs whose amounts differ. */
  readonly differenceMinor: string;
  readonly unmatchedLedgerMinor: string;
  readonly unmatchedBankMinor: string;
}

/** How many items of an outcome a result has. */
export function countOf(result: OutcomeCounts, outcome: Outcome): number {
  switch (outcome) {
    case 'matched':
      return result.matched;
    case 'difference':
      return result.differences;
    case 'unmatched_ledger':
      return result.unmatchedLedger;
    case 'unmatched_bank':
      return result.unmatchedBank;
  }
}
