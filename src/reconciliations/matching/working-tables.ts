import type { Ask } from './ask.ts';

/** What is compared with what; the names begin the names of the working tables. */
export const SIDES = ['ledger', 'bank'] as const;
export type Side = (typeof SIDES)[number];

/** White space as `String.prototype.trim` knows it. */
const WHITE_SPACE =
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
  '\u2028\u2029\u202f\u205f\u3000\ufeff';

/**
 * Reads the lines of both uploads into `ledger_lines` and `bank_lines`, which hold the lines that are not paired yet,
 * and makes `pairs`. All working tables belong to the transaction and end with it.
 */
export async function readLines(ask: Ask, uploadIds: Readonly<Record<Side, string>>): Promise<void> {
  for (const side of SIDES) {
    // Compared byte by byte, which is both exact and fast.
    await ask(`
      CREATE TEMP TABLE ${side}_lines (
        line_number integer, currency text COLLATE "C", reference text COLLATE "C", amount_minor bigint, booked_on date
      ) ON COMMIT DROP`);
    await ask(
      `INSERT INTO ${side}_lines
       SELECT line_number, currency, nullif(btrim(reference, $2), ''), amount_minor, booked_on
       FROM import_lines WHERE upload_id = $1`,
      [uploadIds[side], WHITE_SPACE],
    );
    await ask(`ANALYZE ${side}_lines`);
  }
  await ask(`
    CREATE TEMP TABLE pairs (
      rule text, currency text COLLATE "C", ledger_line_number integer, bank_line_number integer,
      ledger_minor bigint, bank_minor bigint, days_apart integer
    ) ON COMMIT DROP`);
}

/** Takes the lines that are paired by now out of `ledger_lines` and `bank_lines`. */
export async function dropPairedLines(ask: Ask): Promise<void> {
  await ask('ANALYZE pairs');
  for (const side of SIDES) {
    await replaceTable(
      ask,
      `${side}_lines`,
      `SELECT line.* FROM ${side}_lines AS line
       WHERE NOT EXISTS (SELECT FROM pairs WHERE ${side}_line_number = line.line_number)`,
    );
  }
}

/** Makes a working table anew of what a query, most often of the same table, gives: dead rows would be read each time. */
export async function replaceTable(ask: Ask, table: string, query: string): Promise<void> {
  await ask(`CREATE TEMP TABLE ${table}_next ON COMMIT DROP AS ${query}`);
  await ask(`DROP TABLE IF EXISTS ${table}`);
  await ask(`ALTER TABLE ${table}_next RENAME TO ${table}`);
  await ask(`ANALYZE ${table}`);
}
