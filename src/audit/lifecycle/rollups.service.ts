import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { OwnConnection } from './own-connection.ts';

/** What was counted since the last time is read by every summary; so often it is made less. */
const COMPACT_EVERY_MS = 60_000;
/** Longest that one folding may take, in milliseconds. */
const FOLD_MS = 300_000;

/**
 * Keeps the counts of the log small: what writers have left is folded into hours and days, each minute and on demand.
 * Summaries are right without it, and become slower. Of several processes one does it, the others pass.
 */
@Injectable()
export class RollupsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(RollupsService.name);
  readonly #connection: OwnConnection;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;
  #isStopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(host: DataSource) {
    this.#connection = new OwnConnection(host, { applicationName: 'audit-rollups', timeoutMs: FOLD_MS });
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#compactQuietly(); // reports its own faults
    }, COMPACT_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    this.#connection.close();
    await this.#running;
  }

  /** Folds what there is. @returns how many rows that were; null when somebody else is at it */
  async compact(): Promise<number | null> {
    const [row] = await this.#connection.use((query) =>
      query<{ readonly folded: number | null }>('SELECT audit_log_rollups_compact()::float8 AS folded'),
    );
    return row?.folded ?? null;
  }

  /** Says only once that it fails, until it works again. */
  async #compactQuietly(): Promise<void> {
    try {
      await this.compact();
      this.#isFailing = false;
    } catch (error) {
      if (this.#isStopping) return;
      if (!this.#isFailing) {
        this.#logger.warn(`The counts of the audit log could not be folded, next try in a minute: ${String(error)}`);
      }
      this.#isFailing = true;
    }
  }
}
