import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DataUploads1763900004000 implements MigrationInterface {
  readonly name = 'DataUploads1763900004000';

  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
