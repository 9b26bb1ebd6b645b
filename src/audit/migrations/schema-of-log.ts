import type { QueryRunner } from 'typeorm';

/**
 * The schema of `audit_logs` as it stands in SQL, quoted where that is needed. Functions that work with their owner's
 * rights name it, so that nothing that a caller makes elsewhere is taken for a part of the log.
 */
export async function schemaOfLog(runner: QueryRunner): Promise<string> {
  const rows = (await runner.query(
    `SELECT quote_ident(nspname) AS schema FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE pg_class.oid = 'audit_logs'::regclass`,
  )) as readonly { readonly schema: string }[];
  const schema = rows[0]?.schema;
  if (schema === undefined) throw new Error('There is no table audit_logs; run auditMigrations first.');
  return schema;
}
