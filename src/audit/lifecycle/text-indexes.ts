import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { OwnConnection } from './own-connection.ts';

/** When most who write entries are asleep, where this process is. */
const QUIET_HOUR = 3;
/** Longest that one index may take, in milliseconds. */
const INDEX_MS = 3_600_000;
/** Longest wait for the server to hear that an index is given up. */
const CANCEL_MS = 1_000;

/**
 * Makes the indexes by which text is found, by one instance at a time: that of a month once the month is over, at start
 * and nightly; in the night also one of all that the present month has of past days. Inserts into that month wait
 * meanwhile; all other months are written and read as ever. Where the server has no pg_trgm it says so once, and searching
 * reads the months row by row.
 * @see docs/adr/0014-text-search.md
 */
@Injectable()
export class TextIndexes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(TextIndexes.name);
  readonly #dataSource: DataSource;
  readonly #connection: OwnConnection;
  readonly #clock: () => Date;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopping = false;
  /** The server's process that makes an index just now. */
  #backend: number | undefined;

  constructor(dataSource: DataSource, clock: () => Date) {
    this.#dataSource = dataSource;
    this.#connection = new OwnConnection(dataSource, { applicationName: 'audit-indexer', timeoutMs: INDEX_MS });
    this.#clock = clock;
  }

  /** The start does not wait for it: many rows take minutes. */
  onApplicationBootstrap(): void {
    this.#round = this.#keepIndexed(); // reports its own faults
    this.#awaitNight();
  }

  /** An index that is half made is given up; the next start makes it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const backend = this.#backend;
    if (backend !== undefined) await this.#cancel(backend);
    this.#connection.close();
    await this.#round;
  }

  /**
   * Makes those that are missing, the newest month first.
   * @returns the months that have got one, `2026-10`
   */
  async buildMissing(): Promise<readonly string[]> {
    return this.#stoppable(async (query) => {
      const built: string[] = [];
      for (const { month, start } of await query<Month>(MONTHS_WITHOUT, [this.#clock()])) {
        if (this.#isStopping) break;
        const [row] = await query<{ readonly built: boolean }>('SELECT audit_logs_index_text($1) AS built', [start]);
        if (row?.built === true) built.push(month);
      }
      await query('SELECT audit_logs_drop_spare_text()');
      return built;
    });
  }

  /**
   * Makes that of the present month's past days, and drops the one of the night before.
   * @returns whether there is a new one
   */
  async buildRecent(): Promise<boolean> {
    return this.#stoppable(async (query) => {
      const text = 'SELECT audit_logs_index_recent_text($1) AS built';
      const [row] = await query<{ readonly built: boolean }>(text, [this.#clock()]);
      await query('SELECT audit_logs_drop_spare_text()');
      return row?.built === true;
    });
  }

  /** Whether the server can index text at all. */
  isPossible(): Promise<boolean> {
    return this.#connection.use(async (query) => {
      const found = await query(`SELECT FROM pg_extension WHERE extname = 'pg_trgm'`);
      return found.length > 0;
    });
  }

  #awaitNight(): void {
    const now = this.#clock();
    this.#timer = setTimeout(
      () => {
        this.#round = this.#round.then(() => this.#keepIndexed()).then(() => this.#keepRecentIndexed());
        this.#awaitNight();
      },
      nightAfter(now).getTime() - now.getTime(),
    ).unref();
  }

  /** Work that is given up when the application ends. */
  #stoppable<T>(work: (query: Ask) => Promise<T>): Promise<T> {
    return this.#connection.use(async (query) => {
      const [self] = await query<{ readonly backend: number }>('SELECT pg_backend_pid() AS backend');
      this.#backend = self?.backend;
      try {
        return await work(query);
      } finally {
        this.#backend = undefined;
      }
    });
  }

  /** The server goes on without its client until it is told; a database that does not hear it is not waited for. */
  async #cancel(backend: number): Promise<void> {
    const other = new OwnConnection(this.#dataSource, { applicationName: 'audit-indexer', timeoutMs: CANCEL_MS });
    await other.use((query) => query('SELECT pg_cancel_backend($1)', [backend])).catch(() => undefined);
  }

  async #keepIndexed(): Promise<void> {
    if (this.#isStopping) return;
    try {
      if (await this.isPossible()) {
        for (const month of await this.buildMissing()) this.#logger.log(`The text of ${month} is indexed.`);
      } else {
        this.#logger.warn(
          'The database has no pg_trgm, so searching text in the audit log reads row by row; ' +
            'have it installed with CREATE EXTENSION pg_trgm.',
        );
      }
    } catch (error) {
      if (this.#isStopping) return;
      this.#logger.warn(`The text of past months could not be indexed, next try in a day: ${String(error)}`);
    }
  }

  async #keepRecentIndexed(): Promise<void> {
    if (this.#isStopping) return;
    try {
      await this.buildRecent();
    } catch (error) {
      if (this.#isStopping) return;
      this.#logger.warn(`The text of past days could not be indexed, next try in a day: ${String(error)}`);
    }
  }
}

/** The next time that it is that hour, whatever the clocks are changed to. */
export function nightAfter(now: Date): Date {
  const night = new Date(now);
  night.setHours(QUIET_HOUR, 0, 0, 0);
  if (night <= now) night.setDate(night.getDate() + 1);
  return night;
}

type Ask = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

interface Month {
  readonly month: string;
  readonly start: Date;
}

/** Partitions are named after their month, and these indexes after their partition. */
const MONTHS_WITHOUT = `
  SELECT to_char(month, 'YYYY-MM') AS month, month AT TIME ZONE 'UTC' AS start
  FROM (SELECT inhrelid, relname, to_date(right(relname, 7), 'YYYY_MM')::timestamp AS month
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'audit_logs'::regclass AND relname ~ '^audit_logs_\\d{4}_\\d{2}$') AS months
  WHERE (month + interval '1 month') AT TIME ZONE 'UTC' <= $1
    AND NOT EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                    WHERE indrelid = months.inhrelid AND pg_class.relname = months.relname || '_text_idx')
  ORDER BY month DESC`;
