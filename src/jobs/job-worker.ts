import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { AppError } from '../problem/app-error.ts';
import { JobInterrupted } from './job-interrupted.ts';
import type { Job, JobHandler } from './job.ts';
import type { JobStore, StoredJob } from './job-store.ts';
import type { JobLeases } from './job-leases.ts';

/** New jobs are announced; this is for those whose announcement was missed. */
const POLL_MS = 5_000;

/** Takes the jobs of one queue, one after the other. */
export class JobWorker {
  readonly #logger = new Logger('Jobs');
  #stopping = new AbortController();
  #woken = new AbortController();
  #isWoken = false;
  #current: { readonly id: string; readonly abort: AbortController } | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    readonly handler: JobHandler,
    private readonly store: JobStore,
    private readonly leases: JobLeases,
  ) {}

  /** The job that is running. */
  get runningId(): string | undefined {
    return this.#current?.id;
  }

  start(): void {
    this.#loop = this.#work();
  }

  /** There may be a job. */
  wake(): void {
    this.#isWoken = true;
    this.#woken.abort();
  }

  /** Ends the running job early; it is begun anew by whoever takes it next. */
  interrupt(reason: string): void {
    this.#current?.abort.abort(new JobInterrupted(reason));
  }

  /** Takes no further job, and waits for the running one, which is interrupted. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    this.interrupt('the application is stopping');
    await this.#loop;
  }

  async #work(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#isWoken = false;
      this.#woken = new AbortController();
      const hadOne = await this.#next().catch((error: unknown) => this.#report('Jobs can not be taken', error));
      if (hadOne !== true && !this.#isWoken) await this.#idle();
    }
  }

  async #idle(): Promise<void> {
    await sleep(POLL_MS, undefined, { signal: this.#woken.signal, ref: false }).catch(() => undefined);
  }

  /** @returns whether there was a job */
  async #next(): Promise<boolean> {
    if (!this.leases.isUp) return false;
    const stored = await this.store.fetch(this.handler.name);
    if (stored === undefined) return false;
    const abort = new AbortController();
    this.#current = { id: stored.id, abort };
    try {
      // Not taken: it has been slow to begin, and somebody believes its process dead.
      if (await this.leases.take(stored.id)) await this.#run(stored, abort.signal);
    } finally {
      this.#current = undefined;
      await this.leases.give(stored.id);
    }
    return true;
  }

  async #run(stored: StoredJob, signal: AbortSignal): Promise<void> {
    const job: Job = { ...stored, signal };
    try {
      await this.handler.run(job);
    } catch (error) {
      return this.#fail(stored, job, error);
    }
    await this.store.complete(stored);
  }

  async #fail(stored: StoredJob, job: Job, error: unknown): Promise<void> {
    if (job.signal.aborted) return this.store.release(stored);
    const isFinal = error instanceof AppError && error.getStatus() < 500;
    if (!isFinal) this.#report(`Job ${this.handler.name} ${stored.id} failed`, error);
    if (isFinal || stored.isLastAttempt) await this.handler.gaveUp(job, error);
    await (isFinal ? this.store.complete(stored, error.message) : this.store.fail(stored, String(error)));
  }

  #report(what: string, error: unknown): undefined {
    this.#logger.error(`${what}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
  }
}
