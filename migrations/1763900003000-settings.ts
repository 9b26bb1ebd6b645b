import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What administrators have set; a setting without a row has its default. */
export class Settings1763900003000 implements MigrationInterface {
  readonly name = 'Settings1763900003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE settings (
        key text NOT NULL,
        value jsonb NOT NULL,
        updated_at timestamptz NOT NULL,
        updated_by_id text NOT NULL,
        updated_by_email text NOT NULL,
        CONSTRAINT settings_key_pk PRIMARY KEY (key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE settings`);
  }
}
