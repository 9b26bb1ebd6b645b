import type { Socket } from 'node:net';
import type { PoolClient, QueryConfig } from 'pg';
import type { AuditLog } from '../../entry/audit-log.entity.ts';
import type { LogDatabase } from '../database/log-database.ts';
import type { Selection } from '../selection/condition.ts';
import { ENTRY } from '../selection/entry-columns.ts';
import { SqlValues } from '../selection/sql-values.ts';
import { whereOf } from '../selection/where.ts';
import type { Arrival, LogPosition } from './log-position.ts';
import { type LogSnapshot, parseSnapshot, SettledTime } from './log-snapshot.ts';

/** Entries that are looked at by one statement, whether or not somebody wants them. */
export const PAGE_ROWS = 1_000;

/** Longer than this a statement is not waited for, in milliseconds. */
const QUERY_MS = 10_000;

/** The number of the transaction that has stored a row; its system column has the lower half of it. */
const transactionOf = (xmax: string): string => `${xmax} - ((${xmax} - xmin::text::bigint) & 4294967295)`;

/** An entry that has become visible. */
export interface ArrivedEntry extends Arrival {
  readonly entry: AuditLog;
  /** The places of the selections that it is in. */
  readonly selections: readonly number[];
}

/** One state of the log. */
export interface LogMoment {
  readonly snapshot: LogSnapshot;
  /** The transactions that have stored something lately, have ended, and are not before all that have not. */
  visible(): Promise<readonly number[]>;
  /** The first entries ahead of the position, in the order of when they were stored; {@link PAGE_ROWS} at most. */
  ahead(position: LogPosition, selections: readonly Selection[]): Promise<readonly ArrivedEntry[]>;
}

/** Asks the log for what has become visible. */
export class ArrivalsRepository {
  readonly #database: LogDatabase;
  readonly #settled = new SettledTime();
  /** On which a question is asked at the moment. */
  #client: PoolClient | undefined;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  /** Asks several questions of one and the same state of the log. @throws {AuditError} as {@link LogDatabase.use} does */
  atOneMoment<T>(work: (moment: LogMoment) => Promise<T>): Promise<T> {
    return this.#database.use(async (client) => {
      this.#client = client;
      try {
        const before = await unfinished(client);
        await ask(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off');
        const snapshot = await this.#snapshot(client, before);
        const result = await work({
          snapshot,
          visible: () => visible(client, snapshot),
          ahead: (position, selections) => ahead(client, { snapshot, position, selections }),
        });
        await ask(client, 'COMMIT');
        return result;
      } finally {
        this.#client = undefined;
      }
    });
  }

  /** Waits for no answer any longer: what was asked fails. */
  abandon(): void {
    const connection = this.#client as unknown as { readonly connection: { readonly stream: Socket } } | undefined;
    connection?.connection.stream.destroy();
  }

  async #snapshot(client: PoolClient, before: Unfinished): Promise<LogSnapshot> {
    const [row] = await ask<{ readonly snapshot: string }>(client, 'SELECT pg_current_snapshot()::text AS snapshot');
    if (row === undefined) throw new Error('The database does not tell its snapshot.');
    return { ...parseSnapshot(row.snapshot), at: before.at, settledAt: this.#settled.of(before) };
  }
}

/** What is under way at some time after `at`. */
interface Unfinished {
  readonly at: number;
  readonly unfinished: readonly string[];
}

/** Each transaction, and each part of one, holds a lock on its own number from when it gets one, which is to store something. */
async function unfinished(client: PoolClient): Promise<Unfinished> {
  const [row] = await ask<Unfinished>(
    client,
    `SELECT floor(extract(epoch FROM now()) * 1000)::float8 AS at, ARRAY(
       SELECT transactionid::text FROM pg_locks
       WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted) AS unfinished`,
  );
  if (row === undefined) throw new Error('The database does not tell what is under way.');
  return row;
}

async function visible(client: PoolClient, { xmin, xmax, running, settledAt }: LogSnapshot): Promise<number[]> {
  if (running.length === 0) return []; // all that has ended is before `xmin`
  const rows = await ask<{ readonly transaction: number }>(
    client,
    `SELECT DISTINCT transaction::float8 AS transaction
     FROM (SELECT ${transactionOf('$1::bigint')} AS transaction FROM audit_logs WHERE recorded_at >= $2) AS stored
     WHERE transaction >= $3`,
    [xmax, new Date(settledAt), xmin],
  );
  return rows.map(({ transaction }) => transaction);
}

/** What is new is found by when it was stored, and only that is compared with what is looked for. */
async function ahead(
  client: PoolClient,
  parts: {
    readonly snapshot: LogSnapshot;
    readonly position: LogPosition;
    readonly selections: readonly Selection[];
  },
): Promise<ArrivedEntry[]> {
  const { since, floor, taken, open, upTo } = parts.position;
  const values = new SqlValues();
  const transaction = transactionOf(`${values.add(parts.snapshot.xmax)}::bigint`);
  const isAhead = [
    `(transaction >= ${values.add(floor)}::bigint AND transaction <> ALL(${values.add(taken)}::bigint[])
       OR transaction = ANY(${values.add(open)}::bigint[]))`,
    ...(upTo === undefined
      ? []
      : [
          `NOT (transaction = ANY(${values.add(upTo.transactions)}::bigint[])
       AND (recorded_at, id) <= (${values.add(new Date(upTo.at))}::timestamptz, ${values.add(upTo.id)}::uuid))`,
        ]),
  ];
  const stored = `SELECT audit_logs.*, ${transaction} AS transaction FROM audit_logs
    WHERE recorded_at >= ${values.add(new Date(since))}::timestamptz`;
  const matches = parts.selections.map((each, place) => `CASE WHEN ${whereOf(each, values)} THEN ${place} END`);
  const rows = await ask<AuditLog & { readonly transaction: number; readonly selections: readonly number[] }>(
    client,
    `WITH arrived AS MATERIALIZED (
       SELECT * FROM (${stored}) AS stored WHERE ${isAhead.join(' AND ')}
       ORDER BY recorded_at, id LIMIT ${PAGE_ROWS})
     SELECT ${ENTRY}, transaction::float8 AS transaction,
       array_remove(ARRAY[${matches.join(', ')}]::int[], NULL) AS selections
     FROM arrived ORDER BY recorded_at, id`,
    values.all,
  );
  return rows.map(({ transaction: number, selections, ...entry }) => ({
    transaction: number,
    at: entry.recordedAt.getTime(),
    id: entry.id,
    entry,
    selections,
  }));
}

async function ask<Row = never>(client: PoolClient, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  // Several statements at once take no parameters.
  const config = { text, ...(values.length > 0 && { values: [...values] }), query_timeout: QUERY_MS };
  const { rows } = await client.query(config as QueryConfig);
  return rows as Row[];
}
