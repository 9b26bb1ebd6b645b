import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The indexes: name and what they hold. The planner reads each of them backwards as well. */
const INDEXES = {
  audit_logs_timestamp_idx: '("timestamp", id)',
  audit_logs_user_id_timestamp_idx: '(user_id, "timestamp", id)',
  audit_logs_action_type_timestamp_idx: '(action_type, "timestamp", id)',
  audit_logs_category_timestamp_idx: '(category, "timestamp", id)',
  audit_logs_resource_idx: '(resource_type, resource_id, "timestamp", id)',
  audit_logs_ip_address_timestamp_idx: '(ip_address, "timestamp", id)',
  audit_logs_request_id_idx: '(request_id)',
  audit_logs_tenant_id_timestamp_idx: '(tenant_id, "timestamp", id) WHERE tenant_id IS NOT NULL',
  // Few entries go wrong: these hold only those.
  audit_logs_severity_timestamp_idx: '("timestamp", id) WHERE severity IS NOT NULL',
  audit_logs_status_timestamp_idx: `(status, "timestamp", id) WHERE status <> 'success'`,
  audit_logs_error_type_timestamp_idx: '(error_type, "timestamp", id) WHERE error_type IS NOT NULL',
  audit_logs_error_fingerprint_idx: '(error_fingerprint, "timestamp", id) WHERE error_fingerprint IS NOT NULL',
} as const;

/** `audit_logs`, partitioned by month from the first day, append-only, with the function that makes a month's partition. */
export class CreateAuditLogs1763900000000 implements MigrationInterface {
  readonly name = 'CreateAuditLogs1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_logs (
        id uuid NOT NULL,
        "timestamp" timestamptz(3) NOT NULL,
        recorded_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        category text NOT NULL,
        action_type text NOT NULL,
        resource_type text,
        resource_id text,
        description text NOT NULL,
        status text NOT NULL,
        severity text,
        error_type text,
        error_fingerprint text,
        actor_type text NOT NULL,
        user_id text,
        user_label text,
        tenant_id text,
        ip_address inet,
        user_agent text,
        request_id text,
        trace_id text,
        metadata jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT audit_logs_pk PRIMARY KEY (id, "timestamp"),
        CONSTRAINT audit_logs_status_ck CHECK (status IN ('success', 'failure', 'error')),
        CONSTRAINT audit_logs_severity_ck CHECK (severity IN ('WARNING', 'ERROR', 'CRITICAL')),
        CONSTRAINT audit_logs_actor_type_ck CHECK (actor_type IN ('user', 'service', 'system', 'anonymous'))
      ) PARTITION BY RANGE ("timestamp")`);
    for (const [name, definition] of Object.entries(INDEXES)) {
      await runner.query(`CREATE INDEX ${name} ON audit_logs ${definition}`);
    }
    await this.#makeAppendOnly(runner);
    await this.#createPartitions(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_logs');
    await runner.query('DROP FUNCTION audit_logs_ensure_partition(timestamptz)');
    await runner.query('DROP FUNCTION audit_logs_refuse_change()');
  }

  async #makeAppendOnly(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_logs_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit_logs is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs
      FOR EACH ROW EXECUTE FUNCTION audit_logs_refuse_change()`);
    await runner.query(`
      CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON audit_logs
      FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_refuse_change()`);
    await runner.query('ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_append_only');
    await runner.query('ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_no_truncate');
  }

  /**
   * The partition is made aside and then attached, which does not lock out readers and writers of the others. A
   * statement trigger of the parent does not hold for TRUNCATE of one partition, so each gets its own. The function
   * works with its owner's rights: the application's role may be one that can only insert and read.
   */
  async #createPartitions(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_logs_ensure_partition(moment timestamptz) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path FROM CURRENT AS $$
      DECLARE
        month_start timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
        month_end timestamp := month_start + interval '1 month';
        partition_name text := 'audit_logs_' || to_char(month_start, 'YYYY_MM');
      BEGIN
        IF to_regclass(quote_ident(partition_name)) IS NOT NULL THEN RETURN; END IF;
        PERFORM pg_advisory_xact_lock(hashtext('audit_logs_ensure_partition'));
        -- to_regclass answers from a cache that an advisory lock does not refresh
        IF EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                   WHERE inhparent = 'audit_logs'::regclass AND relname = partition_name) THEN RETURN; END IF;
        EXECUTE format('CREATE TABLE %I (LIKE audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
        EXECUTE format('ALTER TABLE audit_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          partition_name, month_start AT TIME ZONE 'UTC', month_end AT TIME ZONE 'UTC');
        EXECUTE format('CREATE TRIGGER audit_logs_no_truncate BEFORE TRUNCATE ON %I '
          'FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_refuse_change()', partition_name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_logs_no_truncate', partition_name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_logs_append_only', partition_name);
      END $$`);
    await runner.query(`
      SELECT audit_logs_ensure_partition(now() + make_interval(months => ahead)) FROM generate_series(0, 3) AS ahead`);
  }
}
