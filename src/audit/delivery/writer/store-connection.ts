import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { openOwnPool } from '../../audit.data-source.ts';
import { sqlStateOf } from './store-faults.ts';

/** A database that does not answer within this time is treated as away, in milliseconds. */
const QUERY_TIMEOUT_MS = 15_000;

/**
 * One connection of the log's own, made from the host's settings: an exhausted pool of the host does not delay the log,
 * and the log takes none of the host's connections. It is made when it is asked for, and again after it was lost.
 */
export class StoreConnection {
  readonly #host: DataSource;
  #dataSource: Promise<DataSource> | undefined;
  #client: PoolClient | undefined;
  /** How many connections were made. */
  #made = 0;
  /** Resolves when those that came before are done. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(host: DataSource) {
    this.#host = host;
  }

  /** Which one it is, counted from 1; undefined when there is none, as far as is known. */
  get number(): number | undefined {
    return this.#client === undefined ? undefined : this.#made;
  }

  /**
   * Does one thing at a time: who comes meanwhile waits, so that nobody gets into the transaction of another.
   * @throws whatever the driver throws; after all but an answer of the database, the connection is made anew
   */
  use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.#use(work));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    this.#client ??= await this.#connect();
    const client = this.#client;
    try {
      return await work(client);
    } catch (error) {
      if (sqlStateOf(error) === undefined || !(await isUsable(client))) this.#drop(client);
      throw error;
    }
  }

  async close(): Promise<void> {
    const [client, dataSource] = [this.#client, this.#dataSource];
    this.#client = undefined;
    this.#dataSource = undefined;
    client?.release(true);
    await (await dataSource?.catch(() => undefined))?.destroy();
  }

  async #connect(): Promise<PoolClient> {
    this.#dataSource ??= this.#open().catch((error: unknown) => {
      this.#dataSource = undefined;
      throw error;
    });
    const { master } = (await this.#dataSource).driver as unknown as { readonly master: Pool };
    const client = await master.connect();
    client.on('error', () => this.#drop(client));
    this.#made += 1;
    return client;
  }

  #drop(client: PoolClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    client.release(true);
  }

  #open(): Promise<DataSource> {
    return openOwnPool(this.#host, {
      applicationName: 'audit-writer',
      size: 1,
      extra: { connectionTimeoutMillis: QUERY_TIMEOUT_MS, query_timeout: QUERY_TIMEOUT_MS },
    });
  }
}

/** Ends the transaction that was begun; a connection that can't even do that is of no use. */
async function isUsable(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
