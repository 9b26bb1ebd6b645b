import { Client } from 'pg';
import { APPLICATION_NAME } from '../database/data-source.ts';

/** The channel on which new jobs are announced, with the name of their queue. */
export const JOBS_CHANNEL = 'jobs';

/** What the leases tell of. */
export interface LeaseEvents {
  /** A job has been added to this queue, here or by another instance. */
  readonly onJob: (queue: string) => void;
  /** The connection is gone, and with it every lease. */
  readonly onLost: (error: Error) => void;
}

/**
 * Says which jobs this process runs, in a way that ends with the process: each lease is an advisory lock of one
 * connection, which PostgreSQL frees when the connection breaks. A job without a lease has lost its process.
 * @see https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
export class JobLeases {
  #client: Client | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly events: LeaseEvents,
  ) {}

  get isUp(): boolean {
    return this.#client !== undefined;
  }

  /** Connects; does nothing while a connection stands. */
  async open(): Promise<void> {
    if (this.#client !== undefined) return;
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: `${APPLICATION_NAME} jobs`,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client, new Error('The connection of the job queue has ended')));
    client.on('notification', ({ payload = '' }) => this.events.onJob(payload));
    try {
      await client.connect();
      // The server has to notice too when a machine vanishes without a word: after about a minute.
      await client.query(
        'SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3',
      );
      await client.query(`LISTEN ${JOBS_CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
  }

  /** @returns false when another process runs the job */
  async take(jobId: string): Promise<boolean> {
    if (this.#client === undefined) return false;
    const { rows } = await this.#client.query<{ readonly taken: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('job ' || $1, 0)) AS taken`,
      [jobId],
    );
    return rows[0]?.taken ?? false;
  }

  async give(jobId: string): Promise<void> {
    await this.#client?.query(`SELECT pg_advisory_unlock(hashtextextended('job ' || $1, 0))`, [jobId]);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #lose(client: Client, error: Error): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.events.onLost(error);
  }
}
