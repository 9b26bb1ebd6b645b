import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds what was stored since a moment, whenever it has happened: who follows the log asks every second.
 * @see docs/adr/0017-live-stream.md
 */
export class IndexAuditArrivals1764481000000 implements MigrationInterface {
  readonly name = 'IndexAuditArrivals1764481000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX audit_logs_recorded_at_idx ON audit_logs (recorded_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_logs_recorded_at_idx');
  }
}
