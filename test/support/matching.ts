import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Outcome, PairingRule, ReconciliationResult } from '../../src/reconciliations/reconciliation-result.ts';
import type { ReconciliationRules } from '../../src/reconciliations/reconciliation-rules.ts';
import type { Side } from '../../src/reconciliations/matching/working-tables.ts';

/** A line as tests write it; `day` counts from 2026-01-01. */
export interface TestLine {
  readonly line: number;
  readonly reference: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly day: number;
}

/** An item without its position. */
export interface FoundItem {
  readonly outcome: Outcome;
  readonly rule: PairingRule | null;
  readonly ledger: number | null;
  readonly bank: number | null;
  readonly difference: number | null;
  readonly daysApart: number | null;
}

/** Adds an upload with these lines behind the API's back. @returns its id */
export async function insertUpload(
  manager: EntityManager,
  {
    kind,
    lines,
    status = 'imported',
  }: { readonly kind: Side; readonly lines: readonly TestLine[]; readonly status?: string },
): Promise<string> {
  const [upload] = await manager.query<{ id: string }[]>(
    `INSERT INTO data_uploads
       (kind, file_name, byte_size, sha256, status, uploaded_by_id, uploaded_by_email, accepted_lines)
     VALUES ($1, $1 || '.csv', 1, $2, $3, 'x', 'x@example.com', $4) RETURNING id`,
    [kind, randomBytes(32).toString('hex'), status, lines.length],
  );
  await manager.query(
    `INSERT INTO import_lines (upload_id, line_number, reference, booked_on, amount_minor, currency, description)
     SELECT $1, line, reference, date '2026-01-01' + day, amount, currency, 'line ' || line
     FROM json_to_recordset($2)
       AS t (line integer, reference text, currency text, amount bigint, day integer)`,
    [upload!.id, JSON.stringify(lines)],
  );
  return upload!.id;
}

/** Adds a reconciliation that waits for its run. @returns its id */
export async function insertReconciliation(
  manager: EntityManager,
  { ledger, bank, rules }: Readonly<Record<Side, string>> & { readonly rules: ReconciliationRules },
): Promise<string> {
  const [row] = await manager.query<{ id: string }[]>(
    `INSERT INTO reconciliations (ledger_upload_id, bank_upload_id, rules, status, requested_by_id, requested_by_email)
     VALUES ($1, $2, $3, 'queued', 'x', 'x@example.com') RETURNING id`,
    [ledger, bank, JSON.stringify(rules)],
  );
  return row!.id;
}

/** The stored items, in their order. */
export async function itemsOf(manager: EntityManager, id: string): Promise<FoundItem[]> {
  const rows = await manager.query<(FoundItem & { difference: string | null })[]>(
    `SELECT outcome, rule, ledger_line_number AS ledger, bank_line_number AS bank,
            difference_minor AS difference, days_apart AS "daysApart"
     FROM reconciliation_items WHERE reconciliation_id = $1
     ORDER BY outcome, position`,
    [id],
  );
  return rows.map((row) => ({ ...row, difference: row.difference === null ? null : Number(row.difference) }));
}

/** What `matchLines` promises, done one by one and without regard to time. */
export function matchNaively(
  lines: Readonly<Record<Side, readonly TestLine[]>>,
  rules: ReconciliationRules,
): FoundItem[] {
  const items: FoundItem[] = [];
  const open = { ledger: [...lines.ledger], bank: [...lines.bank] };
  const pair = (rule: PairingRule, ledger: TestLine, bank: TestLine): void => {
    open.ledger.splice(open.ledger.indexOf(ledger), 1);
    open.bank.splice(open.bank.indexOf(bank), 1);
    const difference = bank.amount - ledger.amount;
    const outcome = difference === 0 ? 'matched' : 'difference';
    items.push({ outcome, rule, ledger: ledger.line, bank: bank.line, difference, daysApart: bank.day - ledger.day });
  };
  if (rules.exactReference) pairReferencesNaively(open, pair);
  if (rules.amountAndDate !== null) pairAmountsNaively(open, rules.amountAndDate, pair);
  const alone = { rule: null, difference: null, daysApart: null };
  return [
    ...items,
    ...open.ledger.map(({ line }) => ({ outcome: 'unmatched_ledger' as const, ledger: line, bank: null, ...alone })),
    ...open.bank.map(({ line }) => ({ outcome: 'unmatched_bank' as const, ledger: null, bank: line, ...alone })),
  ];
}

type Open = Record<Side, TestLine[]>;
type Pair = (rule: PairingRule, ledger: TestLine, bank: TestLine) => void;

function pairReferencesNaively(open: Open, pair: Pair): void {
  const reference = (line: TestLine): string => `${line.currency} ${line.reference!.trim()}`;
  const stages: readonly (readonly [(line: TestLine) => string, (line: TestLine) => number[]])[] = [
    [(line) => `${reference(line)} ${line.amount} ${line.day}`, ({ line }) => [line]],
    [(line) => `${reference(line)} ${line.amount}`, ({ day, line }) => [day, line]],
    [reference, ({ amount, day, line }) => [amount, day, line]],
  ];
  for (const [group, order] of stages) {
    const referenced = (side: Side): TestLine[] => open[side].filter((line) => (line.reference ?? '').trim() !== '');
    for (const key of new Set(referenced('ledger').map(group))) {
      const ofKey = (side: Side): TestLine[] =>
        referenced(side)
          .filter((line) => group(line) === key)
          .toSorted((one, other) => compare(order(one), order(other)));
      const [ledger, bank] = [ofKey('ledger'), ofKey('bank')];
      ledger.forEach((line, place) => {
        const other = bank[place];
        if (other !== undefined) pair('exact_reference', line, other);
      });
    }
  }
}

function pairAmountsNaively(
  open: Open,
  { amountToleranceMinor, dateToleranceDays }: NonNullable<ReconciliationRules['amountAndDate']>,
  pair: Pair,
): void {
  const possible = open.ledger.flatMap((ledger) =>
    open.bank
      .filter(({ currency }) => currency === ledger.currency)
      .map((bank) => ({ ledger, bank, amount: bank.amount - ledger.amount, days: bank.day - ledger.day }))
      .filter(({ amount, days }) => Math.abs(amount) <= amountToleranceMinor && Math.abs(days) <= dateToleranceDays),
  );
  const closeness = ({ ledger, bank, amount, days }: (typeof possible)[number]): number[] => [
    Math.abs(amount),
    Math.abs(days),
    days,
    amount,
    ledger.line,
    bank.line,
  ];
  for (const { ledger, bank } of possible.toSorted((one, other) => compare(closeness(one), closeness(other)))) {
    if (open.ledger.includes(ledger) && open.bank.includes(bank)) pair('amount_and_date', ledger, bank);
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place === -1 ? 0 : one[place]! - other[place]!;
}

/** Items in one order, whichever way they were found. */
export function sorted(items: readonly FoundItem[]): FoundItem[] {
  return items.toSorted((one, other) =>
    one.outcome === other.outcome
      ? compare([one.ledger ?? 0, one.bank ?? 0], [other.ledger ?? 0, other.bank ?? 0])
      : one.outcome < other.outcome
        ? -1
        : 1,
  );
}

/** Asserts in the database what is true of every result: no line is lost, doubled or added up wrongly. */
export async function expectToAddUp(
  manager: EntityManager,
  { id, result }: { readonly id: string; readonly result: ReconciliationResult },
): Promise<void> {
  for (const side of ['ledger', 'bank'] as const) {
    const [lines] = await manager.query(
      `SELECT count(*) FILTER (WHERE items IS DISTINCT FROM 1)::int AS wrong
       FROM (SELECT line_number FROM import_lines JOIN reconciliations ON upload_id = ${side}_upload_id WHERE id = $1) AS line
       FULL JOIN (SELECT ${side}_line_number AS line_number, count(*) AS items FROM reconciliation_items
                  WHERE reconciliation_id = $1 AND ${side}_line_number IS NOT NULL GROUP BY 1) AS item
         USING (line_number)
       WHERE line_number IS NOT NULL AND items IS DISTINCT FROM 1
          OR line_number IS NULL`,
      [id],
    );
    expect(lines).toEqual({ wrong: 0 });
  }
  const rows = await manager.query<Record<string, string>[]>(
    `WITH item AS (
       SELECT i.*, coalesce(l.currency, b.currency) AS currency, l.currency <> b.currency AS is_mixed,
              l.amount_minor AS ledger, b.amount_minor AS bank, b.booked_on - l.booked_on AS days
       FROM reconciliation_items i JOIN reconciliations r ON r.id = reconciliation_id
       LEFT JOIN import_lines l ON l.upload_id = ledger_upload_id AND l.line_number = ledger_line_number
       LEFT JOIN import_lines b ON b.upload_id = bank_upload_id AND b.line_number = bank_line_number
       WHERE reconciliation_id = $1)
     SELECT currency, coalesce(sum(ledger), 0)::text AS "ledgerMinor", coalesce(sum(bank), 0)::text AS "bankMinor",
       coalesce(sum(bank) FILTER (WHERE outcome = 'matched'), 0)::text AS "matchedMinor",
       coalesce(sum(ledger) FILTER (WHERE outcome = 'difference'), 0)::text AS "differenceLedgerMinor",
       coalesce(sum(bank) FILTER (WHERE outcome = 'difference'), 0)::text AS "differenceBankMinor",
       coalesce(sum(difference_minor), 0)::text AS "differenceMinor",
       coalesce(sum(ledger) FILTER (WHERE outcome = 'unmatched_ledger'), 0)::text AS "unmatchedLedgerMinor",
       coalesce(sum(bank) FILTER (WHERE outcome = 'unmatched_bank'), 0)::text AS "unmatchedBankMinor",
       count(*) FILTER (WHERE is_mixed OR bank - ledger IS DISTINCT FROM difference_minor OR days IS DISTINCT FROM days_apart
         OR (ledger = bank) IS DISTINCT FROM CASE outcome WHEN 'matched' THEN true WHEN 'difference' THEN false END) AS wrong
     FROM item GROUP BY currency ORDER BY currency COLLATE "C"`,
    [id],
  );
  expect(rows.map(({ wrong, ...sums }) => ({ ...sums, wrong: Number(wrong) }))).toEqual(
    result.byCurrency.map((sums) => ({ ...sums, wrong: 0 })),
  );
  for (const sums of rows) {
    const sum = (name: string): bigint => BigInt(sums[name]!);
    expect(sum('ledgerMinor')).toBe(sum('matchedMinor') + sum('differenceLedgerMinor') + sum('unmatchedLedgerMinor'));
    expect(sum('bankMinor')).toBe(sum('matchedMinor') + sum('differenceBankMinor') + sum('unmatchedBankMinor'));
    expect(sum('differenceMinor')).toBe(sum('differenceBankMinor') - sum('differenceLedgerMinor'));
  }
  const counts = await manager.query<{ outcome: string; items: number; last: number }[]>(
    `SELECT outcome, count(*)::int AS items, max(position) AS last FROM reconciliation_items
     WHERE reconciliation_id = $1 AND position > 0 GROUP BY outcome`,
    [id],
  );
  const counted = Object.fromEntries(counts.map(({ outcome, items }) => [outcome, items]));
  expect(counts.every(({ items, last }) => items === last)).toBe(true);
  const { byCurrency: _sums, ...totals } = result;
  expect(totals).toEqual({
    matched: counted['matched'] ?? 0,
    differences: counted['difference'] ?? 0,
    unmatchedLedger: counted['unmatched_ledger'] ?? 0,
    unmatchedBank: counted['unmatched_bank'] ?? 0,
  });
}
