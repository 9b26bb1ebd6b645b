import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Settings1763900003000 implements MigrationInterface {
  readonly name = 'Settings1763900003000';

  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
