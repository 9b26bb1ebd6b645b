import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the delivery keeps beside the entries: which numbers of which writer are stored, so that nothing is stored twice
 * and whatever is missing shows; who the writers are; and which log this is, so that journals find their own.
 */
export class CreateAuditDelivery1764300000000 implements MigrationInterface {
  readonly name = 'CreateAuditDelivery1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log_batches (
        writer_id uuid NOT NULL,
        first_seq bigint NOT NULL,
        last_seq bigint NOT NULL,
        entries bigint NOT NULL,
        quarantined bigint NOT NULL DEFAULT 0,
        checksum bigint,
        committed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT audit_log_batches_pk PRIMARY KEY (writer_id, first_seq),
        CONSTRAINT audit_log_batches_range_ck CHECK (last_seq >= first_seq)
      )`);
    await runner.query(`
      CREATE TABLE audit_log_writers (
        writer_id uuid NOT NULL,
        host text NOT NULL,
        process_id integer NOT NULL,
        started_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz(3),
        last_seq bigint,
        CONSTRAINT audit_log_writers_pk PRIMARY KEY (writer_id)
      )`);
    await runner.query(`
      CREATE TABLE audit_log_identity (
        is_this boolean NOT NULL DEFAULT true,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        CONSTRAINT audit_log_identity_pk PRIMARY KEY (is_this),
        CONSTRAINT audit_log_identity_one_ck CHECK (is_this)
      )`);
    await runner.query('INSERT INTO audit_log_identity DEFAULT VALUES');
    await this.#createMerge(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION audit_log_merge_batches(uuid, timestamptz)');
    await runner.query('DROP TABLE audit_log_identity');
    await runner.query('DROP TABLE audit_log_writers');
    await runner.query('DROP TABLE audit_log_batches');
  }

  /**
   * Rows of old batches that follow each other become one, so that the table stays small. It works with its owner's
   * rights: the application's role need not be one that can delete here.
   */
  async #createMerge(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_log_merge_batches(writer uuid, before timestamptz) RETURNS bigint LANGUAGE plpgsql
      SECURITY DEFINER SET search_path FROM CURRENT AS $$
      DECLARE
        merged bigint;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit_log_batches ' || writer, 0));
        WITH old AS (
          DELETE FROM audit_log_batches WHERE writer_id = writer AND committed_at < before RETURNING *
        ), marked AS (
          SELECT *, first_seq - sum(last_seq - first_seq + 1) OVER (ORDER BY first_seq) + (last_seq - first_seq + 1) AS island
          FROM old
        )
        INSERT INTO audit_log_batches (writer_id, first_seq, last_seq, entries, quarantined, checksum, committed_at)
        SELECT writer, min(first_seq), max(last_seq), sum(entries), sum(quarantined),
          CASE WHEN count(*) = 1 THEN min(checksum) END, max(committed_at)
        FROM marked GROUP BY island;
        GET DIAGNOSTICS merged = ROW_COUNT;
        RETURN merged;
      END $$`);
  }
}
