import type { Tolerances } from '../reconciliation-rules.ts';
import type { Ask } from './ask.ts';
import { type Band, Bands } from './band.ts';
import { dropPairedLines, replaceTable, SIDES } from './working-tables.ts';

/** How many candidates are held at once: some 10 MB. */
const MOST_CANDIDATES = 250_000;

/**
 * Pairs the lines that are near each other, the nearest first.
 *
 * Lines of one currency, amount and day are a group, and only ever taken from its front. So whatever two groups give
 * each other is a stretch of the one with an equally long stretch of the other, and the work depends on how many
 * groups there are, not on how many lines they have.
 */
export async function pairByAmountAndDate(
  ask: Ask,
  {
    tolerances,
    mostCandidates = MOST_CANDIDATES,
  }: { readonly tolerances: Tolerances; readonly mostCandidates?: number | undefined },
): Promise<void> {
  await groupLines(ask, tolerances);
  const bands = new Bands(tolerances);
  for (let band = bands.current; band !== undefined; band = bands.current) {
    const limit = bands.isNarrowest ? undefined : mostCandidates;
    const found = await findCandidates(ask, { band, limit });
    if (limit !== undefined && found > limit) {
      bands.narrow();
      continue;
    }
    if (found > 0) {
      await settleCandidates(ask, found);
      if (!(await dropExhaustedGroups(ask))) break;
    }
    bands.advance({ isSparse: found * 8 < mostCandidates });
  }
  await pairStretches(ask);
  await dropPairedLines(ask);
}

async function groupLines(ask: Ask, { dateToleranceDays }: Tolerances): Promise<void> {
  for (const side of SIDES) {
    await ask(`
      CREATE TEMP TABLE ${side}_members ON COMMIT DROP AS
      SELECT line_number, currency, amount_minor, booked_on,
             dense_rank() OVER (ORDER BY currency, booked_on, amount_minor)::integer AS group_id,
             row_number() OVER (PARTITION BY currency, booked_on, amount_minor ORDER BY line_number)::integer AS nth
      FROM ${side}_lines`);
    await ask(`ANALYZE ${side}_members`);
    await keepGroups(
      ask,
      side,
      `SELECT group_id, currency, booked_on, amount_minor, 0 AS used, count(*)::integer AS open
       FROM ${side}_members GROUP BY group_id, currency, booked_on, amount_minor`,
    );
  }
  await ask(`
    CREATE TEMP TABLE near_days ON COMMIT DROP AS
    SELECT ledger.currency, ledger.booked_on AS ledger_day, bank.booked_on AS bank_day,
           days_apart, abs(days_apart) AS distance
    FROM (SELECT DISTINCT currency, booked_on FROM ledger_groups) AS ledger
    CROSS JOIN generate_series(${-dateToleranceDays}, ${dateToleranceDays}) AS days_apart
    JOIN (SELECT DISTINCT currency, booked_on FROM bank_groups) AS bank
      ON bank.currency = ledger.currency AND bank.booked_on = ledger.booked_on + days_apart`);
  await ask('ANALYZE near_days');
  await ask(`
    CREATE TEMP TABLE stretches (
      ledger_group integer, bank_group integer, ledger_used integer, bank_used integer, length integer
    ) ON COMMIT DROP`);
  await ask(
    'CREATE TEMP TABLE candidates (ledger_group integer, bank_group integer, closeness integer) ON COMMIT DROP',
  );
}

async function keepGroups(ask: Ask, side: string, query: string): Promise<void> {
  // In the order of the index, so that neighbours are found on the same page.
  await replaceTable(ask, `${side}_groups`, `${query} ORDER BY currency, booked_on, amount_minor`);
  await ask(`CREATE INDEX ON ${side}_groups (currency, booked_on, amount_minor)`);
  await ask(`CREATE INDEX ON ${side}_groups (group_id)`);
}

/** One amount apart, $2 and $3 being the same: by hashing, which is faster when each ledger group has many days. */
const BANK_AT_ONE_AMOUNT = `
  JOIN bank_groups AS bank
    ON bank.currency = near.currency AND bank.booked_on = near.bank_day
   AND bank.amount_minor = ledger.amount_minor + direction * ($2::integer + $3::integer) / 2`;

/** The OFFSET keeps the planner from joining all amounts of a day and comparing them one by one. */
const BANK_WITHIN_AMOUNTS = `
  CROSS JOIN LATERAL (
    SELECT group_id, amount_minor FROM bank_groups
    WHERE currency = near.currency AND booked_on = near.bank_day
      AND amount_minor BETWEEN ledger.amount_minor + least(direction * $2::integer, direction * $3::integer)
                           AND ledger.amount_minor + greatest(direction * $2::integer, direction * $3::integer)
    OFFSET 0
  ) AS bank`;

/**
 * Fills `candidates` with the pairs of open groups whose distance is in the band; stops one above the limit. The
 * smaller its closeness, the earlier a pair comes. All pairs that a group is part of have different ones.
 * @returns how many there are
 */
async function findCandidates(
  ask: Ask,
  { band: { amounts, days }, limit }: { readonly band: Band; readonly limit: number | undefined },
): Promise<number> {
  await ask('TRUNCATE candidates');
  await ask(
    `INSERT INTO candidates
     SELECT ledger.group_id, bank.group_id,
            ((abs(bank.amount_minor - ledger.amount_minor) * 32 + near.distance) * 2 + (days_apart > 0)::integer) * 2
              + (bank.amount_minor > ledger.amount_minor)::integer
     FROM ledger_groups AS ledger
     JOIN near_days AS near ON near.currency = ledger.currency AND near.ledger_day = ledger.booked_on
     CROSS JOIN unnest($1::integer[]) AS direction
     ${amounts.from === amounts.to ? BANK_AT_ONE_AMOUNT : BANK_WITHIN_AMOUNTS}
     WHERE near.distance BETWEEN $4 AND $5
     LIMIT $6`,
    [amounts.to === 0 ? [1] : [-1, 1], amounts.from, amounts.to, days.from, days.to, limit && limit + 1],
  );
  const [row] = await ask<{ readonly found: number }>('SELECT count(*)::integer AS found FROM candidates');
  return row?.found ?? 0;
}

/**
 * Goes through the candidates as if one by one, the closest first. A candidate that is the closest for both of its
 * groups can't be preceded by anything that would take from them, so all of those are paired at a time. Each round
 * settles at least the closest there are.
 */
async function settleCandidates(ask: Ask, found: number): Promise<void> {
  await ask('ANALYZE candidates');
  for (let stored = found, open = found; open > 0;) {
    const [row] = await ask<{ readonly settled: number }>(`
      WITH closest AS (
        SELECT ledger.group_id AS ledger_group, bank.group_id AS bank_group,
               ledger.used AS ledger_used, bank.used AS bank_used, least(ledger.open, bank.open) AS length,
               ledger.open <= bank.open AS exhausts_ledger, bank.open <= ledger.open AS exhausts_bank
        FROM candidates
        JOIN (SELECT ledger_group, min(closeness) AS closeness FROM candidates GROUP BY ledger_group) AS of_ledger
          USING (ledger_group, closeness)
        JOIN (SELECT bank_group, min(closeness) AS closeness FROM candidates GROUP BY bank_group) AS of_bank
          USING (bank_group, closeness)
        JOIN ledger_groups AS ledger ON ledger.group_id = ledger_group
        JOIN bank_groups AS bank ON bank.group_id = bank_group
      ), paired AS (
        INSERT INTO stretches SELECT ledger_group, bank_group, ledger_used, bank_used, length FROM closest
      ), taken_from_ledger AS (
        UPDATE ledger_groups SET used = used + length, open = open - length FROM closest WHERE group_id = ledger_group
      ), taken_from_bank AS (
        UPDATE bank_groups SET used = used + length, open = open - length FROM closest WHERE group_id = bank_group
      ), settled_by_ledger AS (
        DELETE FROM candidates USING closest
        WHERE exhausts_ledger AND candidates.ledger_group = closest.ledger_group RETURNING 1
      ), settled_by_bank AS (
        DELETE FROM candidates USING closest
        WHERE exhausts_bank AND candidates.bank_group = closest.bank_group RETURNING 1
      )
      -- What both would delete is returned by one of them only.
      SELECT (SELECT count(*) FROM settled_by_ledger)::integer + (SELECT count(*) FROM settled_by_bank)::integer AS settled`);
    open -= row?.settled ?? 0;
    if (open * 2 < stored) {
      await replaceTable(ask, 'candidates', 'SELECT * FROM candidates');
      stored = open;
    }
  }
}

/** @returns whether both sides have groups left */
async function dropExhaustedGroups(ask: Ask): Promise<boolean> {
  for (const side of SIDES) await keepGroups(ask, side, `SELECT * FROM ${side}_groups WHERE open > 0`);
  const [row] = await ask<{ readonly both: boolean }>(
    'SELECT EXISTS (SELECT FROM ledger_groups) AND EXISTS (SELECT FROM bank_groups) AS both',
  );
  return row?.both === true;
}

async function pairStretches(ask: Ask): Promise<void> {
  await ask('ANALYZE stretches');
  await ask(`
    INSERT INTO pairs
    SELECT 'amount_and_date', ledger.currency, ledger.line_number, bank.line_number,
           ledger.amount_minor, bank.amount_minor, bank.booked_on - ledger.booked_on
    FROM stretches CROSS JOIN generate_series(1, length) AS place
    JOIN ledger_members AS ledger ON ledger.group_id = ledger_group AND ledger.nth = ledger_used + place
    JOIN bank_members AS bank ON bank.group_id = bank_group AND bank.nth = bank_used + place`);
}
