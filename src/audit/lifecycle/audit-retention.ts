import type { DataSource, EntityManager } from 'typeorm';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A drop waits this long for the queries that read the log; the next attempt may find a quieter moment. */
const LOCK_TIMEOUT = '5s';

/** A month of the log that was removed. */
export interface RemovedMonth {
  /** `2019-03`, UTC. */
  readonly month: string;
  /** How many entries it had. */
  readonly entries: number;
}

/**
 * Removes what nobody has to keep any more: whole months, by dropping their partition. Nothing calls it by itself; it is
 * for a maintenance job of the host, which records what it has done.
 */
export class AuditRetention {
  readonly #dataSource: DataSource;
  readonly #clock: () => Date;

  constructor(dataSource: DataSource, clock: () => Date) {
    this.#dataSource = dataSource;
    this.#clock = clock;
  }

  /**
   * Removes the months whose last entry is older than that, oldest first, all of them or none. It needs a role
   * that may call `audit_maintain_remove_month`: one that can only read and insert can't remove anything.
   * @param days A whole number, at least 1.
   * @throws {RangeError} when it is none
   */
  async removeOlderThan(days: number): Promise<readonly RemovedMonth[]> {
    if (!Number.isInteger(days) || days < 1) throw new RangeError(`${days} is no number of days to keep the log`);
    const keptFrom = new Date(this.#clock().getTime() - days * DAY_MS);
    const months = await expiredMonths(this.#dataSource.manager, keptFrom);
    // Counted before anything is dropped: from the first drop on, the whole log waits for the transaction to end.
    const removed: RemovedMonth[] = [];
    for (const { month, partition } of months) {
      const [row] = await this.#dataSource.query<{ readonly entries: number }[]>(
        `SELECT count(*)::int AS entries FROM ${partition}`,
      );
      removed.push({ month, entries: row?.entries ?? 0 });
    }
    await this.#dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      for (const { month } of months) await manager.query('SELECT audit_maintain_remove_month($1)', [`${month}-01`]);
    });
    return removed;
  }
}

interface Month {
  /** Quoted, with its schema where that is needed. */
  readonly partition: string;
  readonly month: string;
}

/** Partitions are named after their month, which ends before the first moment that is kept. */
function expiredMonths(manager: EntityManager, keptFrom: Date): Promise<readonly Month[]> {
  return manager.query<Month[]>(
    `SELECT partition::regclass::text AS partition, to_char(month, 'YYYY-MM') AS month
     FROM (SELECT inhrelid AS partition, to_date(right(relname, 7), 'YYYY_MM') AS month
           FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
           WHERE inhparent = 'audit_logs'::regclass AND relname ~ '^audit_logs_\\d{4}_\\d{2}$') AS months
     WHERE (month + interval '1 month') AT TIME ZONE 'UTC' <= $1
     ORDER BY month`,
    [keptFrom],
  );
}
