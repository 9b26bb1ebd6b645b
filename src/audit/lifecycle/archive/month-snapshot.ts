import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { monthLock, type MonthState } from '../month-archive.ts';
import { type ArchiveColumn, copiedColumns, digestInPostgres, NO_VALUE } from './archive-columns.ts';
import type { ArchivedPart } from './archive-ledger.ts';
import { type ContentDigest, digestOf, type DigestRow } from './content-digest.ts';
import { CopyOut } from './copy-out.ts';
import { rangeOf } from './months.ts';

/** Its ends. */
export interface MonthEnds {
  readonly firstId: string;
  readonly firstTimestamp: Date;
  readonly lastTimestamp: Date;
}

const COLUMNS = `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
  WHERE attrelid = 'audit_logs'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;

/** `format_type` writes it out; everybody else calls it so. */
const SHORT_TYPES: Readonly<Record<string, string>> = { 'timestamp with time zone': 'timestamptz' };

/** The entries of one month as they were at one moment, whatever comes in meanwhile. */
export class MonthSnapshot {
  readonly #client: PoolClient;
  readonly #rows: string;

  readonly #month: string;

  /** @param only ids of entries; those alone are looked at */
  constructor(client: PoolClient, month: string, only?: readonly string[]) {
    const { from, to } = rangeOf(month);
    const ids = only === undefined ? '' : ` AND id = ANY('{${only.join(',')}}'::uuid[])`;
    this.#client = client;
    this.#month = month;
    this.#rows = `audit_logs WHERE "timestamp" >= '${from.toISOString()}' AND "timestamp" < '${to.toISOString()}'${ids}`;
  }

  /** The same moment, as if there were only these entries. */
  only(ids: readonly string[]): MonthSnapshot {
    return new MonthSnapshot(this.#client, this.#month, ids);
  }

  async state(): Promise<MonthState> {
    const sql = `SELECT count(*)::float8 AS rows, max(recorded_at) AS "lastRecordedAt" FROM ${this.#rows}`;
    const { rows } = await this.#client.query<MonthState>(sql);
    return rows[0] ?? { rows: 0, lastRecordedAt: null };
  }

  /** Those of the parts, none of them sealed, whose entries are in the database: all of them are, so one tells. */
  async held(parts: readonly ArchivedPart[]): Promise<readonly ArchivedPart[]> {
    const sql = `SELECT id FROM ${this.#rows} AND id = ANY($1::uuid[])`;
    const { rows } = await this.#client.query<{ id: string }>(sql, [parts.map(({ firstId }) => firstId)]);
    return parts.filter(({ firstId }) => rows.some(({ id }) => id === firstId));
  }

  async ends(): Promise<MonthEnds> {
    const { rows } = await this.#client.query<MonthEnds>(
      `SELECT min("timestamp") OVER () AS "firstTimestamp", max("timestamp") OVER () AS "lastTimestamp", id AS "firstId"
       FROM (SELECT id, "timestamp" FROM (SELECT id, "timestamp" FROM ${this.#rows} ORDER BY "timestamp", id LIMIT 1) AS first
             UNION ALL
             SELECT id, "timestamp" FROM (SELECT id, "timestamp" FROM ${this.#rows} ORDER BY "timestamp" DESC LIMIT 1) AS last
            ) AS ends ORDER BY "timestamp", id LIMIT 1`,
    );
    if (rows[0] === undefined) throw new Error('A month without entries has no ends');
    return rows[0];
  }

  async columns(): Promise<readonly ArchiveColumn[]> {
    const { rows } = await this.#client.query<ArchiveColumn>(COLUMNS);
    return rows.map(({ name, type }) => ({ name, type: SHORT_TYPES[type] ?? type }));
  }

  async digest(columns: readonly ArchiveColumn[]): Promise<ContentDigest> {
    const { rows } = await this.#client.query<DigestRow>(digestInPostgres(columns, this.#rows));
    return digestOf(rows[0]);
  }

  async serverVersion(): Promise<string> {
    const { rows } = await this.#client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  }

  /** All rows as CSV in the order of their time. To be read to its end; else the connection is lost. */
  copy(columns: readonly ArchiveColumn[]): CopyOut {
    const select = `SELECT ${copiedColumns(columns)} FROM ${this.#rows} ORDER BY "timestamp", id`;
    return this.#client.query(
      new CopyOut(`COPY (${select}) TO STDOUT (FORMAT csv, NULL '${NO_VALUE}', FORCE_QUOTE *)`),
    );
  }

  /** The ids of all rows, one a line. To be read to its end. */
  copyIds(): CopyOut {
    return this.#client.query(new CopyOut(`COPY (SELECT id FROM ${this.#rows}) TO STDOUT (FORMAT csv)`));
  }
}

/** Looks at a month without holding anybody up. */
export async function lookAt<T>(
  { dataSource, month }: { readonly dataSource: DataSource; readonly month: string },
  work: (snapshot: MonthSnapshot) => Promise<T>,
): Promise<T> {
  return withClient(dataSource, (client) => work(new MonthSnapshot(client, month)));
}

/**
 * Works on a month while nobody else archives or restores it, in any process; who comes second waits. All that the
 * snapshot tells is of one moment.
 */
export async function holdingMonth<T>(
  { dataSource, month }: { readonly dataSource: DataSource; readonly month: string },
  work: (snapshot: MonthSnapshot) => Promise<T>,
): Promise<T> {
  return withClient(dataSource, async (client) => {
    const key = [monthLock(month)];
    await client.query('BEGIN');
    await client.query('SET LOCAL statement_timeout = 0'); // waiting for the other one may take as long as its work
    await client.query('SET LOCAL lock_timeout = 0');
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', key);
    await client.query('COMMIT');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const result = await work(new MonthSnapshot(client, month));
    await client.query('COMMIT');
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', key);
    return result;
  });
}

/** After a fault the connection is ended: so are its locks, and a copy that nobody reads any more. */
async function withClient<T>(dataSource: DataSource, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const { master } = dataSource.driver as unknown as { readonly master: { connect(): Promise<PoolClient> } };
  const client = await master.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
