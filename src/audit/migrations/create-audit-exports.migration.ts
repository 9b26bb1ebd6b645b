import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exports that are made in the background: what is to be in them, how far they are, and what became of them. */
export class CreateAuditExports1764400200000 implements MigrationInterface {
  readonly name = 'CreateAuditExports1764400200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_log_exports (
        id uuid NOT NULL,
        owner_type text NOT NULL,
        owner_id text,
        owner_label text,
        tenants text[],
        filters jsonb NOT NULL,
        shape jsonb NOT NULL,
        asked_at timestamptz(3) NOT NULL,
        stored_before timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        status text NOT NULL DEFAULT 'waiting',
        reason text,
        rows_done bigint NOT NULL DEFAULT 0,
        rows_total bigint,
        is_total_exact boolean NOT NULL DEFAULT false,
        bytes_done bigint NOT NULL DEFAULT 0,
        newest_entry_at timestamptz(3),
        oldest_entry_at timestamptz(3),
        last_entry_id uuid,
        is_whole boolean NOT NULL DEFAULT false,
        sha256 text,
        ended_at timestamptz(3),
        expires_at timestamptz(3),
        attempts integer NOT NULL DEFAULT 0,
        worker_id uuid,
        lease_until timestamptz(3),
        CONSTRAINT audit_log_exports_pk PRIMARY KEY (id),
        CONSTRAINT audit_log_exports_status_ck
          CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'expired'))
      )`);
    await runner.query('CREATE INDEX audit_log_exports_owner_idx ON audit_log_exports (owner_type, owner_id, id)');
    await runner.query(`
      CREATE INDEX audit_log_exports_open_idx ON audit_log_exports (status, id)
      WHERE status IN ('waiting', 'running', 'done')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log_exports');
  }
}
