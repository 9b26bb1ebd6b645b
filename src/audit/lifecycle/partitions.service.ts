import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So far ahead the months have their partition, that a quarter without a restart or a timer needs no other help. */
const MONTHS_AHEAD = 3;

/**
 * Makes the partitions of the coming months ahead of time, at start and then daily. An entry whose month has none all
 * the same is not lost: the writer makes it on demand.
 */
@Injectable()
export class PartitionsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(PartitionsService.name);
  readonly #dataSource: DataSource;
  readonly #clock: () => Date;
  #timer: NodeJS.Timeout | undefined;

  constructor(dataSource: DataSource, clock: () => Date) {
    this.#dataSource = dataSource;
    this.#clock = clock;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#keepAhead();
    this.#timer = setInterval(() => void this.#keepAhead(), DAY_MS).unref(); // reports its own faults
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Makes the partitions from this month to {@link MONTHS_AHEAD} months ahead, where they are missing. */
  async ensureAhead(): Promise<void> {
    const now = this.#clock();
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
      await this.#dataSource.query('SELECT audit_logs_ensure_partition($1)', [month]);
    }
  }

  async #keepAhead(): Promise<void> {
    try {
      await this.ensureAhead();
    } catch (error) {
      this.#logger.warn(`Partitions for the coming months could not be made, next try in a day: ${String(error)}`);
    }
  }
}
