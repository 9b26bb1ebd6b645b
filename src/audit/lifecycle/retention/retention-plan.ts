import type { DataSource } from 'typeorm';
import type { ArchivedMonth, MonthArchive, ReasonToStay } from '../month-archive.ts';
import { daysOf, type EntryClass, type RetentionPolicy } from './retention-policy.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Entries of one category and severity whose time in the database is over. */
export interface ExpiredClass extends EntryClass {
  readonly entries: number;
  /** How many of them are held and stay. */
  readonly held: number;
  /** How long they were to stay. */
  readonly days: number;
}

/** What is to be removed from a month in the database. */
export interface MonthPlan {
  /** `2019-03`, UTC. */
  readonly month: string;
  /** Entries that go. */
  readonly entries: number;
  /** Entries whose time is over, and that stay because they are held. */
  readonly held: number;
  /** Entries whose time is not over. */
  readonly kept: number;
  readonly expired: readonly ExpiredClass[];
}

/** A month whose time in the archive is over. */
export interface ArchivePlan extends ArchivedMonth {
  /** Why it stays all the same; null when it goes. */
  readonly reasonToKeep: ReasonToStay | null;
}

/** What a policy would do now. */
export interface RetentionPlan {
  /** Oldest first. */
  readonly months: readonly MonthPlan[];
  readonly archive: readonly ArchivePlan[];
}

interface CountedClass extends EntryClass {
  readonly month: string;
  readonly entries: number;
}

/** A month is as old as its last moment. */
function isExpired(month: string, { days, now }: { readonly days: number; readonly now: Date }): boolean {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return Date.UTC(year, number, 1) + days * DAY_MS <= now.getTime();
}

/**
 * What the policy would remove from the database, by the counts that are kept of it; months without anything are left
 * out.
 * @param at.only of this month alone
 */
export async function planMonths(
  dataSource: DataSource,
  { policy, now, only }: { readonly policy: RetentionPolicy; readonly now: Date; readonly only?: string },
): Promise<readonly MonthPlan[]> {
  const plans: MonthPlan[] = [];
  for (const [month, classes] of await classesByMonth(dataSource)) {
    if (only !== undefined && month !== only) continue;
    const expiring = classes
      .map((counted) => ({ ...counted, days: daysOf(counted, policy) }))
      .filter(({ days }) => isExpired(month, { days, now }));
    const isEmpty = classes.length === 0 && isExpired(month, { days: longestDays(policy), now });
    if (expiring.length === 0 && !isEmpty) continue;
    const held = expiring.length === 0 ? [] : await heldOf(dataSource, month);
    const expired = expiring.map(({ category, severity, entries, days }) => {
      const found = held.find((one) => one.category === category && one.severity === severity);
      return { category, severity, entries, held: found?.entries ?? 0, days };
    });
    const all = sum(classes.map(({ entries }) => entries));
    const [due, staying] = [sum(expired.map(({ entries }) => entries)), sum(expired.map((one) => one.held))];
    if (due > staying || isEmpty)
      plans.push({ month, entries: due - staying, held: staying, kept: all - due, expired });
  }
  return plans;
}

/** What of the archive the policy would remove. */
export async function planArchive(
  archive: MonthArchive,
  { policy, now }: { readonly policy: RetentionPolicy; readonly now: Date },
): Promise<readonly ArchivePlan[]> {
  const { archiveDays: days } = policy;
  if (days === undefined) return [];
  const plans: ArchivePlan[] = [];
  for (const archived of await archive.months()) {
    if (!isExpired(archived.month, { days, now })) continue;
    plans.push({ ...archived, reasonToKeep: await archive.reasonToKeep(archived.month) });
  }
  return plans;
}

/** Every month that has its table, oldest first, and what is in it. */
async function classesByMonth(dataSource: DataSource): Promise<ReadonlyMap<string, readonly CountedClass[]>> {
  const rows = await dataSource.query<(CountedClass | { readonly month: string; readonly category: null })[]>(
    `WITH months AS (
       SELECT replace(right(relname, 7), '_', '-') AS month FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
       WHERE inhparent = 'audit_logs'::regclass AND relname ~ '^audit_logs_\\d{4}_\\d{2}$'
     ), counts AS (
       SELECT hour, category, severity, entries FROM audit_log_rollups
       UNION ALL SELECT hour, category, severity, entries FROM audit_log_rollup_deltas
     )
     SELECT month, category, severity, sum(entries)::float8 AS entries
     FROM months LEFT JOIN counts ON to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM') = month
     GROUP BY month, category, severity ORDER BY month, category, severity`,
  );
  const months = new Map<string, CountedClass[]>();
  for (const row of rows) {
    const classes = months.get(row.month) ?? [];
    if (row.category !== null) classes.push(row);
    months.set(row.month, classes);
  }
  return months;
}

function heldOf(
  dataSource: DataSource,
  month: string,
): Promise<readonly (EntryClass & { readonly entries: number })[]> {
  return dataSource.query(
    'SELECT category, severity, entries::float8 AS entries FROM audit_maintain_count_held($1::date)',
    [`${month}-01`],
  );
}

function longestDays({ days, rules = [] }: RetentionPolicy): number {
  return Math.max(days, ...rules.map((rule) => rule.days));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
