import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The role `admin` may place and release legal holds. */
export class LegalHolds1763900007000 implements MigrationInterface {
  readonly name = 'LegalHolds1763900007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE roles SET permissions = permissions || '{audit:hold}' WHERE name = 'admin'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE roles SET permissions = array_remove(permissions, 'audit:hold')`);
  }
}
