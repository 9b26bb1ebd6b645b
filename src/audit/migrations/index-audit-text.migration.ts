import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index for text inside descriptions: trigrams, on months that are over. Where the extension `pg_trgm` is missing and
 * can't be made, searching works without.
 * @see docs/adr/0014-text-search.md
 */
export class IndexAuditText1764400500000 implements MigrationInterface {
  readonly name = 'IndexAuditText1764400500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
      EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
        RAISE NOTICE 'pg_trgm can not be made (%): text is searched without an index', SQLERRM;
      END $$`);
    await this.#createIndexing(runner);
  }

  /** The extension stays: others may use it. The indexes go with the function that makes them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION audit_logs_index_text()');
    await runner.query(`
      DO $$ DECLARE text_index regclass; BEGIN
        FOR text_index IN SELECT indexrelid FROM pg_index JOIN pg_inherits ON inhrelid = indrelid
          JOIN pg_class ON pg_class.oid = indexrelid
          WHERE inhparent = 'audit_logs'::regclass AND relname LIKE '%\\_description\\_trgm\\_idx'
        LOOP EXECUTE format('DROP INDEX %s', text_index); END LOOP;
      END $$`);
  }

  /**
   * One month a call, the latest first, so that each is a short transaction. While it works, late entries of that month
   * wait, and nothing else. It works with its owner's rights; all that a caller can get of it is an index.
   */
  async #createIndexing(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_logs_index_text() RETURNS text LANGUAGE plpgsql
      SECURITY DEFINER SET search_path FROM CURRENT AS $$
      DECLARE
        operators text;
        partition_name text;
      BEGIN
        SELECT quote_ident(nspname) || '.gin_trgm_ops' INTO operators
        FROM pg_opclass JOIN pg_namespace ON pg_namespace.oid = opcnamespace WHERE opcname = 'gin_trgm_ops';
        IF operators IS NULL OR NOT pg_try_advisory_xact_lock(hashtext('audit_logs_index_text')) THEN RETURN NULL; END IF;
        SELECT relname INTO partition_name
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'audit_logs'::regclass AND relname ~ '^audit_logs_\\d{4}_\\d{2}$'
          AND (to_date(right(relname, 7), 'YYYY_MM') + interval '1 month 1 day') AT TIME ZONE 'UTC' < now()
          AND NOT EXISTS (SELECT FROM pg_index JOIN pg_class AS made ON made.oid = indexrelid
                          WHERE indrelid = inhrelid AND made.relname LIKE '%\\_description\\_trgm\\_idx')
        ORDER BY relname DESC LIMIT 1;
        IF partition_name IS NULL THEN RETURN NULL; END IF;
        SET LOCAL lock_timeout = '5s';
        EXECUTE format('CREATE INDEX %I ON %I USING gin (description %s)',
          partition_name || '_description_trgm_idx', partition_name, operators);
        RETURN partition_name;
      END $$`);
  }
}
