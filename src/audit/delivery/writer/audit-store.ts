import { hostname } from 'node:os';
import type { PoolClient, QueryResult } from 'pg';
import type { DataSource, DataSourceOptions, EntityManager } from 'typeorm';
import { dataSourceOf } from '../../audit.data-source.ts';
import { AuditError } from '../../audit.errors.ts';
import { checksumOf, type JournalBatch, jsonOf, type StoredRange } from '../journal/journal-batch.ts';
import { StoreConnection } from './store-connection.ts';
import { isMissingPartition } from './store-faults.ts';
import * as statements from './store-statements.ts';

/** Rows of batches that are older than this are merged, in seconds. */
const MERGE_AFTER_SECONDS = 3_600;

/** TypeORM exports no name for them that all its versions share. */
type PostgresOptions = Extract<DataSourceOptions, { readonly type: 'postgres' }>;

/** What became of a batch. */
export interface StoredBatch {
  /** Whether it was stored. If not, the database has some of its numbers already; nothing was changed. */
  readonly isStored: boolean;
  /** Entries that were there already, under the same id. */
  readonly duplicates: number;
}

/** Writes records to `audit_logs`, and which numbers of which writer they are, over a connection of its own. */
export class AuditStore {
  readonly #host: DataSource;
  readonly #connection: StoreConnection;
  /** The tables of {@link insertIn} by months whose partition is there. */
  readonly #tables = new Map<string, string>();

  constructor(host: DataSource) {
    this.#host = host;
    this.#connection = new StoreConnection(host);
  }

  /** Which connection it has, counted from 1, as far as is known; undefined when there is none. */
  get connection(): number | undefined {
    return this.#connection.number;
  }

  /** Where it writes to, as far as the settings tell, without a password. */
  get target(): string {
    const { host, port, database, schema, url } = this.#host.options as PostgresOptions;
    const address = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
    return [address?.host ?? `${host}:${port}`, address?.pathname ?? database, schema].join(' ');
  }

  /** Which log it is that the database holds. */
  async identity(): Promise<string> {
    const { rows } = await this.#query(statements.IDENTITY);
    return (rows as { log: string }[])[0]?.log ?? '';
  }

  /** Makes a writer known. @returns false when there is one of this id already */
  async register(writer: string): Promise<boolean> {
    const { rowCount } = await this.#query(statements.REGISTER_WRITER, [writer, hostname(), process.pid]);
    return rowCount === 1;
  }

  /** What the database has of a writer from this number on. */
  async ranges(writer: string, from: number): Promise<readonly StoredRange[]> {
    const { rows } = await this.#query(statements.RANGES, [writer, from]);
    return rows as StoredRange[];
  }

  /** Stores all entries of the batch and its numbers, or nothing. */
  async insert(batch: JournalBatch): Promise<StoredBatch> {
    try {
      return await this.#connection.use((client) => insertBatch(client, batch));
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      await this.#ensurePartitions(batch.entries.map(({ line }) => line.toString()));
      return this.#connection.use((client) => insertBatch(client, batch));
    }
  }

  /** Notes that the one entry of this batch is refused: its numbers are not missing. */
  async skip(batch: JournalBatch): Promise<void> {
    await this.#connection.use((client) => insertBatch(client, batch, { isRefused: true }));
  }

  /** All that the writer has ever taken is stored. */
  async finish(writer: string, lastSequence: number): Promise<void> {
    await this.#query(statements.FINISH_WRITER, [writer, lastSequence]);
  }

  /** Makes few rows of the many old ones, so that the table of batches stays small; one writer after the other. */
  async merge(olderThanSeconds: number = MERGE_AFTER_SECONDS): Promise<void> {
    const { rows } = await this.#query(statements.WRITERS_TO_MERGE, [olderThanSeconds]);
    for (const { writer } of rows as { writer: string }[]) {
      await this.#query(statements.MERGE_BATCHES, [writer, olderThanSeconds]);
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
    if (dataSourceOf(manager) !== this.#host) {
      throw new AuditError('AUDIT_NO_TRANSACTION', {
        message:
          "An entry was to be recorded over another DataSource than that of the log; use a manager of the log's.",
      });
    }
    if (manager.queryRunner?.isTransactionActive !== true) throw new AuditError('AUDIT_NO_TRANSACTION');
    const table = await this.#tableFor(line);
    await manager.query(statements.insertInto(table), [`[${line}]`]);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #ensurePartitions(lines: readonly string[]): Promise<void> {
    const months = new Map(lines.map(timestampOf).map((moment) => [monthOf(moment), moment]));
    for (const moment of months.values()) await this.#query(statements.ENSURE_PARTITION, [moment]);
  }

  /** With its schema, as the caller's transaction may have a search path of its own. */
  async #tableFor(line: string): Promise<string> {
    const month = monthOf(timestampOf(line));
    const known = this.#tables.get(month);
    if (known !== undefined) return known;
    await this.#ensurePartitions([line]);
    const { rows } = await this.#query(statements.TABLE);
    const name = (rows as { name: string }[])[0]?.name ?? 'audit_logs';
    this.#tables.set(month, name);
    return name;
  }

  #query(text: string, values: unknown[] = []): Promise<QueryResult> {
    return this.#connection.use((client) => client.query(text, values));
  }
}

/** The batch and its entries in one transaction; the lines go to the database as they were written. */
async function insertBatch(
  client: PoolClient,
  { writer, first, last, entries }: JournalBatch,
  { isRefused }: { readonly isRefused: boolean } = { isRefused: false },
): Promise<StoredBatch> {
  await client.query(statements.begin(writer));
  const [taken, refused] = isRefused ? [[], entries] : [entries, []];
  let stored = 0;
  if (taken.length > 0) {
    const result = await client.query({ ...statements.INSERT_ENTRIES, values: [jsonOf(taken)] });
    stored = result.rowCount ?? 0; // so that the sum of all batches is the number of rows
  }
  const values = [writer, first, last, stored, refused.length, checksumOf(entries)];
  const { rowCount } = await client.query({ ...statements.INSERT_BATCH, values });
  if (rowCount !== 1) {
    await client.query('ROLLBACK');
    return { isStored: false, duplicates: 0 };
  }
  await client.query('COMMIT');
  return { isStored: true, duplicates: taken.length - stored };
}

function timestampOf(line: string): string {
  return (JSON.parse(line) as { timestamp: string }).timestamp;
}

function monthOf(timestamp: string): string {
  return timestamp.slice(0, 'YYYY-MM'.length);
}
