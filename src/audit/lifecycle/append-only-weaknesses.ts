/**
 * What would let the role of this connection change the log, one sentence a row, the same whatever it inherits: what it
 * could only do after `SET ROLE` counts as well. Who is a superuser may do everything, so that nothing else is said.
 *
 * A trigger counts when it is of the table itself, refuses the statement before it does anything, and fires always: one
 * that a partition has from `audit_logs` goes when the partition is detached, and one that is merely enabled is passed
 * over by `session_replication_role = replica`.
 *
 * It takes no lock on the log: a start does not wait for whoever has locked it.
 */
export const WEAKNESSES = `
WITH roles AS MATERIALIZED (
  SELECT oid, rolname, rolsuper, rolcreaterole FROM pg_roles WHERE pg_has_role(oid, 'MEMBER')
), power AS MATERIALIZED (
  SELECT CASE WHEN rolsuper THEN 'it is a superuser'
    ELSE format('it may write files or run programs of the server as a member of %s', rolname) END AS weakness
  FROM roles WHERE rolsuper OR rolname IN ('pg_execute_server_program', 'pg_write_server_files')
  ORDER BY NOT rolsuper LIMIT 1
), log AS MATERIALIZED (
  SELECT pg_class.oid, relowner, relnamespace, pg_class.oid::regclass::text AS name
  FROM (SELECT 'audit_logs'::regclass::oid AS relid
        UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass) AS tables
  JOIN pg_class ON pg_class.oid = relid
), refusals AS MATERIALIZED (
  SELECT pg_proc.oid, proowner FROM pg_proc WHERE pg_proc.oid = to_regprocedure('audit_logs_refuse_change()')
), owners AS MATERIALIZED (
  SELECT relowner AS owner, format('owns %s', name) AS what, 1 AS rank FROM log
  UNION ALL SELECT proowner, 'owns the function of its triggers', 2 FROM refusals
  UNION ALL SELECT nspowner, format('owns the schema %I of the log', nspname), 3
    FROM pg_namespace WHERE oid IN (SELECT relnamespace FROM log)
  UNION ALL SELECT datdba, format('owns the database %I', datname), 4 FROM pg_database WHERE datname = current_database()
), rights AS MATERIALIZED (
  SELECT name, privilege FROM log, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
  WHERE EXISTS (SELECT FROM roles WHERE NOT rolsuper AND NOT pg_has_role(roles.oid, relowner, 'USAGE') AND (
    has_table_privilege(roles.oid, log.oid, privilege)
    OR privilege = 'UPDATE' AND has_any_column_privilege(roles.oid, log.oid, privilege)))
), guarded AS MATERIALIZED (
  SELECT name, coalesce(bit_or(tgtype::integer) FILTER (WHERE tgenabled = 'A' AND tgtype & 2 = 2), 0) & 56 AS refused
  FROM log LEFT JOIN pg_trigger ON tgrelid = log.oid AND tgfoid IN (SELECT oid FROM refusals)
    AND tgparentid = 0 AND tgqual IS NULL AND tgattr = ''
  GROUP BY name
), found AS (
  SELECT 1 AS rank, weakness FROM power
  UNION ALL
  SELECT rank + 1, format('it %s%s', min(what), CASE WHEN count(*) > 1 THEN format(' and %s more of its tables', count(*) - 1) END)
  FROM owners WHERE pg_has_role(owner, 'MEMBER') GROUP BY rank
  UNION ALL
  SELECT 6, format('it may make itself a member of %s', owner::regrole)
  FROM (SELECT DISTINCT owner FROM owners WHERE rank = 1) AS owned
  WHERE NOT pg_has_role(owner, 'MEMBER') AND CASE WHEN current_setting('server_version_num')::integer >= 160000
    THEN pg_has_role(owner, 'MEMBER WITH ADMIN OPTION') ELSE EXISTS (SELECT FROM roles WHERE rolcreaterole) END
  UNION ALL
  SELECT 7, format('it may make functions in the schema %I, where those of the log look for theirs', nspname)
  FROM pg_namespace
  WHERE oid IN (SELECT relnamespace FROM log) AND EXISTS (
    SELECT FROM roles WHERE NOT rolsuper AND has_schema_privilege(roles.oid, pg_namespace.oid, 'CREATE')
      AND NOT EXISTS (SELECT FROM owners WHERE pg_has_role(roles.oid, owner, 'USAGE')))
  UNION ALL
  SELECT 8, format('it has the right to %s on %s%s', privilege, min(name),
    CASE WHEN count(*) > 1 THEN format(' and %s more of its tables', count(*) - 1) END)
  FROM rights GROUP BY privilege
), unguarded AS (
  SELECT 9 AS rank, format('no trigger that always fires refuses %s on %s%s', string_agg(DISTINCT verb, ', '), min(name),
    CASE WHEN count(DISTINCT name) > 1 THEN format(' and %s more of its tables', count(DISTINCT name) - 1) END) AS weakness
  FROM guarded, (VALUES (16, 'UPDATE'), (8, 'DELETE'), (32, 'TRUNCATE')) AS verbs (bit, verb)
  WHERE refused & bit = 0
  HAVING count(*) > 0
)
SELECT current_user::text AS role, weakness FROM (
  SELECT * FROM found WHERE rank = 1 OR NOT EXISTS (SELECT FROM power)
  UNION ALL SELECT * FROM unguarded
) AS all_of_them ORDER BY rank, weakness`;
