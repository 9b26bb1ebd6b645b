import type { AuditActorType } from '../../entry/catalogue.ts';
import { type Counting, rowsOf } from './counting.ts';
import type { Ask } from './log-snapshot.ts';

/** What can be counted by one column alone. */
export const FACETS = ['status', 'severity', 'category', 'action_type', 'resource_type'] as const;
export type Facet = (typeof FACETS)[number];

/** How many entries have this value in this column; for the timeline (`at`), of this status in this bucket. */
export interface FacetCount {
  readonly facet: Facet | 'at';
  /** Of the timeline, from 1; else null. */
  readonly bucket: number | null;
  readonly value: string | null;
  readonly entries: number;
  /** How many of them are critical. */
  readonly critical: number;
}

/** How many entries an actor has made, or all of them together. */
export interface ActorCount {
  readonly actorType: AuditActorType;
  readonly userId: string | null;
  readonly userLabel: string | null;
  readonly entries: number;
}

/** All columns and the timeline in one go over the rows. */
export function facetsOf(
  counting: Omit<Counting, 'columns'>,
  starts: readonly Date[],
  ask: Ask,
): Promise<FacetCount[]> {
  const sets = FACETS.map((facet) => `(${facet})`).join(', ');
  const facet = `CASE WHEN GROUPING(bucket) = 0 THEN 'at' ${FACETS.map((name) => `WHEN GROUPING(${name}) = 0 THEN '${name}'`).join(' ')} END`;
  return ask(
    (values) => `
      WITH cells AS (
        SELECT width_bucket(at, ${values.add(starts)}::timestamptz[]) AS bucket, ${FACETS.join(', ')},
          sum(entries) AS entries
        FROM ${rowsOf({ ...counting, columns: FACETS }, values)} AS counted GROUP BY 1, ${FACETS.join(', ')}
      )
      SELECT ${facet} AS facet, bucket, coalesce(${FACETS.join(', ')}) AS value, sum(entries)::float8 AS entries,
        coalesce(sum(entries) FILTER (WHERE severity = 'CRITICAL'), 0)::float8 AS critical
      FROM cells GROUP BY GROUPING SETS ((bucket, status), ${sets}) HAVING sum(entries) <> 0
      ORDER BY entries DESC, value`,
  );
}

/** Who has made most entries. Actors without an id are told apart by their label. */
export function topActors(counting: Omit<Counting, 'columns'>, most: number, ask: Ask): Promise<ActorCount[]> {
  const columns = ['actor_type', 'user_id', 'user_label'];
  return ask(
    (values) => `
      WITH labels AS (
        SELECT ${columns.join(', ')}, sum(entries) AS entries
        FROM ${rowsOf({ ...counting, columns }, values)} AS counted
        GROUP BY ${columns.join(', ')} HAVING sum(entries) <> 0
      )
      SELECT actor_type AS "actorType", user_id AS "userId", max(user_label) AS "userLabel",
        sum(entries)::float8 AS entries
      FROM labels GROUP BY actor_type, user_id, CASE WHEN user_id IS NULL THEN user_label END
      ORDER BY entries DESC, actor_type, user_id, max(user_label) LIMIT ${values.add(most)}`,
  );
}
