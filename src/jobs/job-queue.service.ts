import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.ts';
import type { Job, JobHandler } from './job.ts';
import { JobLeases } from './job-leases.ts';
import { JobStore, type NewJob, type QueueCounts, type StoredJob, urlOf } from './job-store.ts';
import { lostRun } from './lost-run.ts';
import { JobWorker } from './job-worker.ts';

/** How often the queue is looked after: lost connections, jobs that have lost their process, the coming night. */
const CARE_MS = 5_000;

/** A job that was fetched this long ago has taken its lease, if its process lives. */
const SECONDS_TO_BEGIN = 5;

/** When nightly jobs run, after midnight UTC. */
const NIGHT_MS = 3 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Longest wait for running jobs at shutdown; what they have not undone by then, their transaction does. */
const STOP_MS = 3_000;

/**
 * Background work, kept in the same PostgreSQL: it survives a restart, is done once however many instances run, and
 * begins only when the transaction that asks for it has committed.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Jobs');
  readonly #store: JobStore;
  readonly #leases: JobLeases;
  readonly #workers = new Map<string, JobWorker>();
  #timer: NodeJS.Timeout | undefined;
  #plannedNight = 0;
  #caring: Promise<void> | undefined;

  constructor(
    dataSource: DataSource,
    private readonly audit: AuditService,
  ) {
    this.#store = new JobStore(dataSource, (error) =>
      this.#logger.warn(`The job queue is disturbed: ${error.message}`),
    );
    this.#leases = new JobLeases(urlOf(dataSource), {
      onJob: (queue) => this.#workers.get(queue)?.wake(),
      onLost: (error) => this.#interrupt(error),
    });
  }

  /** The names of the queues there are. */
  get names(): readonly string[] {
    return [...this.#workers.keys()];
  }

  /** Those whose jobs run nightly by themselves, and whenever an administrator wants it. */
  get maintenanceNames(): readonly string[] {
    return this.names.filter((name) => this.#workers.get(name)?.handler.isNightly === true);
  }

  /** Says who does the jobs of a queue; before the application is up. */
  register(handler: JobHandler): void {
    if (this.#workers.has(handler.name)) throw new Error(`There are two handlers of ${handler.name}.`);
    this.#workers.set(handler.name, new JobWorker(handler, this.#store, this.#leases));
  }

  /** Adds a job, which begins when the transaction of `manager` has committed. @returns its id */
  add(manager: EntityManager, job: NewJob): Promise<string> {
    return this.#store.add(manager, job);
  }

  /** How many jobs there are in each queue. */
  counts(): Promise<Readonly<Record<string, QueueCounts>>> {
    return this.#store.counts();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#store.start(this.names);
    await this.#care();
    for (const worker of this.#workers.values()) worker.start();
    this.#timer = setInterval(() => {
      this.#caring ??= this.#care().finally(() => (this.#caring = undefined));
    }, CARE_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    const stopped = Promise.all([this.#caring, ...[...this.#workers.values()].map((worker) => worker.stop())]);
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
    await this.#leases.close().catch(() => undefined);
    await this.#store.stop().catch(() => undefined);
  }

  /** Never rejects: what can't be done now is done the next time. */
  async #care(): Promise<void> {
    try {
      await this.#leases.open();
      await this.#planNight(nextNight(new Date()));
      await this.#sweep();
    } catch (error) {
      this.#logger.warn(`The job queue cannot be looked after: ${String(error)}`);
    }
  }

  async #planNight(night: Date): Promise<void> {
    if (this.#plannedNight === night.getTime()) return;
    for (const { handler } of this.#workers.values()) {
      if (handler.isNightly) await this.#store.ensureNightly(handler.name, night);
    }
    this.#plannedNight = night.getTime();
  }

  /** Gives jobs whose process has died back to the queue. */
  async #sweep(): Promise<void> {
    const own = new Set([...this.#workers.values()].map(({ runningId }) => runningId));
    for (const { id } of await this.#running()) {
      if (own.has(id) || !(await this.#leases.take(id))) continue;
      try {
        // Looked at again under the lease: it may have been done just now.
        const job = (await this.#running()).find((other) => other.id === id);
        if (job !== undefined) await this.#giveBack(job);
      } finally {
        await this.#leases.give(id);
      }
    }
  }

  /** What the dead process could not do any more: tell the log, and the handler when it was the last attempt. */
  async #giveBack(stored: StoredJob): Promise<void> {
    const error = new Error('The process that ran it has ended.');
    this.#logger.warn(`Job ${stored.queue} ${stored.id} has lost its process`);
    const handler = this.#workers.get(stored.queue)?.handler;
    if (handler !== undefined) {
      const job: Job = { ...stored, signal: AbortSignal.abort(error) };
      const entry = lostRun(handler, job, error);
      if (entry !== undefined) this.audit.record(entry);
      if (stored.isLastAttempt) await handler.gaveUp(job, error);
    }
    await this.#store.fail(stored, error.message);
  }

  #running(): Promise<readonly StoredJob[]> {
    return this.#store.running({ seconds: SECONDS_TO_BEGIN });
  }

  #interrupt(error: Error): void {
    this.#logger.warn(`The job queue has lost its connection, running jobs are begun anew: ${error.message}`);
    for (const worker of this.#workers.values()) worker.interrupt('the connection of the job queue was lost');
  }
}

function nextNight(now: Date): Date {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS + NIGHT_MS;
  return new Date(today > now.getTime() ? today : today + DAY_MS);
}
