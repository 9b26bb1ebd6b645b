import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { openOwnPool } from '../audit.data-source.ts';

/**
 * A connection for work that nobody waits for. It is made for each piece of work, is none of the host's, and can be ended
 * in the middle: when the network has lost it, neither the host's pool nor the end of the process waits for it.
 */
export class OwnConnection {
  readonly #host: DataSource;
  readonly #settings: { readonly applicationName: string; readonly timeoutMs: number };
  readonly #open = new Set<PoolClient>();
  #isClosed = false;

  /** @param settings `timeoutMs`: so long a statement may take, and connecting. */
  constructor(host: DataSource, settings: { readonly applicationName: string; readonly timeoutMs: number }) {
    this.#host = host;
    this.#settings = settings;
  }

  /** @throws whatever the driver throws; after {@link close} always */
  async use<T>(
    work: (query: <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>) => Promise<T>,
  ): Promise<T> {
    const { applicationName, timeoutMs } = this.#settings;
    const extra = { connectionTimeoutMillis: timeoutMs };
    const dataSource = await openOwnPool(this.#host, { applicationName, size: 1, extra });
    try {
      const client = await (dataSource.driver as unknown as { readonly master: Pool }).master.connect();
      this.#open.add(client);
      client.on('error', ignore); // the statement that waits is told as well
      try {
        if (this.#isClosed) throw new Error('The application is shutting down.');
        return await work(async <Row>(text: string, values: readonly unknown[] = []) => {
          const config = { text, values: [...values], query_timeout: timeoutMs };
          return (await client.query(config as QueryConfig)).rows as Row[];
        });
      } finally {
        this.#end(client);
      }
    } finally {
      await dataSource.destroy();
    }
  }

  /** Ends what is under way; a statement that waits fails. */
  close(): void {
    this.#isClosed = true;
    for (const client of this.#open) this.#end(client);
  }

  #end(client: PoolClient): void {
    if (this.#open.delete(client)) client.release(true);
  }
}

function ignore(): void {}
