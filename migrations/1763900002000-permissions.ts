import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The role `admin` gets the permissions of the modules that came after the accounts. */
export class Permissions1763900002000 implements MigrationInterface {
  readonly name = 'Permissions1763900002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE roles SET permissions = permissions || '{roles:read,roles:write,roles:assign,data:read,data:upload,
        data:reconcile,settings:read,settings:write,system:read,system:write}'
      WHERE name = 'admin'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE roles SET permissions = array(
        SELECT permission FROM unnest(permissions) AS permission
        WHERE permission !~ '^(roles|data|settings|system):')`);
  }
}
