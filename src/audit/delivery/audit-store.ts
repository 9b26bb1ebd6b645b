import { DataSource, QueryFailedError } from 'typeorm';
import { isMissingPartition } from './store-faults.ts';

/** A database that does not answer within this time is treated as away, in milliseconds. */
const QUERY_TIMEOUT_MS = 15_000;

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
const INSERT = `INSERT INTO audit_logs (${COLUMNS.map(([, , column]) => column).join(', ')})
SELECT ${COLUMNS.map(([field]) => `r."${field}"`).join(', ')}
FROM json_to_recordset($1::json) AS r(${COLUMNS.map(([field, type]) => `"${field}" ${type}`).join(', ')})
ON CONFLICT DO NOTHING`;

/**
 * Writes records to `audit_logs` over a connection of its own, made from the host's settings: an exhausted pool of the
 * host does not delay the log, and the log takes none of the host's connections.
 */
export class AuditStore {
  readonly #host: DataSource;
  #connection: Promise<DataSource> | undefined;

  constructor(host: DataSource) {
    this.#host = host;
  }

  /**
   * Stores the records; the ones that are there already are left alone. All of them are stored, or none.
   * @param lines Records as JSON
   */
  async insert(lines: readonly string[]): Promise<void> {
    try {
      await this.#query(INSERT, [`[${lines.join(',')}]`]);
    } catch (error) {
      if (!(error instanceof QueryFailedError) || !isMissingPartition(error)) throw error;
      await this.#ensurePartitions(lines);
      await this.#query(INSERT, [`[${lines.join(',')}]`]);
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    const dataSource = await connection?.catch(() => undefined);
    await dataSource?.destroy();
  }

  async #ensurePartitions(lines: readonly string[]): Promise<void> {
    const moments = lines.map((line) => (JSON.parse(line) as { timestamp: string }).timestamp);
    const months = new Map(moments.map((moment) => [moment.slice(0, 'YYYY-MM'.length), moment]));
    for (const moment of months.values()) {
      await this.#query('SELECT audit_logs_ensure_partition($1)', [moment]);
    }
  }

  async #query(sql: string, parameters: unknown[]): Promise<void> {
    const dataSource = await this.#connected();
    await dataSource.query(sql, parameters);
  }

  #connected(): Promise<DataSource> {
    this.#connection ??= this.#connect().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  #connect(): Promise<DataSource> {
    const { options } = this.#host;
    if (options.type !== 'postgres')
      throw new Error(`The audit log needs PostgreSQL; this DataSource is ${options.type}.`);
    return new DataSource({
      ...options,
      entities: [],
      migrations: [],
      subscribers: [],
      synchronize: false,
      dropSchema: false,
      migrationsRun: false,
      cache: false,
      logging: false,
      poolSize: 1,
      poolErrorHandler: () => undefined, // the next query meets the same fault and is retried by the writer
      applicationName: 'audit-writer',
      extra: {
        ...(options.extra as object | undefined),
        keepAlive: true,
        connectionTimeoutMillis: QUERY_TIMEOUT_MS,
        query_timeout: QUERY_TIMEOUT_MS,
      },
    }).initialize();
  }
}
