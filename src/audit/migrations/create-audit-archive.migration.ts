import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/**
 * What of the log is archived, and the part of a restore that needs the rights of the owner of `audit_logs`: a table
 * aside is made, filled by the caller, and attached as the partition of its month.
 */
export class CreateAuditArchive1764400400000 implements MigrationInterface {
  readonly name = 'CreateAuditArchive1764400400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log_archives (
        id uuid NOT NULL,
        month text NOT NULL,
        rows bigint NOT NULL,
        bytes bigint NOT NULL,
        first_id uuid NOT NULL,
        first_timestamp timestamptz(3) NOT NULL,
        last_timestamp timestamptz(3) NOT NULL,
        last_recorded_at timestamptz(3) NOT NULL,
        content_hash text NOT NULL,
        columns jsonb NOT NULL,
        files jsonb NOT NULL,
        companions jsonb NOT NULL,
        location text NOT NULL,
        archived_at timestamptz(3) NOT NULL,
        verified_at timestamptz(3) NOT NULL,
        CONSTRAINT audit_log_archives_pk PRIMARY KEY (id),
        CONSTRAINT audit_log_archives_month_ck CHECK (month ~ '^\\d{4}-\\d{2}$')
      )`);
    await runner.query('CREATE INDEX audit_log_archives_month_idx ON audit_log_archives (month)');
    const schema = await schemaOfLog(runner);
    await this.#createBeginRestore(runner, schema);
    await this.#createFinishRestore(runner, schema);
    for (const name of FUNCTIONS) await runner.query(`REVOKE ALL ON FUNCTION ${name}(date) FROM PUBLIC`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`DROP FUNCTION ${name}(date)`);
    await runner.query('DROP TABLE audit_log_archives');
  }

  /** Makes the table aside and lets the caller fill it. Null, and nothing done, when the month has its partition. */
  async #createBeginRestore(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_maintain_begin_restore(month date) RETURNS text LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        partition_name text := 'audit_logs_' || to_char(month, 'YYYY_MM');
        aside text := 'audit_restore_' || to_char(month, 'YYYY_MM');
      BEGIN
        IF EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                   WHERE inhparent = 'audit_logs'::regclass AND relname = partition_name) THEN RETURN NULL; END IF;
        EXECUTE format('CREATE TABLE ${schema}.%I (LIKE audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', aside);
        IF session_user <> current_user THEN
          EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', aside, session_user);
        END IF;
        RETURN format('${schema}.%I', aside);
      END $$`);
  }

  /**
   * The table aside becomes the partition of its month, with the indexes, triggers and readers of the log, and is counted.
   * False, and nothing done, when the month has got its partition meanwhile.
   */
  async #createFinishRestore(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_maintain_finish_restore(month date) RETURNS boolean LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        month_start timestamp := date_trunc('month', month::timestamp);
        month_end timestamp := month_start + interval '1 month';
        partition_name text := 'audit_logs_' || to_char(month_start, 'YYYY_MM');
        aside text := 'audit_restore_' || to_char(month_start, 'YYYY_MM');
        reader text;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit_logs_ensure_partition'));
        IF EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                   WHERE inhparent = 'audit_logs'::regclass AND relname = partition_name) THEN RETURN false; END IF;
        IF session_user <> current_user THEN
          EXECUTE format('REVOKE ALL ON %I FROM %I', aside, session_user);
        END IF;
        EXECUTE format('ALTER TABLE %I RENAME TO %I', aside, partition_name);
        EXECUTE format('ALTER TABLE audit_logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          partition_name, month_start AT TIME ZONE 'UTC', month_end AT TIME ZONE 'UTC');
        PERFORM audit_logs_protect(partition_name::regclass);
        FOR reader IN
          SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
          FROM pg_class, aclexplode(relacl)
          WHERE pg_class.oid = 'audit_logs'::regclass AND privilege_type = 'SELECT' AND grantee <> relowner
        LOOP
          EXECUTE format('GRANT SELECT ON %I TO %s', partition_name, reader);
        END LOOP;
        PERFORM audit_log_rollups_rebuild(month);
        RETURN true;
      END $$`);
  }
}

const FUNCTIONS = ['audit_maintain_begin_restore', 'audit_maintain_finish_restore'] as const;
