/** The columns of a record in the order of the INSERT: field of the JSON line, its type there, column. */
const COLUMNS = [
  ['id', 'uuid', 'id'],
  ['timestamp', 'timestamptz', '"timestamp"'],
  ['category', 'text', 'category'],
  ['actionType', 'text', 'action_type'],
  ['resourceType', 'text', 'resource_type'],
  ['resourceId', 'text', 'resource_id'],
  ['description', 'text', 'description'],
  ['status', 'text', 'status'],
  ['severity', 'text', 'severity'],
  ['errorType', 'text', 'error_type'],
  ['errorFingerprint', 'text', 'error_fingerprint'],
  ['actorType', 'text', 'actor_type'],
  ['userId', 'text', 'user_id'],
  ['userLabel', 'text', 'user_label'],
  ['tenantId', 'text', 'tenant_id'],
  ['ipAddress', 'inet', 'ip_address'],
  ['userAgent', 'text', 'user_agent'],
  ['requestId', 'text', 'request_id'],
  ['traceId', 'text', 'trace_id'],
  ['metadata', 'jsonb', 'metadata'],
] as const;

/** One statement for any number of records; a record that is already there is left as it is. */
export const insertInto = (
  table: string,
): string => `INSERT INTO ${table} (${COLUMNS.map(([, , column]) => column).join(', ')})
SELECT ${COLUMNS.map(([field]) => `r."${field}"`).join(', ')}
FROM json_to_recordset($1::json) AS r(${COLUMNS.map(([field, type]) => `"${field}" ${type}`).join(', ')})
ON CONFLICT DO NOTHING`;

export const INSERT_ENTRIES = { name: 'audit_entries', text: insertInto('audit_logs') } as const;

/**
 * One round trip. Those who write the same writer's numbers wait for each other, so that none sees less than is there.
 * When the network has lost this process, the server ends the transaction before a new connection asks for the lock.
 * @param writer A UUID, which needs no escaping
 */
export const begin = (writer: string): string => `BEGIN;
SET LOCAL synchronous_commit = on; SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '5s';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SELECT pg_advisory_xact_lock(hashtextextended('audit_log_batches ${writer}', 0))`;

/** Nothing is inserted when any of the numbers is there already. */
export const INSERT_BATCH = {
  name: 'audit_batch',
  text: `INSERT INTO audit_log_batches (writer_id, first_seq, last_seq, entries, quarantined, checksum)
SELECT $1::uuid, $2::bigint, $3::bigint, $4::bigint, $5::bigint, $6::bigint
WHERE NOT EXISTS (
  SELECT FROM audit_log_batches WHERE writer_id = $1::uuid AND first_seq <= $3::bigint AND last_seq >= $2::bigint
)`,
} as const;

export const RANGES = `SELECT first_seq::float8 AS first, last_seq::float8 AS last, checksum::float8 AS checksum
FROM audit_log_batches WHERE writer_id = $1 AND last_seq >= $2 ORDER BY first_seq`;

export const REGISTER_WRITER = `INSERT INTO audit_log_writers (writer_id, host, process_id) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING`;

/** A writer that finishes again has taken something after it had finished. */
export const FINISH_WRITER = `UPDATE audit_log_writers SET finished_at = clock_timestamp(), last_seq = $2
WHERE writer_id = $1`;

export const WRITERS_TO_MERGE = `SELECT writer_id AS writer FROM audit_log_batches
WHERE committed_at < now() - make_interval(secs => $1) GROUP BY writer_id HAVING count(*) > 1`;

/** For one writer, whose batches wait meanwhile; those of all others do not. */
export const MERGE_BATCHES = 'SELECT audit_log_merge_batches($1, now() - make_interval(secs => $2))';

/** Which log this is. A copy of a database under another name is another log. */
export const IDENTITY = `SELECT id || '/' || current_database() AS log FROM audit_log_identity`;

/** The table with its schema, as the connection of the log finds it. */
export const TABLE = `SELECT quote_ident(nspname) || '.audit_logs' AS name
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = 'audit_logs'::regclass`;

export const ENSURE_PARTITION = 'SELECT audit_logs_ensure_partition($1)';
