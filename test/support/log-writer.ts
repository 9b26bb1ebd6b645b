import { Client } from 'pg';
import { newRecordId } from '../../src/audit/entry/record-id.ts';

/** What a test says of an entry. */
export interface WrittenEntry {
  readonly description: string;
  readonly timestamp?: Date;
  readonly actionType?: string;
  readonly status?: string;
  readonly tenantId?: string | null;
  readonly metadata?: object;
}

/** Somebody else who writes to the log, in transactions of his own. */
export class LogWriter {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(databaseUrl: string): Promise<LogWriter> {
    const client = new Client({ connectionString: databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    return new LogWriter(client);
  }

  /** BEGIN, COMMIT, ROLLBACK, SAVEPOINT … */
  async run(statement: string): Promise<void> {
    await this.#client.query(statement);
  }

  /** All with one statement. */
  async write(...entries: readonly WrittenEntry[]): Promise<void> {
    const rows = entries.map(({ timestamp = new Date(), metadata = {}, ...given }) => ({
      id: newRecordId(timestamp),
      timestamp,
      actionType: 'update',
      status: 'success',
      tenantId: null,
      metadata,
      ...given,
    }));
    await this.#client.query(
      `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type, tenant_id, metadata)
       SELECT id, "timestamp", 'shop', "actionType", description, status, 'system', "tenantId", metadata
       FROM json_to_recordset($1::json) AS r(id uuid, "timestamp" timestamptz, "actionType" text, description text,
         status text, "tenantId" text, metadata jsonb)`,
      [JSON.stringify(rows)],
    );
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
