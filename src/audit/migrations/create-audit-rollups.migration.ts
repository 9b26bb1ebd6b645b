import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What entries are counted by, as the columns are called in `audit_logs`. */
export const BY_HOUR = 'category, action_type, resource_type, status, severity, actor_type, tenant_id';
export const BY_DAY = `${BY_HOUR}, user_id, user_label, error_type, error_fingerprint`;

export const BY_ACTOR = 'status, severity, actor_type, tenant_id, user_id, user_label';

/** Hours and days are those of UTC: any midnight there does. */
export const start = (unit: 'hour' | 'day', column: string): string =>
  `date_bin('1 ${unit}', ${column}, timestamptz '2001-01-01 00:00:00+00')`;

/** A row's place, however long its texts are: an index can't hold them as they are. */
export const keyOf = (columns: string): string => `substr(sha256(convert_to(ROW(${columns})::text, 'UTF8')), 1, 16)`;

/** Entries of any source as rows of `audit_log_rollup_deltas`. */
const counted = (source: string): string => `
  INSERT INTO audit_log_rollup_deltas (hour, ${BY_DAY}, entries, first_at, last_at)
  SELECT ${start('hour', '"timestamp"')}, ${BY_DAY}, count(*), min("timestamp"), max("timestamp")
  FROM ${source} GROUP BY 1, ${BY_DAY}`;

/** Of the month that a rebuild is for. */
export const inMonth = (column: string): string => `${column} >= month_start AND ${column} < month_end`;

const TEXT_COLUMNS = `category text NOT NULL, action_type text NOT NULL, resource_type text, status text NOT NULL,
  severity text, actor_type text NOT NULL, tenant_id text`;
const MORE_COLUMNS = 'user_id text, user_label text, error_type text, error_fingerprint text';
const TIMES = 'first_at timestamptz(3) NOT NULL, last_at timestamptz(3) NOT NULL';

/**
 * Counts of the log's entries, so that a summary need not read them. Whoever inserts entries leaves what they count for in
 * `audit_log_rollup_deltas`, in the same transaction; from time to time that is folded into `audit_log_rollups` (by
 * hour) and `audit_log_rollup_days` (by day, with actors and faults); `audit_log_rollup_actors` is less of the latter. All of it together is always the whole log.
 */
export class CreateAuditRollups1764400100000 implements MigrationInterface {
  readonly name = 'CreateAuditRollups1764400100000';

  async up(runner: QueryRunner): Promise<void> {
    await this.#createTables(runner);
    const [log] = (await runner.query(
      `SELECT quote_ident(nspname) AS schema FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE pg_class.oid = 'audit_logs'::regclass`,
    )) as [{ readonly schema: string }];
    // With its owner's rights, as whoever inserts entries need not have any on the counts; nothing temporary comes first.
    const asOwner = `LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ${log.schema}, pg_temp`;
    await this.#createCounting(runner, asOwner);
    await this.#createFolding(runner, asOwner);
    await this.#createRebuild(runner, asOwner);
    await runner.query(`
      SELECT audit_log_rollups_rebuild(month::date)
      FROM (SELECT min("timestamp") AT TIME ZONE 'UTC' AS first, max("timestamp") AT TIME ZONE 'UTC' AS last
            FROM audit_logs) AS log, generate_series(date_trunc('month', first), last, '1 month') AS month`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER audit_logs_count ON audit_logs');
    await runner.query('DROP FUNCTION audit_log_rollups_rebuild(date)');
    await runner.query('DROP FUNCTION audit_log_rollups_compact()');
    await runner.query('DROP FUNCTION audit_log_rollups_fold()');
    await runner.query('DROP FUNCTION audit_logs_count()');
    await runner.query('DROP TABLE audit_log_rollup_actors');
    await runner.query('DROP TABLE audit_log_rollup_days');
    await runner.query('DROP TABLE audit_log_rollups');
    await runner.query('DROP TABLE audit_log_rollup_deltas');
  }

  async #createTables(runner: QueryRunner): Promise<void> {
    // Without an index: it is written by everybody, and read as a whole.
    await runner.query(`
      CREATE TABLE audit_log_rollup_deltas (
        hour timestamptz NOT NULL, ${TEXT_COLUMNS}, ${MORE_COLUMNS}, entries bigint NOT NULL, ${TIMES}
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`);
    await runner.query(`
      CREATE TABLE audit_log_rollups (
        hour timestamptz NOT NULL, key bytea NOT NULL, ${TEXT_COLUMNS}, entries bigint NOT NULL,
        CONSTRAINT audit_log_rollups_pk PRIMARY KEY (hour, key)
      )`);
    await runner.query(`
      CREATE TABLE audit_log_rollup_days (
        day timestamptz NOT NULL, key bytea NOT NULL, ${TEXT_COLUMNS}, ${MORE_COLUMNS}, entries bigint NOT NULL, ${TIMES},
        CONSTRAINT audit_log_rollup_days_pk PRIMARY KEY (day, key)
      )`);
    await runner.query(`
      CREATE TABLE audit_log_rollup_actors (
        day timestamptz NOT NULL, key bytea NOT NULL, status text NOT NULL, severity text, actor_type text NOT NULL,
        tenant_id text, user_id text, user_label text, entries bigint NOT NULL,
        CONSTRAINT audit_log_rollup_actors_pk PRIMARY KEY (day, key)
      )`);
    await runner.query(`
      CREATE INDEX audit_log_rollup_days_error_fingerprint_idx ON audit_log_rollup_days (day, error_fingerprint)
      WHERE error_fingerprint IS NOT NULL`);
  }

  /** Only what was really inserted is in the transition table, whatever the statement was. */
  async #createCounting(runner: QueryRunner, asOwner: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_logs_count() RETURNS trigger ${asOwner} AS $$
      BEGIN
        ${counted('inserted')};
        RETURN NULL;
      END $$`);
    await runner.query('REVOKE EXECUTE ON FUNCTION audit_logs_count() FROM PUBLIC');
    await runner.query(`
      CREATE TRIGGER audit_logs_count AFTER INSERT ON audit_logs REFERENCING NEW TABLE AS inserted
      FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_count()`);
    await runner.query('ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_count');
  }

  /** One statement, so that a reader sees each delta either there or folded. */
  async #createFolding(runner: QueryRunner, asOwner: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_log_rollups_fold() RETURNS bigint ${asOwner} AS $$
      DECLARE
        folded bigint;
      BEGIN
        WITH taken AS (
          DELETE FROM audit_log_rollup_deltas RETURNING *
        ), hours AS (
          INSERT INTO audit_log_rollups AS known (hour, key, ${BY_HOUR}, entries)
          SELECT hour, ${keyOf(BY_HOUR)}, ${BY_HOUR}, sum(entries) FROM taken GROUP BY hour, ${BY_HOUR}
          ON CONFLICT (hour, key) DO UPDATE SET entries = known.entries + excluded.entries
        ), actors AS (
          INSERT INTO audit_log_rollup_actors AS known (day, key, ${BY_ACTOR}, entries)
          SELECT ${start('day', 'hour')} AS day, ${keyOf(BY_ACTOR)}, ${BY_ACTOR}, sum(entries)
          FROM taken GROUP BY day, ${BY_ACTOR}
          ON CONFLICT (day, key) DO UPDATE SET entries = known.entries + excluded.entries
        ), days AS (
          INSERT INTO audit_log_rollup_days AS known (day, key, ${BY_DAY}, entries, first_at, last_at)
          SELECT ${start('day', 'hour')} AS day, ${keyOf(BY_DAY)}, ${BY_DAY}, sum(entries), min(first_at), max(last_at)
          FROM taken GROUP BY day, ${BY_DAY}
          ON CONFLICT (day, key) DO UPDATE SET entries = known.entries + excluded.entries,
            first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at)
        )
        SELECT count(*) INTO folded FROM taken;
        RETURN folded;
      END $$`);
    await runner.query('REVOKE EXECUTE ON FUNCTION audit_log_rollups_fold() FROM PUBLIC');
    await runner.query(`
      CREATE FUNCTION audit_log_rollups_compact() RETURNS bigint ${asOwner} AS $$
      BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtextextended('audit_log_rollups', 0)) THEN RETURN NULL; END IF;
        RETURN audit_log_rollups_fold();
      END $$`);
  }

  /** What there was is forgotten and what there is is counted by one statement, which sees one state of the log. */
  async #createRebuild(runner: QueryRunner, asOwner: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_log_rollups_rebuild(month date) RETURNS void ${asOwner} AS $$
      DECLARE
        month_start timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
        month_end timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit_log_rollups', 0));
        WITH old_deltas AS (DELETE FROM audit_log_rollup_deltas WHERE ${inMonth('hour')}),
          old_hours AS (DELETE FROM audit_log_rollups WHERE ${inMonth('hour')}),
          old_actors AS (DELETE FROM audit_log_rollup_actors WHERE ${inMonth('day')}),
          old_days AS (DELETE FROM audit_log_rollup_days WHERE ${inMonth('day')})
        ${counted(`audit_logs WHERE ${inMonth('"timestamp"')}`)};
        PERFORM audit_log_rollups_fold();
      END $$`);
    await runner.query('REVOKE EXECUTE ON FUNCTION audit_log_rollups_rebuild(date) FROM PUBLIC');
  }
}
