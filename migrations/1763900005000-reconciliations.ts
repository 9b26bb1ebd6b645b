import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reconciliations1763900005000 implements MigrationInterface {
  readonly name = 'Reconciliations1763900005000';

  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
