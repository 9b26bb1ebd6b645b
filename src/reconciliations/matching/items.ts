import type { CurrencySums, OutcomeCounts, ReconciliationResult } from '../reconciliation-result.ts';
import type { Ask } from './ask.ts';

/** Every line once: in its pair, or alone. */
const ITEMS = `
  SELECT CASE WHEN bank_minor = ledger_minor THEN 'matched' ELSE 'difference' END AS outcome, rule, currency,
         ledger_line_number, bank_line_number, ledger_minor, bank_minor, days_apart
  FROM pairs
  UNION ALL
  SELECT 'unmatched_ledger', NULL, currency, line_number, NULL, amount_minor, NULL, NULL FROM ledger_lines
  UNION ALL
  SELECT 'unmatched_bank', NULL, currency, NULL, line_number, NULL, amount_minor, NULL FROM bank_lines`;

/** Keeps what the matching has found. Each outcome is in the order of the ledger's lines; what has none, of the bank's. */
export async function storeItems(ask: Ask, reconciliationId: string): Promise<void> {
  await ask(
    `INSERT INTO reconciliation_items
       (reconciliation_id, outcome, position, rule, ledger_line_number, bank_line_number, difference_minor, days_apart)
     SELECT $1, outcome, row_number() OVER (PARTITION BY outcome ORDER BY ledger_line_number, bank_line_number),
            rule, ledger_line_number, bank_line_number, bank_minor - ledger_minor, days_apart
     FROM (${ITEMS}) AS item`,
    [reconciliationId],
  );
}

/** Counts and adds up. The sums are numeric in PostgreSQL and text from there on. */
export async function sumUp(ask: Ask): Promise<ReconciliationResult> {
  const rows = await ask<CurrencySums & OutcomeCounts>(`
    SELECT currency,
           coalesce(sum(ledger_minor), 0)::text AS "ledgerMinor",
           coalesce(sum(bank_minor), 0)::text AS "bankMinor",
           coalesce(sum(ledger_minor) FILTER (WHERE outcome = 'matched'), 0)::text AS "matchedMinor",
           coalesce(sum(ledger_minor) FILTER (WHERE outcome = 'difference'), 0)::text AS "differenceLedgerMinor",
           coalesce(sum(bank_minor) FILTER (WHERE outcome = 'difference'), 0)::text AS "differenceBankMinor",
           coalesce(sum(bank_minor - ledger_minor), 0)::text AS "differenceMinor",
           coalesce(sum(ledger_minor) FILTER (WHERE outcome = 'unmatched_ledger'), 0)::text AS "unmatchedLedgerMinor",
           coalesce(sum(bank_minor) FILTER (WHERE outcome = 'unmatched_bank'), 0)::text AS "unmatchedBankMinor",
           count(*) FILTER (WHERE outcome = 'matched')::integer AS "matched",
           count(*) FILTER (WHERE outcome = 'difference')::integer AS "differences",
           count(*) FILTER (WHERE outcome = 'unmatched_ledger')::integer AS "unmatchedLedger",
           count(*) FILTER (WHERE outcome = 'unmatched_bank')::integer AS "unmatchedBank"
    FROM (${ITEMS}) AS item
    GROUP BY currency ORDER BY currency COLLATE "C"`);
  const total = (count: keyof OutcomeCounts): number => rows.reduce((sum, row) => sum + row[count], 0);
  return {
    matched: total('matched'),
    differences: total('differences'),
    unmatchedLedger: total('unmatchedLedger'),
    unmatchedBank: total('unmatchedBank'),
    byCurrency: rows.map(({ matched: _m, differences: _d, unmatchedLedger: _l, unmatchedBank: _b, ...sums }) => sums),
  };
}
