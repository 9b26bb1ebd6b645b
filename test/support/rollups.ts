import type { DataSource, EntityManager } from 'typeorm';
import { insertInto } from '../../src/audit/delivery/writer/store-statements.ts';
import { lineOf } from './batches.ts';

const BY_HOUR = 'category, action_type, resource_type, status, severity, actor_type, tenant_id';
const BY_DAY = `${BY_HOUR}, user_id, user_label, error_type, error_fingerprint`;
const BY_ACTOR = 'status, severity, actor_type, tenant_id, user_id, user_label';
const hour = `date_trunc('hour', "timestamp", 'UTC')`;
const day = `date_trunc('day', "timestamp", 'UTC')`;

/** What the counts say and what a plain count of the log says. */
const QUESTIONS = [
  [
    `SELECT hour, ${BY_HOUR}, sum(entries)::int AS n
     FROM (SELECT hour, ${BY_HOUR}, entries FROM audit_log_rollups
           UNION ALL SELECT hour, ${BY_HOUR}, entries FROM audit_log_rollup_deltas) AS counts GROUP BY hour, ${BY_HOUR}`,
    `SELECT ${hour} AS hour, ${BY_HOUR}, count(*)::int AS n FROM audit_logs GROUP BY 1, ${BY_HOUR}`,
  ],
  [
    `SELECT date_trunc('day', day, 'UTC') AS day, ${BY_DAY}, sum(entries)::int AS n, min(first_at), max(last_at)
     FROM (SELECT day, ${BY_DAY}, entries, first_at, last_at FROM audit_log_rollup_days
           UNION ALL SELECT hour, ${BY_DAY}, entries, first_at, last_at FROM audit_log_rollup_deltas) AS counts
     GROUP BY 1, ${BY_DAY}`,
    `SELECT ${day} AS day, ${BY_DAY}, count(*)::int AS n, min("timestamp"), max("timestamp")
     FROM audit_logs GROUP BY 1, ${BY_DAY}`,
  ],
  [
    `SELECT date_trunc('day', day, 'UTC') AS day, ${BY_ACTOR}, sum(entries)::int AS n
     FROM (SELECT day, ${BY_ACTOR}, entries FROM audit_log_rollup_actors
           UNION ALL SELECT hour, ${BY_ACTOR}, entries FROM audit_log_rollup_deltas) AS counts GROUP BY 1, ${BY_ACTOR}`,
    `SELECT ${day} AS day, ${BY_ACTOR}, count(*)::int AS n FROM audit_logs GROUP BY 1, ${BY_ACTOR}`,
  ],
] as const;

/** How many rows of the counts are in dispute, and how many entries there are. */
export async function auditOfRollups(host: DataSource): Promise<{ readonly wrong: number; readonly entries: number }> {
  let wrong = 0;
  for (const [told, true_] of QUESTIONS) {
    const [row] = await host.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM (((${told}) EXCEPT (${true_})) UNION ALL ((${true_}) EXCEPT (${told}))) AS differing`,
    );
    wrong += row!.n;
  }
  const [log] = await host.query<{ n: number }[]>('SELECT count(*)::int AS n FROM audit_logs');
  return { wrong, entries: log!.n };
}

/** Stores entries by the writer's own statement. */
export async function store(
  where: Pick<DataSource | EntityManager, 'query'>,
  entries: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  await where.query(insertInto('audit_logs'), [`[${entries.map(lineOf).join(',')}]`]);
}
