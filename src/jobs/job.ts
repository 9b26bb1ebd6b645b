import type { AuditActor } from '../audit/index.ts';

/** Who has asked for a job. */
export interface JobRequester {
  readonly id: string;
  /** The e-mail address at that time. */
  readonly email: string;
  /** The request by which it was asked for; finds its entry in the audit log. */
  readonly requestId: string;
}

/** One run of a job. */
export interface Job<Payload extends object = object> {
  readonly id: string;
  readonly payload: Payload;
  /** Absent when the application itself has scheduled it. */
  readonly requestedBy?: JobRequester;
  /**
   * Is aborted when the job has to end early, because the application stops or can't prove any more that it is the only
   * one running the job. `signal.throwIfAborted()` between two steps undoes it; it is begun anew.
   */
  readonly signal: AbortSignal;
}

/**
 * Does one kind of background work. An injectable that registers itself: `onModuleInit() { this.queue.register(this); }`.
 * Its `run` is `@Audited`, with {@link jobActor} as its actor.
 */
export abstract class JobHandler<Payload extends object = object> {
  /** The name of its queue, e.g. `import-data-upload`. */
  abstract readonly name: string;

  /** Whether it also runs by itself, each night at 03:00 UTC. */
  readonly isNightly: boolean = false;

  /**
   * Does the work. An `AppError` below 500 is final; anything else is tried again, five times with growing pauses.
   * A job can come again although its work was done, when the database was lost just then: look first.
   */
  abstract run(job: Job<Payload>): Promise<void>;

  /** The job has failed and is not tried again. */
  gaveUp(_job: Job<Payload>, _error: unknown): Promise<void> {
    return Promise.resolve();
  }
}

/** The system, on behalf of who has asked for the job. */
export function jobActor(job: Job | undefined): AuditActor {
  const { id, email } = job?.requestedBy ?? {};
  return { type: 'system', ...(id !== undefined && { id, label: email }) };
}

/** What the entry of a job tells of the request by which it was asked for. */
export function jobMetadata(job: Job | undefined): Readonly<Record<string, unknown>> | undefined {
  return job && { job: { id: job.id, ...(job.requestedBy && { requestedBy: job.requestedBy }) } };
}
