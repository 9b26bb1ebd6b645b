import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { openOwnPool } from '../../audit.data-source.ts';
import { AuditError } from '../../audit.errors.ts';

/** How reading is limited. */
export interface ReadLimits {
  /** Most connections at the same time. */
  readonly connections: number;
  /** Longest a statement may run, in milliseconds. */
  readonly timeoutMs: number;
}

/** Longer than the server's own limit a statement is not waited for by this, in milliseconds. */
const NETWORK_MS = 5_000;

/** `query_canceled`: the server has ended the statement, as it took too long. */
const CANCELED = '57014';

/**
 * Connections for reading, made from the host's settings when they are asked for: however many people look for however
 * much, the host's own pool is not touched, and no statement runs for longer than it may.
 */
export class LogDatabase implements OnApplicationShutdown {
  readonly #host: DataSource;
  readonly #limits: ReadLimits;
  /** How long a statement may take, by connection, as it was last said. */
  readonly #timeouts = new WeakMap<PoolClient, number>();
  #dataSource: Promise<DataSource> | undefined;
  /** Connections that are lent or waited for. */
  #asked = 0;

  constructor(host: DataSource, limits: ReadLimits) {
    this.#host = host;
    this.#limits = limits;
  }

  /** Whether most connections are unused, so that one more question keeps nobody waiting. */
  get hasRoom(): boolean {
    return this.#asked < this.#limits.connections / 2;
  }

  /**
   * The rows of one statement.
   * @param timeoutMs When that is shorter than what the settings allow.
   * @throws {AuditError} AUDIT_QUERY_TOO_SLOW when it takes longer
   * @throws {AuditError} AUDIT_READING_BUSY when no connection becomes free in that time
   */
  query<Row>(
    text: string,
    values: readonly unknown[] = [],
    { timeoutMs }: { readonly timeoutMs?: number } = {},
  ): Promise<Row[]> {
    const limitMs = Math.ceil(timeoutMs ?? this.#limits.timeoutMs);
    return this.#use(limitMs, async (client) => {
      const config = { text, values: [...values], query_timeout: limitMs + NETWORK_MS };
      const { rows } = await client.query(config as QueryConfig);
      return rows as Row[];
    });
  }

  /**
   * Lends a connection for several statements, or a stream; it has to be left as it was found. One on which something
   * has failed is thrown away.
   * @throws {AuditError} as {@link query} does
   */
  use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#use(this.#limits.timeoutMs, work);
  }

  /** Requests are over then. */
  async onApplicationShutdown(): Promise<void> {
    const dataSource = this.#dataSource;
    this.#dataSource = undefined;
    await (await dataSource?.catch(() => undefined))?.destroy();
  }

  async #use<T>(timeoutMs: number, work: (client: PoolClient) => Promise<T>): Promise<T> {
    this.#asked += 1;
    try {
      return await this.#lend(timeoutMs, work);
    } finally {
      this.#asked -= 1;
    }
  }

  async #lend<T>(timeoutMs: number, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let isUsable = false;
    client.on('error', ignore);
    try {
      await this.#limit(client, timeoutMs);
      const result = await work(client);
      isUsable = true;
      return result;
    } catch (error) {
      throw (error as { code?: unknown } | null)?.code === CANCELED
        ? new AuditError('AUDIT_QUERY_TOO_SLOW', { cause: error })
        : error;
    } finally {
      client.off('error', ignore);
      client.release(!isUsable);
    }
  }

  /** Of one that has been used before often nothing has to be said again. */
  async #limit(client: PoolClient, timeoutMs: number): Promise<void> {
    const known = this.#timeouts.get(client);
    if (known === timeoutMs) return;
    await client.query(known === undefined ? sessionOf(timeoutMs) : `SET statement_timeout = ${timeoutMs}`);
    this.#timeouts.set(client, timeoutMs);
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await (await this.#pool()).connect();
    } catch (error) {
      if (!isTimeout(error)) throw error; // none could be made: the database is away
      throw new AuditError('AUDIT_READING_BUSY', { cause: error });
    }
  }

  async #pool(): Promise<Pool> {
    this.#dataSource ??= this.#open().catch((error: unknown) => {
      this.#dataSource = undefined;
      throw error;
    });
    return poolOf(await this.#dataSource);
  }

  #open(): Promise<DataSource> {
    const { connections, timeoutMs } = this.#limits;
    return openOwnPool(this.#host, {
      applicationName: 'audit-reader',
      size: connections,
      extra: { connectionTimeoutMillis: timeoutMs },
    });
  }
}

/**
 * What the pool says when no connection has become free in time, or when a new one could not be made in time. How many
 * it has does not tell: those on which a statement was ended for its time are thrown away, and others take their place.
 */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && /^timeout exceeded|due to connection timeout$/.test(error.message);
}

/** A connection that is lost while it is lent says so twice: to the statement that waits, and here. */
function ignore(): void {}

function poolOf({ driver }: DataSource): Pool {
  return (driver as unknown as { readonly master: Pool }).master;
}

/** Set by a statement, as what stands between us and the server may refuse parameters of the connection. */
function sessionOf(timeoutMs: number): string {
  return `SET statement_timeout = ${timeoutMs}; SET timezone = 'UTC'; SET default_transaction_read_only = on`;
}
