import type { QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/**
 * What `audit_writer` and `audit_maintainer` may do with which table; `audit_reader` may read all of them. Every table of
 * the library is named, also one that is only written to by functions.
 */
export const TABLES: Readonly<
  Record<string, { readonly writer?: readonly string[]; readonly maintainer?: readonly string[] }>
> = {
  audit_logs: { writer: ['INSERT'] },
  audit_log_batches: { writer: ['SELECT', 'INSERT'] },
  audit_log_writers: { writer: ['SELECT', 'INSERT', 'UPDATE'] },
  audit_log_identity: { writer: ['SELECT'] },
  audit_log_exports: { writer: ['SELECT', 'INSERT', 'UPDATE'] },
  audit_log_archives: { maintainer: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  audit_log_holds: { writer: ['SELECT', 'INSERT', 'UPDATE'] },
  audit_log_partial_months: { maintainer: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  audit_log_rollup_deltas: {},
  audit_log_rollups: {},
  audit_log_rollup_days: {},
  audit_log_rollup_actors: {},
};

/**
 * Who may call which functions that work with their owner's rights, by the beginning of their names. Every one of the
 * library is named; `nobody` but the owner calls those of triggers, and those that others call.
 */
export const FUNCTIONS: Readonly<Record<string, 'audit_writer' | 'audit_maintainer' | 'nobody'>> = {
  audit_logs_ensure_partition: 'audit_writer',
  audit_log_merge_batches: 'audit_writer',
  audit_logs_index_text: 'audit_writer',
  audit_logs_index_recent_text: 'audit_writer',
  audit_logs_drop_spare_text: 'audit_writer',
  audit_log_rollups_compact: 'audit_writer',
  audit_log_rollups_rebuild: 'audit_maintainer',
  audit_log_rollups_fold: 'nobody',
  audit_logs_count: 'nobody',
  audit_maintain_: 'audit_maintainer',
};

/** Tables and functions of the log, by regular expression: a host's own `audit_logins` is none. */
export const LOG_TABLE = '^audit_logs?(_|$)';
export const LOG_FUNCTION = '^audit_(logs?|maintain)_';

/**
 * Makes the roles `audit_owner`, `audit_writer`, `audit_reader` and `audit_maintainer` where they are missing, and gives
 * each table and function of the log its owner and rights, also those that were made since the last time. It may be
 * called at every start, and by several at once.
 *
 * It needs a role that owns what is there or is a member of `audit_owner`; for making the roles also `CREATEROLE`.
 * @param runner `dataSource.createQueryRunner()`
 */
export async function applyAuditRoles(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) return applyInTransaction(runner);
  await runner.startTransaction();
  try {
    await applyInTransaction(runner);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/** Those who do it at once take turns: two that change one function at the same time both fail. */
async function applyInTransaction(runner: QueryRunner): Promise<void> {
  await runner.query(`SELECT pg_advisory_xact_lock(hashtext('audit_logs_apply_roles'))`);
  const schema = await schemaOfLog(runner);
  await runner.query(CREATE_ROLES);
  await runner.query(applyRolesFunction(schema));
  await runner.query(`SELECT ${schema}.audit_logs_apply_roles()`);
}

/** The same where the roles are in use already, with what the library knows now; else nothing. */
export async function renewAuditRoles(runner: QueryRunner): Promise<void> {
  const rows: readonly unknown[] = await runner.query(
    `SELECT WHERE to_regprocedure('audit_logs_apply_roles()') IS NOT NULL`,
  );
  if (rows.length > 0) await applyAuditRoles(runner);
}

/**
 * Roles belong to the whole server: another database may make the same ones at this moment, which shows as one of these
 * errors; then there is nothing left to do. Who is no superuser has to be a member to give things to the owner.
 */
const CREATE_ROLES = `
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['audit_owner', 'audit_writer', 'audit_reader', 'audit_maintainer'] LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted);
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  FOR attempt IN 1..10 LOOP
    EXIT WHEN pg_has_role('audit_owner', 'USAGE');
    BEGIN
      EXECUTE format('GRANT audit_owner TO %I', current_user);
    EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
    END;
  END LOOP;
END $$`;

const rows = (all: readonly (readonly string[])[]): string =>
  all.map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`).join(', ');

/** Changes only what is not as it should be: at a start where nothing is new it takes no lock on a table. */
const applyRolesFunction = (schema: string): string => `
CREATE OR REPLACE FUNCTION ${schema}.audit_logs_apply_roles() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  home CONSTANT regnamespace := '${schema}';
  change text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit_logs_apply_roles'));
  -- A partition that is being made would get its owner from the function as it was.
  PERFORM pg_advisory_xact_lock(hashtext('audit_logs_ensure_partition'));
  FOR change IN
    SELECT format('GRANT %s ON SCHEMA %s TO %s', privilege, home, grantee)
    FROM (VALUES ('USAGE', 'audit_owner'), ('CREATE', 'audit_owner'), ('USAGE', 'audit_writer'),
      ('USAGE', 'audit_reader'), ('USAGE', 'audit_maintainer')) AS wanted (privilege, grantee)
    WHERE NOT has_schema_privilege(grantee, home::oid, privilege)
  LOOP EXECUTE change; END LOOP;

  FOR change IN
    SELECT format('ALTER TABLE %s OWNER TO audit_owner', oid::regclass)
    FROM pg_class
    WHERE relnamespace = home AND relname ~ '${LOG_TABLE}' AND relkind IN ('r', 'p', 'v', 'm')
      AND relowner <> 'audit_owner'::regrole
    ORDER BY relkind <> 'p', relname
  LOOP EXECUTE change; END LOOP;

  FOR change IN
    WITH log AS (
      SELECT oid, relname, relacl FROM pg_class
      WHERE relnamespace = home AND relname ~ '${LOG_TABLE}' AND relkind IN ('r', 'p', 'v', 'm')
    ), wanted AS (
      SELECT oid, 'audit_reader' AS grantee, 'SELECT' AS privilege FROM log
      UNION ALL
      SELECT oid, rights.grantee, rights.privilege
      FROM log JOIN (VALUES ${rows(tableRights())}) AS rights (relname, grantee, privilege) USING (relname)
    ), present AS (
      SELECT oid, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee, privilege_type AS privilege
      FROM log, aclexplode(relacl)
      WHERE grantee IN (0, 'audit_writer'::regrole, 'audit_reader'::regrole, 'audit_maintainer'::regrole)
    )
    SELECT format('REVOKE %s ON %s FROM %s', privilege, oid::regclass, grantee)
    FROM (SELECT * FROM present EXCEPT SELECT * FROM wanted) AS surplus
    UNION ALL
    SELECT format('GRANT %s ON %s TO %s', privilege, oid::regclass, grantee)
    FROM (SELECT * FROM wanted EXCEPT SELECT * FROM present) AS missing
  LOOP EXECUTE change; END LOOP;

  FOR change IN
    SELECT format('ALTER FUNCTION %s OWNER TO audit_owner', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = home AND proname ~ '${LOG_FUNCTION}' AND proowner <> 'audit_owner'::regrole
    UNION ALL
    SELECT format('ALTER FUNCTION %s SET search_path = pg_catalog, %s, pg_temp', oid::regprocedure, home)
    FROM pg_proc WHERE pronamespace = home AND proname ~ '${LOG_FUNCTION}' AND prosecdef
      AND NOT coalesce(proconfig @> ARRAY[format('search_path=pg_catalog, %s, pg_temp', home)], false)
  LOOP EXECUTE change; END LOOP;

  FOR change IN
    WITH functions AS (
      SELECT oid, proname, proacl, proowner FROM pg_proc
      WHERE pronamespace = home AND proname ~ '${LOG_FUNCTION}' AND prosecdef
    ), wanted AS (
      SELECT oid, grantee FROM functions JOIN (VALUES ${rows(callers())}) AS calls (prefix, grantee)
        ON starts_with(proname, prefix)
    ), present AS (
      SELECT oid, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee
      FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner)))
      WHERE grantee IN (0, 'audit_writer'::regrole, 'audit_reader'::regrole, 'audit_maintainer'::regrole)
    )
    SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM %s', oid::regprocedure, grantee)
    FROM (SELECT * FROM present EXCEPT SELECT * FROM wanted) AS surplus
    UNION ALL
    SELECT format('GRANT EXECUTE ON FUNCTION %s TO %s', oid::regprocedure, grantee)
    FROM (SELECT * FROM wanted EXCEPT SELECT * FROM present) AS missing
  LOOP EXECUTE change; END LOOP;
END $$`;

function tableRights(): readonly (readonly string[])[] {
  return Object.entries(TABLES).flatMap(([table, { writer = [], maintainer = [] }]) => [
    ...writer.map((right) => [table, 'audit_writer', right]),
    ...maintainer.map((right) => [table, 'audit_maintainer', right]),
  ]);
}

function callers(): readonly (readonly string[])[] {
  return Object.entries(FUNCTIONS).filter(([, caller]) => caller !== 'nobody');
}
