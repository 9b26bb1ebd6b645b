import { AUDIT_SEVERITIES, type AuditSeverity } from '../../entry/catalogue.ts';
import { whereOf } from '../selection/where.ts';
import { type Counting, rowsOf } from './counting.ts';
import type { ErrorGroupOrder } from './error-groups.dto.ts';
import type { Ask } from './log-snapshot.ts';

/** Which faults, and of when. */
export type Faults = Pick<Counting, 'range' | 'selection' | 'source'>;

/** The entries of one fault. */
export interface FaultGroup {
  readonly fingerprint: string;
  readonly severity: AuditSeverity | null;
  readonly count: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly users: number;
  /** How many groups there are. */
  readonly total: number;
}

export interface FaultUser {
  readonly fingerprint: string;
  readonly userId: string | null;
  readonly userLabel: string | null;
  readonly count: number;
}

export interface FaultSample {
  readonly fingerprint: string;
  readonly id: string;
  readonly errorType: string | null;
  readonly description: string;
}

const ONLY_FAULTS = { withTimes: true, onlyFaults: true } as const;
const ORDERS = { lastSeen: '"lastSeen" DESC', count: 'count DESC' } as const satisfies Record<ErrorGroupOrder, string>;
/** From the least to the worst, so that the worst is the highest place. */
const WORST = `(ARRAY[${AUDIT_SEVERITIES.map((severity) => `'${severity}'`).join(', ')}])[
  max(CASE severity ${AUDIT_SEVERITIES.map((severity, place) => `WHEN '${severity}' THEN ${place + 1}`).join(' ')} END)]`;

/** One page of the groups. */
export function faultGroups(
  faults: Faults,
  { sort, limit, page }: { readonly sort: ErrorGroupOrder; readonly limit: number; readonly page: number },
  ask: Ask,
): Promise<FaultGroup[]> {
  const columns = ['error_fingerprint', 'severity', 'user_id', 'user_label'];
  return ask(
    (values) => `
      SELECT error_fingerprint AS fingerprint, ${WORST} AS severity, sum(entries)::float8 AS count,
        min(first_at) AS "firstSeen", max(last_at) AS "lastSeen",
        count(DISTINCT coalesce('i' || user_id, 'l' || user_label))::int AS users, count(*) OVER ()::int AS total
      FROM ${rowsOf({ ...faults, ...ONLY_FAULTS, columns }, values)} AS faults
      GROUP BY error_fingerprint
      ORDER BY ${ORDERS[sort]}, error_fingerprint
      LIMIT ${values.add(limit)} OFFSET ${values.add((page - 1) * limit)}`,
  );
}

/** How many groups there are. */
export async function countFaultGroups(faults: Faults, ask: Ask): Promise<number> {
  const [row] = await ask<{ readonly total: number }>(
    (values) => `
      SELECT count(DISTINCT error_fingerprint)::int AS total
      FROM ${rowsOf({ ...faults, ...ONLY_FAULTS, columns: ['error_fingerprint'] }, values)} AS faults`,
  );
  return row?.total ?? 0;
}

/** How often each has happened in each step; only steps in which it has. */
export function faultCounts(
  faults: Faults,
  starts: readonly Date[],
  ask: Ask,
): Promise<{ readonly fingerprint: string; readonly step: number; readonly count: number }[]> {
  return ask(
    (values) => `
      SELECT error_fingerprint AS fingerprint, width_bucket(at, ${values.add(starts)}::timestamptz[]) AS step,
        sum(entries)::float8 AS count
      FROM ${rowsOf({ ...faults, ...ONLY_FAULTS, columns: ['error_fingerprint'] }, values)} AS faults
      GROUP BY 1, 2`,
  );
}

/** To whom each has happened most often. */
export function faultUsers(faults: Faults, most: number, ask: Ask): Promise<FaultUser[]> {
  const columns = ['error_fingerprint', 'user_id', 'user_label'];
  return ask(
    (values) => `
      SELECT fingerprint, "userId", "userLabel", count FROM (
        SELECT error_fingerprint AS fingerprint, user_id AS "userId", max(user_label) AS "userLabel",
          sum(entries)::float8 AS count,
          row_number() OVER (PARTITION BY error_fingerprint ORDER BY sum(entries) DESC, user_id, max(user_label)) AS place
        FROM ${rowsOf({ ...faults, ...ONLY_FAULTS, columns }, values)} AS faults
        WHERE user_id IS NOT NULL OR user_label IS NOT NULL
        GROUP BY error_fingerprint, user_id, CASE WHEN user_id IS NULL THEN user_label END
      ) AS users
      WHERE place <= ${values.add(most)} ORDER BY fingerprint, place`,
  );
}

/** The last entry of each group: its time is known, so that one index and one partition are asked. */
export function faultSamples(
  groups: readonly Pick<FaultGroup, 'fingerprint' | 'lastSeen'>[],
  { selection }: Faults,
  ask: Ask,
): Promise<FaultSample[]> {
  return ask((values) => {
    const fingerprints = values.add(groups.map(({ fingerprint }) => fingerprint));
    const times = values.add(groups.map(({ lastSeen }) => lastSeen));
    return `
      SELECT last.fingerprint, id, error_type AS "errorType", description
      FROM unnest(${fingerprints}::text[], ${times}::timestamptz[]) AS last (fingerprint, at)
      CROSS JOIN LATERAL (
        SELECT id, error_type, description FROM audit_logs
        WHERE error_fingerprint = last.fingerprint AND "timestamp" = last.at AND ${whereOf(selection, values)}
        ORDER BY id DESC LIMIT 1
      ) AS entry`;
  });
}
