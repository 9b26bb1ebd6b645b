import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts that need a new password, and the age of sessions. */
export class PasswordResets1763900006000 implements MigrationInterface {
  readonly name = 'PasswordResets1763900006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN password_reset_required boolean NOT NULL DEFAULT false`);
    // least() leaves out nulls: when a session was over or will be.
    await runner.query(`CREATE INDEX sessions_expires_at_ended_at_idx ON sessions (least(expires_at, ended_at))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sessions_expires_at_ended_at_idx`);
    await runner.query(`ALTER TABLE users DROP COLUMN password_reset_required`);
  }
}
