import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/**
 * Each partition has a trigger of its own beside the one that it has from `audit_logs`: that one goes when the partition
 * is detached, and does not see a TRUNCATE. Functions that work with their owner's rights look for tables in the schema
 * of the log alone, never among the temporary ones of who calls them.
 */
export class KeepAuditLogsAppendOnly1764450000000 implements MigrationInterface {
  readonly name = 'KeepAuditLogsAppendOnly1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await this.#createProtect(runner, schema);
    await runner.query(`SELECT ${schema}.audit_logs_protect(relid) FROM pg_partition_tree('${schema}.audit_logs')`);
    await this.#replaceEnsurePartition(runner, schema);
    await runner.query(
      `ALTER FUNCTION ${schema}.audit_log_merge_batches(uuid, timestamptz) SET search_path = pg_catalog, ${schema}, pg_temp`,
    );
  }

  /** The functions stay as they are: what they do more does no harm. */
  async down(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await runner.query(`
      DO $$
      DECLARE
        part regclass;
      BEGIN
        FOR part IN SELECT relid FROM pg_partition_tree('${schema}.audit_logs') LOOP
          EXECUTE format('DROP TRIGGER audit_logs_no_change ON %s', part);
        END LOOP;
      END $$`);
  }

  /** For the log and each of its partitions, made here or brought from elsewhere; it may be called again. */
  async #createProtect(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION ${schema}.audit_logs_protect(part regclass) RETURNS void LANGUAGE plpgsql
      SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        skipped name;
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = part AND tgname = 'audit_logs_no_change') THEN
          EXECUTE format('CREATE TRIGGER audit_logs_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
            'FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.audit_logs_refuse_change()', part);
        END IF;
        FOR skipped IN
          SELECT tgname FROM pg_trigger
          WHERE tgrelid = part AND tgfoid = '${schema}.audit_logs_refuse_change()'::regprocedure AND tgenabled <> 'A'
        LOOP
          EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', part, skipped);
        END LOOP;
      END $$`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${schema}.audit_logs_protect(regclass) FROM PUBLIC`);
  }

  /**
   * As before, the partition is made aside and then attached, which does not lock out readers and writers of the others.
   * Whoever may read the log may also read a month of it alone.
   */
  async #replaceEnsurePartition(runner: QueryRunner, schema: string): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION ${schema}.audit_logs_ensure_partition(moment timestamptz) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        month_start timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
        month_end timestamp := month_start + interval '1 month';
        partition_name text := 'audit_logs_' || to_char(month_start, 'YYYY_MM');
        part text := format('${schema}.%I', partition_name);
        reader text;
      BEGIN
        IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
        PERFORM pg_advisory_xact_lock(hashtext('audit_logs_ensure_partition'));
        -- to_regclass answers from a cache that an advisory lock does not refresh
        IF EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                   WHERE inhparent = '${schema}.audit_logs'::regclass AND relname = partition_name) THEN RETURN; END IF;
        EXECUTE format('CREATE TABLE %s (LIKE ${schema}.audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        EXECUTE format('ALTER TABLE ${schema}.audit_logs ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
          part, month_start AT TIME ZONE 'UTC', month_end AT TIME ZONE 'UTC');
        PERFORM ${schema}.audit_logs_protect(part::regclass);
        FOR reader IN
          SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
          FROM pg_class, aclexplode(relacl)
          WHERE pg_class.oid = '${schema}.audit_logs'::regclass AND privilege_type = 'SELECT' AND grantee <> relowner
        LOOP
          EXECUTE format('GRANT SELECT ON %s TO %s', part, reader);
        END LOOP;
      END $$`);
  }
}
