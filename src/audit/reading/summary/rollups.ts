import type { EqualityField, Selection } from '../selection/condition.ts';

const HOUR_FIELDS: readonly EqualityField[] = [
  'category',
  'actionType',
  'resourceType',
  'status',
  'severity',
  'actorType',
  'tenantId',
];

/** A table of counts: its columns are called as those of the log, so that the same conditions hold for both. */
export interface Rollups {
  readonly table: string;
  /** Where the row's time begins. */
  readonly column: string;
  /** How long that is. */
  readonly unitMs: number;
  readonly fields: readonly EqualityField[];
}

export const HOURS: Rollups = {
  table: 'audit_log_rollups',
  column: 'hour',
  unitMs: 3_600_000,
  fields: HOUR_FIELDS,
};

/** With actors and faults. */
export const DAYS: Rollups = {
  table: 'audit_log_rollup_days',
  column: 'day',
  unitMs: 24 * HOURS.unitMs,
  fields: [...HOUR_FIELDS, 'userId', 'userLabel', 'errorType', 'errorFingerprint'],
};

/** Less of the same, for who has done most: the kinds of what they do are many. */
export const ACTORS: Rollups = {
  table: 'audit_log_rollup_actors',
  column: 'day',
  unitMs: DAYS.unitMs,
  fields: ['status', 'severity', 'actorType', 'tenantId', 'userId', 'userLabel'],
};

/** The conditions that can be asked of these counts; times are not among them. */
export function coveredBy({ fields }: Rollups, { conditions }: Selection): Selection {
  return {
    conditions: conditions.filter((condition) => {
      if (condition.kind === 'equals') return fields.includes(condition.field);
      if (condition.kind === 'resource') {
        return fields.includes('resourceType') && condition.resources.every(({ id }) => id === undefined);
      }
      return condition.kind === 'wrong' || (condition.kind === 'user' && fields.includes('userId'));
    }),
  };
}

/** Whether all conditions can be asked of these counts. */
export function isCoveredBy(rollups: Rollups, selection: Selection): boolean {
  return coveredBy(rollups, selection).conditions.length === selection.conditions.length;
}
