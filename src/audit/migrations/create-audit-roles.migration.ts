import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applyAuditRoles } from './audit-roles.ts';
import { schemaOfLog } from './schema-of-log.ts';

/** Takes the log out of the hands of the application: see {@link applyAuditRoles}. */
export class CreateAuditRoles1764460000000 implements MigrationInterface {
  readonly name = 'CreateAuditRoles1764460000000';

  up(runner: QueryRunner): Promise<void> {
    return applyAuditRoles(runner);
  }

  /** The log belongs again to who undoes this. The roles stay: other databases of the server may have them too. */
  async down(runner: QueryRunner): Promise<void> {
    const schema = await schemaOfLog(runner);
    await runner.query(`DROP FUNCTION ${schema}.audit_logs_apply_roles()`);
    await runner.query(`
      DO $$
      DECLARE
        change text;
      BEGIN
        FOR change IN
          SELECT format('ALTER TABLE %s OWNER TO CURRENT_USER', oid::regclass) FROM pg_class
          WHERE relnamespace = '${schema}'::regnamespace AND relowner = 'audit_owner'::regrole
            AND relkind IN ('r', 'p', 'v', 'm')
          UNION ALL
          SELECT format('ALTER FUNCTION %s OWNER TO CURRENT_USER', oid::regprocedure) FROM pg_proc
          WHERE pronamespace = '${schema}'::regnamespace AND proowner = 'audit_owner'::regrole
        LOOP EXECUTE change; END LOOP;
      END $$`);
  }
}
