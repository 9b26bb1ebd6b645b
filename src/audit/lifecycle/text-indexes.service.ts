import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { openOwnPool } from '../audit.data-source.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Makes the index for text on the months that are over, at start and then daily, beside everything else. The month that
 * is going on has none, because keeping it up to date would slow down every entry.
 */
@Injectable()
export class TextIndexesService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(TextIndexesService.name);
  readonly #host: DataSource;
  #timer: NodeJS.Timeout | undefined;
  #pool: DataSource | undefined;
  #isStopped = false;

  constructor(host: DataSource) {
    this.#host = host;
  }

  onApplicationBootstrap(): void {
    void this.#run(); // reports its own faults
    this.#timer = setInterval(() => void this.#run(), DAY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#close();
  }

  /**
   * Makes what is missing, one month after the other, over a connection of its own.
   * @returns the partitions that have an index now and had none before
   */
  async makeMissing(): Promise<readonly string[]> {
    const made: string[] = [];
    this.#pool = await openOwnPool(this.#host, { applicationName: 'audit-indexer', size: 1, extra: {} });
    try {
      while (!this.#isStopped) {
        const [row] = await this.#pool.query<{ readonly name: string | null }[]>(
          'SELECT audit_logs_index_text() AS name',
        );
        if (row?.name == null) break;
        made.push(row.name);
      }
    } finally {
      await this.#close();
    }
    return made;
  }

  async #run(): Promise<void> {
    try {
      const made = await this.makeMissing();
      if (made.length > 0) this.#logger.log(`Text can be found quickly in ${made.join(', ')} now`);
    } catch (error) {
      if (this.#isStopped) return;
      this.#logger.warn(`The index for text could not be made, next try in a day: ${String(error)}`);
    }
  }

  async #close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.destroy();
  }
}
