import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reading needs: a key for cursors, made at random here, and an index for actors by their label. */
export class ReadAuditLogs1764400000000 implements MigrationInterface {
  readonly name = 'ReadAuditLogs1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit_log_identity
      ADD COLUMN cursor_key text NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text`);
    await runner.query(`
      CREATE INDEX audit_logs_user_label_timestamp_idx ON audit_logs (user_label, "timestamp", id)
      WHERE user_label IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_logs_user_label_timestamp_idx');
    await runner.query('ALTER TABLE audit_log_identity DROP COLUMN cursor_key');
  }
}
