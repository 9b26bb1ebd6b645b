import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/**
 * Text is found in months that are over by an index of trigrams, which is made when a month is over: kept up to date on
 * the month that is written, it would slow down the writer. Where the server has no pg_trgm, or this role may not
 * install it, everything works without.
 * @see docs/adr/0014-text-search.md
 */
export class IndexAuditText1764400500000 implements MigrationInterface {
  readonly name = 'IndexAuditText1764400500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
      EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
        RAISE WARNING 'Searching text in the audit log will be slow: %', SQLERRM;
      END $$`);
    await this.#createIndexing(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION audit_logs_index_text(timestamptz)');
    await runner.query(`
      DO $$
      DECLARE
        index_name regclass;
      BEGIN
        FOR index_name IN
          SELECT indexrelid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
          WHERE indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass)
            AND relname ~ '^audit_logs_\\d{4}_\\d{2}_text_idx$'
        LOOP
          EXECUTE format('DROP INDEX %s', index_name);
        END LOOP;
      END $$`);
  }

  /**
   * It is whole or not there at all, so that nothing is left of one that was interrupted. Meanwhile readers go on, and
   * so do the writers of every other month. It works with its owner's rights: the application's role need not be one
   * that can make indexes. The extension may be in any schema.
   */
  async #createIndexing(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await runner.query(`
      CREATE FUNCTION audit_logs_index_text(moment timestamptz) RETURNS boolean LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp AS $$
      DECLARE
        month_start timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
        partition_name text := 'audit_logs_' || to_char(month_start, 'YYYY_MM');
        trigrams text := (SELECT quote_ident(nspname) || '.gin_trgm_ops' FROM pg_extension
                          JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm');
      BEGIN
        IF trigrams IS NULL OR now() < (month_start + interval '1 month') AT TIME ZONE 'UTC' THEN RETURN false; END IF;
        IF NOT pg_try_advisory_xact_lock(hashtext('audit_logs_index_text')) THEN RETURN false; END IF;
        IF NOT EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                       WHERE inhparent = 'audit_logs'::regclass AND relname = partition_name)
          OR EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                     WHERE indrelid = to_regclass(quote_ident(partition_name)) AND relname = partition_name || '_text_idx')
        THEN RETURN false; END IF;
        EXECUTE format('CREATE INDEX %I ON %I USING gin (description %s) WITH (fastupdate = off)',
          partition_name || '_text_idx', partition_name, trigrams);
        RETURN true;
      END $$`);
  }
}
