import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/** Of a month with more rows it would lock out inserts for too long, as the planner knows the month. */
const MOST_ROWS = 2_000_000;

/** Names of indexes of a part of a month's text end in the day before which it is: `audit_logs_2026_11_text_28_idx`. */
const PART = String.raw`^audit_logs_\d{4}_\d{2}_text_\d{2}_idx$`;

/**
 * Text in the month that is written is found by an index of trigrams too: of all that is older than a day's start. New
 * entries are not in it, so that it costs the writer next to nothing; those that come late are.
 * @see docs/adr/0014-text-search.md
 */
export class IndexRecentAuditText1764510000000 implements MigrationInterface {
  readonly name = 'IndexRecentAuditText1764510000000';

  async up(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    const asOwner = `LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ${schema}, pg_temp`;
    await this.#createIndexing(runner, { schema, asOwner });
    await this.#createDropping(runner, { schema, asOwner });
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await runner.query(`DROP FUNCTION ${schema}.audit_logs_index_recent_text(timestamptz)`);
    await runner.query(`DROP FUNCTION ${schema}.audit_logs_drop_spare_text()`);
    await runner.query(`
      DO $$
      DECLARE
        part regclass;
      BEGIN
        FOR part IN
          SELECT indexrelid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
          WHERE indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = '${schema}.audit_logs'::regclass)
            AND relname ~ '${PART}'
        LOOP
          EXECUTE format('DROP INDEX %s', part);
        END LOOP;
      END $$`);
  }

  /**
   * Before the start of the day of that moment, in UTC. It is whole or not there at all, and waits for a transaction that
   * writes into the month for two seconds only, as all others that write wait behind it. On the first of a month there is
   * nothing to do, nor where a newer one is there, or that of the whole month.
   */
  async #createIndexing(runner: QueryRunner, { schema, asOwner }: Place): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_logs_index_recent_text(moment timestamptz) RETURNS boolean ${asOwner} AS $$
      DECLARE
        day_start timestamp := date_trunc('day', moment AT TIME ZONE 'UTC');
        partition_name text := 'audit_logs_' || to_char(day_start, 'YYYY_MM');
        index_name text := partition_name || '_text_' || to_char(day_start, 'DD') || '_idx';
        trigrams text := (SELECT quote_ident(nspname) || '.gin_trgm_ops' FROM pg_extension
                          JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm');
      BEGIN
        IF trigrams IS NULL OR extract(day FROM day_start) = 1 OR day_start AT TIME ZONE 'UTC' > now()
        THEN RETURN false; END IF;
        PERFORM set_config('lock_timeout', '2s', true);
        IF NOT pg_try_advisory_xact_lock(hashtext('audit_logs_index_text')) THEN RETURN false; END IF;
        IF NOT EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                       WHERE inhparent = 'audit_logs'::regclass AND relname = partition_name AND reltuples <= ${MOST_ROWS})
          OR EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                     WHERE indrelid = to_regclass(quote_ident(partition_name))
                       AND relname LIKE partition_name || '_text_%' AND relname >= index_name)
        THEN RETURN false; END IF;
        EXECUTE format('CREATE INDEX %I ON %I USING gin (description %s) WITH (fastupdate = off) WHERE "timestamp" < %L',
          index_name, partition_name, trigrams, day_start AT TIME ZONE 'UTC');
        RETURN true;
      EXCEPTION WHEN lock_not_available THEN RETURN false;
      END $$`);
  }

  /** Those that have a newer one beside them. One that can't be locked at once stays until the next time. */
  async #createDropping(runner: QueryRunner, { schema, asOwner }: Place): Promise<void> {
    await runner.query(`
      CREATE FUNCTION ${schema}.audit_logs_drop_spare_text() RETURNS void ${asOwner} AS $$
      DECLARE
        spare regclass;
      BEGIN
        PERFORM set_config('lock_timeout', '200ms', true);
        FOR spare IN
          SELECT old.indexrelid FROM pg_index AS old JOIN pg_class ON pg_class.oid = old.indexrelid
          WHERE old.indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass)
            AND relname ~ '${PART}'
            AND EXISTS (SELECT FROM pg_index AS newer JOIN pg_class AS newer_class ON newer_class.oid = newer.indexrelid
                        WHERE newer.indrelid = old.indrelid AND newer.indisvalid
                          AND newer_class.relname LIKE left(pg_class.relname, 18) || '_text_%'
                          AND newer_class.relname > pg_class.relname)
        LOOP
          BEGIN
            EXECUTE format('DROP INDEX %s', spare);
          EXCEPTION WHEN lock_not_available THEN NULL;
          END;
        END LOOP;
      END $$`);
  }
}

interface Place {
  readonly schema: string;
  /** How a function is written that works with its owner's rights. */
  readonly asOwner: string;
}
