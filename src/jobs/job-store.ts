import PgBoss from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';
import { v5 as uuidFrom } from 'uuid';
import { APPLICATION_NAME } from '../database/data-source.ts';
import type { JobRequester } from './job.ts';
import { JOBS_CHANNEL } from './job-leases.ts';

/** Tries of a job that fails, beside the first one. */
const RETRIES = 5;
const RETRY_SECONDS = 5;

/** Longer than any job takes; pg-boss allows no more. A job whose process has died is found much earlier, by its lease. */
const EXPIRE_SECONDS = 23 * 60 * 60;

/** A job waits so long for an application to do it, ten years: nothing else would end what its resource waits for. */
const KEEP_MINUTES = 10 * 366 * 24 * 60;

const OPTIONS = {
  retryLimit: RETRIES,
  retryDelay: RETRY_SECONDS,
  retryBackoff: true,
  expireInSeconds: EXPIRE_SECONDS,
  retentionMinutes: KEEP_MINUTES,
} as const;

/** Names the nightly run of a job, so that several instances make one of it. */
const NIGHTLY_RUNS = '6d1c1a9e-6a7b-5b0e-9f0e-3c1f1a1b7c11';

/** A job as the queue keeps it. */
export interface StoredJob {
  readonly id: string;
  readonly queue: string;
  readonly payload: object;
  readonly requestedBy?: JobRequester;
  /** When this attempt began. */
  readonly startedOn: Date;
  /** It is not tried again after this. */
  readonly isLastAttempt: boolean;
}

/** A job to be added. */
export interface NewJob {
  readonly queue: string;
  readonly payload: object;
  readonly requestedBy?: JobRequester;
}

/** How many jobs of a queue wait, run, and were done or failed lately. */
export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
}

interface JobData {
  readonly payload: object;
  readonly requestedBy?: JobRequester;
}

/** The jobs in the database, by pg-boss. */
export class JobStore {
  readonly #boss: PgBoss;
  readonly #dataSource: DataSource;
  readonly #manager: EntityManager;

  constructor(dataSource: DataSource, onError: (error: Error) => void) {
    this.#dataSource = dataSource;
    this.#manager = dataSource.manager;
    this.#boss = new PgBoss({
      connectionString: urlOf(dataSource),
      application_name: `${APPLICATION_NAME} jobs`,
      max: 2,
      schedule: false,
      supervise: true,
    });
    this.#boss.on('error', onError);
  }

  /**
   * Makes or migrates the tables of the queue, and the queues that are missing. Instances that start at once do it one
   * after the other: each queue is a partition, and two that are made at the same time can wait for each other.
   */
  async start(queues: readonly string[]): Promise<void> {
    const runner = this.#dataSource.createQueryRunner();
    try {
      await runner.query(`SELECT pg_advisory_lock(hashtextextended('job queues', 0))`);
      await this.#boss.start();
      await this.#prepare(queues);
    } finally {
      await runner.query(`SELECT pg_advisory_unlock(hashtextextended('job queues', 0))`).catch(() => undefined);
      await runner.release();
    }
  }

  stop(): Promise<void> {
    return this.#boss.stop({ graceful: false });
  }

  /** Adds a job when the transaction of `manager` commits. @returns its id */
  async add(manager: EntityManager, { queue, payload, requestedBy }: NewJob): Promise<string> {
    const data: JobData = { payload, ...(requestedBy && { requestedBy }) };
    const db = { executeSql: async (sql: string, values: unknown[]) => ({ rows: await rowsOf(manager, sql, values) }) };
    const id = await this.#boss.send(queue, data, { db });
    if (id === null) throw new Error(`The queue ${queue} has not taken the job.`);
    await manager.query(`SELECT pg_notify($1, $2)`, [JOBS_CHANNEL, queue]);
    return id;
  }

  /** Sees to it that the job runs in that night, once, however many instances ask for it. */
  async ensureNightly(queue: string, startAfter: Date): Promise<void> {
    const id = uuidFrom(`${queue} ${startAfter.toISOString()}`, NIGHTLY_RUNS);
    await this.#boss.send(queue, { payload: {} } satisfies JobData, { id, startAfter });
  }

  /** The next job of a queue, which nobody else gets. */
  async fetch(queue: string): Promise<StoredJob | undefined> {
    const [job] = await this.#boss.fetch<JobData>(queue, { includeMetadata: true });
    if (job === undefined) return undefined;
    const { id, data, startedOn, retryCount, retryLimit } = job;
    return { id, queue, ...data, startedOn, isLastAttempt: retryCount >= retryLimit };
  }

  async complete({ queue, id }: StoredJob, refusal?: string): Promise<void> {
    await this.#boss.complete(queue, id, refusal === undefined ? {} : { refusal });
  }

  /** The job is tried again later, or has failed for good after its last attempt. */
  async fail({ queue, id }: StoredJob, message: string): Promise<void> {
    await this.#boss.fail(queue, id, { message });
  }

  /** An interrupted job is begun anew by whoever takes it next, as if it had not been begun; unless that is so already. */
  async release({ queue, id, startedOn }: StoredJob): Promise<void> {
    await this.#manager.query(
      `UPDATE pgboss.job SET state = 'created', started_on = NULL, start_after = now()
       WHERE name = $1 AND id = $2 AND state = 'active' AND date_trunc('milliseconds', started_on) = $3`,
      [queue, id, startedOn],
    );
    await this.#manager.query(`SELECT pg_notify($1, $2)`, [JOBS_CHANNEL, queue]);
  }

  /** Jobs that were begun some seconds ago and are not done. */
  async running(begunBefore: { readonly seconds: number }): Promise<readonly StoredJob[]> {
    const rows = await this.#manager.query<
      { id: string; queue: string; data: JobData; startedOn: Date; last: boolean }[]
    >(
      `SELECT id, name AS queue, data, started_on AS "startedOn", retry_count >= retry_limit AS last FROM pgboss.job
       WHERE state = 'active' AND started_on < now() - make_interval(secs => $1)`,
      [begunBefore.seconds],
    );
    return rows.map(({ data, last, ...job }) => ({ ...job, ...data, isLastAttempt: last }));
  }

  /** Counts of each queue that has jobs. */
  async counts(): Promise<Readonly<Record<string, QueueCounts>>> {
    const rows = await this.#manager.query<({ readonly queue: string } & QueueCounts)[]>(
      `SELECT name AS queue,
              count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting,
              count(*) FILTER (WHERE state = 'active')::int AS running,
              count(*) FILTER (WHERE state = 'completed')::int AS completed,
              count(*) FILTER (WHERE state = 'failed')::int AS failed
       FROM pgboss.job GROUP BY name`,
    );
    return Object.fromEntries(rows.map(({ queue, ...counts }) => [queue, counts]));
  }

  async #prepare(queues: readonly string[]): Promise<void> {
    const known = new Set((await this.#boss.getQueues()).map(({ name }) => name));
    for (const name of queues) {
      if (known.has(name)) await this.#boss.updateQueue(name, { name, ...OPTIONS });
      else await this.#boss.createQueue(name, { name, ...OPTIONS });
    }
  }
}

/** The address of the database that the DataSource is connected to. @throws {Error} when it is no PostgreSQL */
export function urlOf({ options }: DataSource): string {
  if (options.type !== 'postgres' || options.url === undefined) throw new Error('The job queue needs PostgreSQL.');
  return options.url;
}

async function rowsOf(manager: EntityManager, sql: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  return manager.query<Record<string, unknown>[]>(sql, values);
}
