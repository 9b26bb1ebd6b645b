import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { AuditError } from '../audit.errors.ts';
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
const insertInto = (
  table: string,
): string => `INSERT INTO ${table} (${COLUMNS.map(([, , column]) => column).join(', ')})
SELECT ${COLUMNS.map(([field]) => `r."${field}"`).join(', ')}
FROM json_to_recordset($1::json) AS r(${COLUMNS.map(([field, type]) => `"${field}" ${type}`).join(', ')})
ON CONFLICT DO NOTHING`;

const INSERT = insertInto('audit_logs');

/** The table with its schema, as the connection of the log finds it. */
const TABLE = `SELECT quote_ident(nspname) || '.audit_logs' AS name
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = 'audit_logs'::regclass`;

/**
 * Writes records to `audit_logs` over a connection of its own, made from the host's settings: an exhausted pool of the
 * host does not delay the log, and the log takes none of the host's connections.
 */
export class AuditStore {
  readonly #host: DataSource;
  #connection: Promise<DataSource> | undefined;
  /** The tables of {@link insertIn} by months whose partition is there. */
  readonly #tables = new Map<string, string>();

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

  /**
   * Stores one record over the connection of a manager, in the transaction that is open there. The partition of the month
   * is made before, once, over the connection of the log: a transaction that meets a missing one can't go on.
   *
   * @throws {AuditError} AUDIT_NO_TRANSACTION when none is open, or when the manager is of another DataSource
   * @throws whatever the database throws
   */
  async insertIn(manager: EntityManager, line: string): Promise<void> {
    if (manager.dataSource !== this.#host) {
      throw new AuditError('AUDIT_NO_TRANSACTION', {
        message:
          "An entry was to be recorded over another DataSource than that of the log; use a manager of the log's.",
      });
    }
    if (manager.queryRunner?.isTransactionActive !== true) throw new AuditError('AUDIT_NO_TRANSACTION');
    const table = await this.#tableFor(line);
    await manager.query(insertInto(table), [`[${line}]`]);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    const dataSource = await connection?.catch(() => undefined);
    await dataSource?.destroy();
  }

  async #ensurePartitions(lines: readonly string[]): Promise<void> {
    const months = new Map(lines.map(timestampOf).map((moment) => [monthOf(moment), moment]));
    for (const moment of months.values()) {
      await this.#query('SELECT audit_logs_ensure_partition($1)', [moment]);
    }
  }

  /** With its schema, as the caller's transaction may have a search path of its own. */
  async #tableFor(line: string): Promise<string> {
    const month = monthOf(timestampOf(line));
    const known = this.#tables.get(month);
    if (known !== undefined) return known;
    await this.#ensurePartitions([line]);
    const [table] = (await this.#query(TABLE)) as readonly { readonly name: string }[];
    const name = table?.name ?? 'audit_logs';
    this.#tables.set(month, name);
    return name;
  }

  async #query(sql: string, parameters: unknown[] = []): Promise<unknown> {
    const dataSource = await this.#connected();
    return dataSource.query<unknown>(sql, parameters);
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

function timestampOf(line: string): string {
  return (JSON.parse(line) as { timestamp: string }).timestamp;
}

function monthOf(timestamp: string): string {
  return timestamp.slice(0, 'YYYY-MM'.length);
}
