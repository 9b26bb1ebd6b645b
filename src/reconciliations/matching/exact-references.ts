import type { Ask } from './ask.ts';
import { dropPairedLines } from './working-tables.ts';

/** Lines that agree in `group` are put into the order of `order`, and the n-th of the ledger is paired with the n-th of the bank. */
interface Stage {
  readonly group: string;
  readonly order: string;
}

const STAGES: readonly Stage[] = [
  { group: 'currency, reference, amount_minor, booked_on', order: 'line_number' },
  { group: 'currency, reference, amount_minor', order: 'booked_on, line_number' },
  { group: 'currency, reference', order: 'amount_minor, booked_on, line_number' },
];

/** Pairs the lines whose references are equal. A million lines with one reference are a million pairs, never their product. */
export async function pairByReference(ask: Ask): Promise<void> {
  for (const stage of STAGES) {
    await ask(`
      INSERT INTO pairs
      SELECT 'exact_reference', currency, ledger.line_number, bank.line_number,
             ledger.minor, bank.minor, bank.day - ledger.day
      FROM (${numbered('ledger_lines', stage)}) AS ledger
      JOIN (${numbered('bank_lines', stage)}) AS bank USING (${stage.group}, nth)`);
    await dropPairedLines(ask);
  }
}

function numbered(table: string, { group, order }: Stage): string {
  return `
    SELECT ${group}, line_number, amount_minor AS minor, booked_on AS day,
           row_number() OVER (PARTITION BY ${group} ORDER BY ${order}) AS nth
    FROM ${table} WHERE reference IS NOT NULL`;
}
