import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BY_ACTOR, BY_DAY, BY_HOUR, inMonth, keyOf, start } from './create-audit-rollups.migration.ts';
import { schemaOfLog } from './schema-of-log.ts';

/**
 * A month is counted anew without a detour by `audit_log_rollup_deltas`. Every summary reads that table as a whole, and
 * the room that the counts of a month took there was left empty, to be read until it was vacuumed away.
 * @see docs/adr/0015-roll-ups.md
 */
export class RecountAuditMonths1764520000000 implements MigrationInterface {
  readonly name = 'RecountAuditMonths1764520000000';

  /**
   * Nobody else folds meanwhile. What writers have left is forgotten by the statement that counts, which sees each entry
   * together with what it was counted by, or neither of them.
   */
  async up(runner: QueryRunner): Promise<void> {
    await replaceRebuild(
      runner,
      `
        DELETE FROM audit_log_rollups WHERE ${inMonth('hour')};
        DELETE FROM audit_log_rollup_actors WHERE ${inMonth('day')};
        DELETE FROM audit_log_rollup_days WHERE ${inMonth('day')};
        WITH old_deltas AS (
          DELETE FROM audit_log_rollup_deltas WHERE ${inMonth('hour')}
        ), counted AS MATERIALIZED (
          SELECT ${start('hour', '"timestamp"')} AS hour, ${BY_DAY}, count(*) AS entries, min("timestamp") AS first_at,
            max("timestamp") AS last_at
          FROM audit_logs WHERE ${inMonth('"timestamp"')} GROUP BY 1, ${BY_DAY}
        ), hours AS (
          INSERT INTO audit_log_rollups (hour, key, ${BY_HOUR}, entries)
          SELECT hour, ${keyOf(BY_HOUR)}, ${BY_HOUR}, sum(entries) FROM counted GROUP BY hour, ${BY_HOUR}
        ), actors AS (
          INSERT INTO audit_log_rollup_actors (day, key, ${BY_ACTOR}, entries)
          SELECT ${start('day', 'hour')} AS day, ${keyOf(BY_ACTOR)}, ${BY_ACTOR}, sum(entries)
          FROM counted GROUP BY day, ${BY_ACTOR}
        )
        INSERT INTO audit_log_rollup_days (day, key, ${BY_DAY}, entries, first_at, last_at)
        SELECT ${start('day', 'hour')} AS day, ${keyOf(BY_DAY)}, ${BY_DAY}, sum(entries), min(first_at), max(last_at)
        FROM counted GROUP BY day, ${BY_DAY};`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceRebuild(
      runner,
      `
        WITH old_deltas AS (DELETE FROM audit_log_rollup_deltas WHERE ${inMonth('hour')}),
          old_hours AS (DELETE FROM audit_log_rollups WHERE ${inMonth('hour')}),
          old_actors AS (DELETE FROM audit_log_rollup_actors WHERE ${inMonth('day')}),
          old_days AS (DELETE FROM audit_log_rollup_days WHERE ${inMonth('day')})
        INSERT INTO audit_log_rollup_deltas (hour, ${BY_DAY}, entries, first_at, last_at)
        SELECT ${start('hour', '"timestamp"')}, ${BY_DAY}, count(*), min("timestamp"), max("timestamp")
        FROM audit_logs WHERE ${inMonth('"timestamp"')} GROUP BY 1, ${BY_DAY};`,
    );
  }
}

async function replaceRebuild(runner: QueryRunner, counting: string): Promise<void> {
  const schema = await schemaOfLog(runner);
  await runner.query(`
      CREATE OR REPLACE FUNCTION ${schema}.audit_log_rollups_rebuild(month date) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        month_start timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
        month_end timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit_log_rollups', 0));
        ${counting}
        PERFORM audit_log_rollups_fold();
      END $$`);
}
