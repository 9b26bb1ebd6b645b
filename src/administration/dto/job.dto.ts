/** How many jobs of a kind there are, done ones of late only. */
export class JobCountsDto {
  /** Jobs that wait, the one of the coming night included.
   * @example 1 */
  readonly waiting: number;

  /** Jobs that run.
   * @example 0 */
  readonly running: number;

  /** Jobs that were done lately.
   * @example 12 */
  readonly completed: number;

  /** Jobs that failed lately and are not tried again.
   * @example 0 */
  readonly failed: number;
}

/** A maintenance job. */
export class MaintenanceJobDto extends JobCountsDto {
  /** By which the job is started.
   * @example "purge-ended-sessions" */
  readonly name: string;
}

/** All maintenance jobs. */
export class MaintenanceJobsDto {
  readonly data: MaintenanceJobDto[];
}

/** One run of a maintenance job that was asked for. */
export class ScheduledJobDto {
  /** The id of this run; the entry that the job leaves in the audit log has it in `metadata.job.id`.
   * @example "4f9d4f0e-3f0a-4f55-8d0a-6d1f2a5b7c11" */
  readonly id: string;

  /** The name of the job.
   * @example "purge-ended-sessions" */
  readonly name: string;
}
