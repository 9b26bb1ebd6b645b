import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/** Whether somebody holds the row `entry`. */
const isHeld = (schema: string): string => `EXISTS (
  SELECT FROM ${schema}.audit_log_holds AS hold
  WHERE hold.released_at IS NULL
    AND (hold.user_id IS NULL OR hold.user_id = entry.user_id)
    AND (hold.resource_type IS NULL OR hold.resource_type = entry.resource_type)
    AND (hold.resource_id IS NULL OR hold.resource_id = entry.resource_id)
    AND (hold.tenant_id IS NULL OR hold.tenant_id = entry.tenant_id)
    AND (hold.starts_at IS NULL OR entry."timestamp" >= hold.starts_at)
    AND (hold.ends_at IS NULL OR entry."timestamp" < hold.ends_at))`;

/**
 * Legal holds, and what removes entries from the database: whole months, or of a month what has a certain category and
 * severity. The database itself sees to it that nothing goes that is held, that is of a month that is not over, or that
 * has come since the caller has looked.
 */
export class RetainAuditLogs1764480000000 implements MigrationInterface {
  readonly name = 'RetainAuditLogs1764480000000';

  async up(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await this.#createHolds(runner, schema);
    await this.#createPartialMonths(runner, schema);
    await runner.query(`DROP FUNCTION ${schema}.audit_maintain_remove_month(date)`);
    await this.#createBegin(runner, schema);
    await this.#createActiveHolds(runner, schema);
    await this.#createCountHeld(runner, schema);
    await this.#createRemoveMonth(runner, schema);
    await this.#createThinMonth(runner, schema);
    await this.#createCompactMonth(runner, schema);
    for (const signature of FUNCTIONS) await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    for (const signature of FUNCTIONS.toReversed()) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('ALTER TABLE audit_log_archives DROP COLUMN sealed');
    await runner.query('DROP TABLE audit_log_partial_months');
    await runner.query('DROP TABLE audit_log_holds');
    await runner.query('DROP FUNCTION audit_log_holds_keep()');
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_remove_month(month date) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      BEGIN
        IF (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC' > now() THEN
          RAISE EXCEPTION 'the month % is not over', to_char(month, 'YYYY-MM') USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('DROP TABLE ${schema}.%I', 'audit_logs_' || to_char(month, 'YYYY_MM'));
        PERFORM ${schema}.audit_log_rollups_rebuild(month);
      END $$`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${schema}.audit_maintain_remove_month(date) FROM PUBLIC`);
  }

  /** A hold is placed once and released once; nothing else of it ever changes. */
  async #createHolds(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE TABLE ${schema}.audit_log_holds (
        id uuid NOT NULL,
        reason text NOT NULL,
        user_id text,
        resource_type text,
        resource_id text,
        tenant_id text,
        starts_at timestamptz(3),
        ends_at timestamptz(3),
        placed_at timestamptz(3) NOT NULL,
        placed_by text NOT NULL,
        released_at timestamptz(3),
        released_by text,
        CONSTRAINT audit_log_holds_pk PRIMARY KEY (id),
        CONSTRAINT audit_log_holds_subject_ck
          CHECK (num_nonnulls(user_id, resource_type, tenant_id, starts_at, ends_at) > 0),
        CONSTRAINT audit_log_holds_resource_ck CHECK (resource_id IS NULL OR resource_type IS NOT NULL),
        CONSTRAINT audit_log_holds_range_ck CHECK (starts_at < ends_at),
        CONSTRAINT audit_log_holds_release_ck CHECK ((released_at IS NULL) = (released_by IS NULL))
      )`);
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_log_holds_keep() RETURNS trigger LANGUAGE plpgsql
      SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          IF OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
            AND to_jsonb(NEW) - 'released_at' - 'released_by' = to_jsonb(OLD) - 'released_at' - 'released_by'
          THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'a legal hold can only be released, once' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_log_holds_no_change BEFORE UPDATE OR DELETE ON ${schema}.audit_log_holds
      FOR EACH ROW EXECUTE FUNCTION ${schema}.audit_log_holds_keep()`);
    await runner.query(`
      CREATE TRIGGER audit_log_holds_no_truncate BEFORE TRUNCATE ON ${schema}.audit_log_holds
      FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.audit_log_holds_keep()`);
    for (const trigger of ['audit_log_holds_no_change', 'audit_log_holds_no_truncate']) {
      await runner.query(`ALTER TABLE ${schema}.audit_log_holds ENABLE ALWAYS TRIGGER ${trigger}`);
    }
  }

  /** What the database held of a month when a part of it had been removed: all of that is in parts that are sealed. */
  async #createPartialMonths(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE TABLE ${schema}.audit_log_partial_months (
        month text NOT NULL,
        rows bigint NOT NULL,
        last_recorded_at timestamptz(3),
        removed_at timestamptz(3) NOT NULL,
        CONSTRAINT audit_log_partial_months_pk PRIMARY KEY (month)
      )`);
    await runner.query(`ALTER TABLE ${schema}.audit_log_archives ADD COLUMN sealed boolean NOT NULL DEFAULT false`);
  }

  /**
   * What every removal begins with: the month is over; no hold is placed and no entry of the month stored until the
   * transaction ends; and the month is as the caller has archived it. The lock of the roll-ups comes first, as who holds
   * it looks at the log. Who stores an entry of that very month meanwhile waits, and may have to try again.
   */
  async #createBegin(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_log_begin_removal(month date, seen_rows bigint, seen_until timestamptz)
      RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        part text := 'audit_logs_' || to_char(month, 'YYYY_MM');
        found_rows bigint;
        found_until timestamptz;
      BEGIN
        -- Who looks after a lock has to see what was committed while it was waited for.
        IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
          RAISE EXCEPTION 'entries are removed at the isolation level READ COMMITTED only'
            USING ERRCODE = 'invalid_transaction_state';
        END IF;
        IF (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC' > now() THEN
          RAISE EXCEPTION 'the month % is not over', to_char(month, 'YYYY-MM') USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NOT EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                       WHERE inhparent = '${schema}.audit_logs'::regclass AND relname = part) THEN
          RAISE EXCEPTION 'the log has no month %', to_char(month, 'YYYY-MM') USING ERRCODE = 'undefined_table';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('audit_log_rollups', 0));
        LOCK TABLE ${schema}.audit_log_holds IN SHARE MODE;
        EXECUTE format('LOCK TABLE ${schema}.%I IN SHARE ROW EXCLUSIVE MODE', part);
        EXECUTE format('SELECT count(*), max(recorded_at) FROM ${schema}.%I', part) INTO found_rows, found_until;
        IF found_rows <> seen_rows OR found_until IS DISTINCT FROM seen_until THEN
          RAISE EXCEPTION 'entries have come into the month %', to_char(month, 'YYYY-MM')
            USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RETURN part;
      END $$`);
  }

  /** The holds that are in force; none is placed until the transaction ends. */
  async #createActiveHolds(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_active_holds() RETURNS SETOF ${schema}.audit_log_holds LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      BEGIN
        LOCK TABLE ${schema}.audit_log_holds IN SHARE MODE;
        RETURN QUERY SELECT * FROM ${schema}.audit_log_holds WHERE released_at IS NULL;
      END $$`);
  }

  /** How many entries of a month are held, by category and severity. */
  async #createCountHeld(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_count_held(month date)
      RETURNS TABLE (category text, severity text, entries bigint) LANGUAGE plpgsql STABLE
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM ${schema}.audit_log_holds WHERE released_at IS NULL) THEN RETURN; END IF;
        RETURN QUERY EXECUTE format('SELECT entry.category, entry.severity, count(*) FROM ${schema}.%I AS entry
          WHERE ${isHeld(schema)} GROUP BY 1, 2', 'audit_logs_' || to_char(month, 'YYYY_MM'));
      END $$`);
  }

  async #createRemoveMonth(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_remove_month(month date, seen_rows bigint, seen_until timestamptz)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        part text := ${schema}.audit_log_begin_removal(month, seen_rows, seen_until);
        is_held boolean;
      BEGIN
        EXECUTE format('SELECT EXISTS (SELECT FROM ${schema}.%I AS entry WHERE ${isHeld(schema)})', part) INTO is_held;
        IF is_held THEN
          RAISE EXCEPTION 'entries of the month % are held', to_char(month, 'YYYY-MM')
            USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        EXECUTE format('DROP TABLE ${schema}.%I', part);
        PERFORM ${schema}.audit_log_rollups_rebuild(month);
      END $$`);
  }

  /**
   * The rows go from the table itself, so that nobody who reads is locked out and every index stays. Its triggers are
   * off within the transaction only, which nobody else sees: the lock keeps all who write away.
   */
  async #createThinMonth(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_thin_month(month date, expired jsonb, seen_rows bigint, seen_until timestamptz)
      RETURNS TABLE (removed bigint, last_recorded_at timestamptz) LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        part text := ${schema}.audit_log_begin_removal(month, seen_rows, seen_until);
      BEGIN
        EXECUTE format('ALTER TABLE ${schema}.%I DISABLE TRIGGER USER', part);
        EXECUTE format('DELETE FROM ${schema}.%I AS entry
          USING jsonb_to_recordset($1) AS class (category text, severity text)
          WHERE entry.category = class.category AND entry.severity IS NOT DISTINCT FROM class.severity
            AND NOT ${isHeld(schema)}', part) USING expired;
        GET DIAGNOSTICS removed = ROW_COUNT;
        EXECUTE format('ALTER TABLE ${schema}.%I ENABLE TRIGGER USER', part);
        PERFORM ${schema}.audit_logs_protect(format('${schema}.%I', part)::regclass);
        PERFORM ${schema}.audit_log_rollups_rebuild(month);
        EXECUTE format('SELECT max(entry.recorded_at) FROM ${schema}.%I AS entry', part) INTO last_recorded_at;
        RETURN NEXT;
      END $$`);
  }

  /** Gives the room of removed entries back. Who reads that month waits as long as it takes to write what is left. */
  async #createCompactMonth(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_compact_month(month date) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        part regclass := format('${schema}.%I', 'audit_logs_' || to_char(month, 'YYYY_MM'));
        by_key regclass;
      BEGIN
        SELECT indexrelid INTO by_key FROM pg_index WHERE indrelid = part AND indisprimary;
        EXECUTE format('CLUSTER %s USING %I', part, (SELECT relname FROM pg_class WHERE oid = by_key));
        EXECUTE format('ANALYZE %s', part);
      END $$`);
  }
}

const FUNCTIONS = [
  'audit_log_begin_removal(date, bigint, timestamptz)',
  'audit_maintain_active_holds()',
  'audit_maintain_count_held(date)',
  'audit_maintain_remove_month(date, bigint, timestamptz)',
  'audit_maintain_thin_month(date, jsonb, bigint, timestamptz)',
  'audit_maintain_compact_month(date)',
];
