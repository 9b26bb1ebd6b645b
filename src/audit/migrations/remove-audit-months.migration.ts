import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/** The part of retention that needs the rights of the owner of `audit_logs`. */
export class RemoveAuditMonths1764470000000 implements MigrationInterface {
  readonly name = 'RemoveAuditMonths1764470000000';

  /** Whoever may call it can remove a month that is over, with its counts, and nothing of the one that is going on. */
  async up(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_maintain_remove_month(month date) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        partition_name text := 'audit_logs_' || to_char(month, 'YYYY_MM');
      BEGIN
        IF (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC' > now() THEN
          RAISE EXCEPTION 'the month % is not over', to_char(month, 'YYYY-MM') USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NOT EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                       WHERE inhparent = 'audit_logs'::regclass AND relname = partition_name) THEN
          RAISE EXCEPTION 'the log has no month %', to_char(month, 'YYYY-MM') USING ERRCODE = 'undefined_table';
        END IF;
        EXECUTE format('DROP TABLE %I', partition_name);
        PERFORM audit_log_rollups_rebuild(month);
      END $$`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${schema}.audit_maintain_remove_month(date) FROM PUBLIC`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION audit_maintain_remove_month(date)');
  }
}
