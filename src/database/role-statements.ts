/** The users as a table: each question below gets the names of application, maintenance and migration. */
const LOGINS = `logins AS MATERIALIZED (SELECT $1::text AS application, $2::text AS maintenance, $3::text AS migration)`;

/**
 * Who is a member of which role. Maintenance by the application itself is none of the application's rights: whoever
 * wants that gives it by hand.
 */
export const MEMBERSHIPS = `
WITH ${LOGINS}, wanted (role, login) AS (
  SELECT 'audit_writer', application FROM logins
  UNION SELECT 'audit_reader', application FROM logins
  UNION SELECT 'audit_reader', maintenance FROM logins
  UNION SELECT 'audit_maintainer', maintenance FROM logins WHERE maintenance <> application
  UNION SELECT 'audit_owner', migration FROM logins
)
SELECT format('GRANT %I TO %I', role, login) AS change FROM wanted
WHERE NOT pg_has_role(login::name, role::name, 'USAGE')`;

/**
 * What the application may do with what is not the log: with the rows of the host's tables everything, with the list of
 * migrations nothing. Nobody but the owner makes things in the schema where the log is; the job queue has its own.
 */
export const GRANTS = `
WITH ${LOGINS}, tables AS MATERIALIZED (
  SELECT oid, relkind, unnest(CASE relkind WHEN 'S' THEN ARRAY['USAGE', 'SELECT']
    ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) AS privilege
  FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
    AND relname !~ '^audit_logs?(_|$)' AND relname NOT IN ('migrations', 'migrations_id_seq')
)
SELECT format('GRANT %s ON %s TO %I', privilege, oid::regclass, application) AS change
FROM logins, tables WHERE relkind <> 'S' AND NOT has_table_privilege(application, oid, privilege)
UNION ALL
SELECT format('GRANT %s ON SEQUENCE %s TO %I', privilege, oid::regclass, application)
FROM logins, tables WHERE relkind = 'S' AND NOT has_sequence_privilege(application, oid, privilege)
UNION ALL
SELECT format('GRANT CREATE ON DATABASE %I TO %I', current_database(), application)
FROM logins WHERE NOT has_database_privilege(application, current_database(), 'CREATE')
UNION ALL
SELECT format('REVOKE CREATE ON SCHEMA %s FROM PUBLIC', nspname) FROM pg_namespace, aclexplode(nspacl)
WHERE nspname = 'public' AND grantee = 0 AND privilege_type = 'CREATE'`;

/** The job queue belongs to the application, which makes and migrates its tables; it may have been somebody else's. */
export const JOB_QUEUE = `
WITH ${LOGINS}, things (kind, name, owner, rank) AS (
  SELECT 'SCHEMA', quote_ident(nspname), nspowner, 0 FROM pg_namespace WHERE nspname = 'pgboss'
  UNION ALL
  SELECT 'TABLE', pg_class.oid::regclass::text, relowner, 1 FROM pg_class
  JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'pgboss' AND relkind IN ('r', 'p')
  UNION ALL
  SELECT 'TYPE', pg_type.oid::regtype::text, typowner, 2 FROM pg_type
  JOIN pg_namespace ON pg_namespace.oid = typnamespace WHERE nspname = 'pgboss' AND typtype = 'e'
  UNION ALL
  SELECT 'FUNCTION', pg_proc.oid::regprocedure::text, proowner, 3 FROM pg_proc
  JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE nspname = 'pgboss'
)
SELECT format('ALTER %s %s OWNER TO %I', kind, name, application) AS change
FROM logins, things WHERE pg_get_userbyid(owner) <> application ORDER BY rank, name`;
