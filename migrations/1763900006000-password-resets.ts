import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PasswordResets1763900006000 implements MigrationInterface {
  readonly name = 'PasswordResets1763900006000';

  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
