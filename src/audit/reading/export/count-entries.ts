import { AuditError } from '../../audit.errors.ts';
import { SqlLiterals } from '../selection/sql-literals.ts';
import { whereOf } from '../selection/where.ts';
import type { ExportDatabase } from './export-database.ts';
import { type ExportJob, selectionOfJob } from './export-job.ts';

/** Entries are counted up to here, and for so long; beyond it the planner of the database is asked. */
const COUNTED = 100_000;
const COUNTING_MS = 2_000;

interface Plan {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }];
}

/** How many entries an export is to have. */
export async function countEntries(
  job: ExportJob,
  database: ExportDatabase,
): Promise<{ readonly rows: number; readonly isExact: boolean }> {
  const values = new SqlLiterals();
  const where = `${whereOf(selectionOfJob(job), values)} AND recorded_at < ${values.add(job.storedBefore)}`;
  const counted = await countUpTo(where, database);
  if (counted !== undefined && counted <= COUNTED) return { rows: counted, isExact: true };
  const [plan] = await database.query<Plan>(`EXPLAIN (FORMAT JSON) SELECT FROM audit_logs WHERE ${where}`);
  return { rows: Math.max(plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, counted ?? 0), isExact: false };
}

/** Undefined when it would take too long. */
async function countUpTo(where: string, database: ExportDatabase): Promise<number | undefined> {
  try {
    const matching = `SELECT FROM audit_logs WHERE ${where} LIMIT ${COUNTED + 1}`;
    const text = `SELECT count(*)::int AS count FROM (${matching}) AS matching`;
    const [row] = await database.query<{ readonly count: number }>(text, [], { timeoutMs: COUNTING_MS });
    return row?.count ?? 0;
  } catch (error) {
    if (error instanceof AuditError && error.code === 'AUDIT_QUERY_TOO_SLOW') return undefined;
    throw error;
  }
}
