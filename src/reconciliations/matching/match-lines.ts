import type { ReconciliationResult } from '../reconciliation-result.ts';
import type { ReconciliationRules } from '../reconciliation-rules.ts';
import { pairByAmountAndDate } from './amounts-and-dates.ts';
import type { Ask } from './ask.ts';
import { pairByReference } from './exact-references.ts';
import { storeItems, sumUp } from './items.ts';
import { readLines } from './working-tables.ts';

/** The steps of a matching, in order. */
export const MATCHING_STEPS = [
  'Reading the lines',
  'Matching by reference',
  'Matching by amount and date',
  'Storing the items',
  'Adding up',
] as const;

/** What is matched, and by which rules. */
export interface Matching {
  readonly reconciliationId: string;
  readonly ledgerUploadId: string;
  readonly bankUploadId: string;
  readonly rules: ReconciliationRules;
  /** See `pairByAmountAndDate`. */
  readonly mostCandidates?: number;
  /** Is told when a step of {@link MATCHING_STEPS} begins, by its number from 1. */
  readonly onStep: (step: number) => Promise<void>;
}

/**
 * Pairs each line of a ledger with at most one line of a bank, and stores every line of both in exactly one item.
 * What comes out depends on nothing but the lines, their numbers and the rules. Lines pair within one currency only.
 *
 * 1. `exactReference`: both lines have a reference and the two are equal, without white space at their ends and with
 *    regard to case. Of several lines with one reference, these are paired, each time the n-th of the ledger with the
 *    n-th of the bank:
 *    first those with equal amounts and equal days, by line number;
 *    then the rest with equal amounts, by day and line number;
 *    then the rest, by amount, day and line number.
 * 2. `amountAndDate`, for what is left: the amounts differ by no more than `amountToleranceMinor` and the days by no
 *    more than `dateToleranceDays`. Of all possible pairs the closest is made first, then the closest of what is still
 *    possible, and so on. Closer is: the smaller difference of the amounts; then fewer days apart; then the bank earlier
 *    than the ledger; then the bank's amount below the ledger's; then the lower line number of the ledger, of the bank.
 * 3. What is left stays unmatched.
 *
 * A pair with equal amounts is `matched`, one with different amounts a `difference`, whichever rule has made it.
 *
 * Needs a transaction of its own, in which it makes its working tables.
 */
export async function matchLines(ask: Ask, matching: Matching): Promise<ReconciliationResult> {
  const { rules, ledgerUploadId, bankUploadId, reconciliationId, mostCandidates, onStep } = matching;
  // Sorts and hash tables of this size appear a few at a time. Compiling statements costs more than it saves here.
  await ask(`SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`);
  await onStep(1);
  await readLines(ask, { ledger: ledgerUploadId, bank: bankUploadId });
  await onStep(2);
  if (rules.exactReference) await pairByReference(ask);
  await onStep(3);
  if (rules.amountAndDate !== null) await pairByAmountAndDate(ask, { tolerances: rules.amountAndDate, mostCandidates });
  await onStep(4);
  await storeItems(ask, reconciliationId);
  await onStep(5);
  return sumUp(ask);
}
