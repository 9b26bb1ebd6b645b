import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { JobCountsDto } from './job.dto.ts';

/** How many accounts there are; one can count several times. */
export class UserCountsDto {
  /** All accounts.
   * @example 12 */
  readonly total: number;

  /** Accounts that are not deactivated.
   * @example 11 */
  readonly active: number;

  /** Accounts that are locked after failed sign-ins.
   * @example 0 */
  readonly locked: number;

  /** Accounts that need a new password.
   * @example 1 */
  readonly resetRequired: number;
}

/** How many sign-ins there are. */
export class SessionCountsDto {
  /** Sessions that have neither ended nor expired.
   * @example 4 */
  readonly open: number;
}

/** How many data uploads are in which state. */
export class DataUploadCountsDto {
  /** Files that are there and not imported.
   * @example 1 */
  readonly uploaded: number;

  /** Imports that wait or run.
   * @example 0 */
  readonly importing: number;

  /** Files whose lines are there.
   * @example 30 */
  readonly imported: number;

  /** Files that could not be imported.
   * @example 2 */
  readonly failed: number;
}

/** How many reconciliations are in which state. */
export class ReconciliationCountsDto {
  /** Reconciliations that wait.
   * @example 0 */
  readonly queued: number;

  /** Reconciliations that run.
   * @example 1 */
  readonly running: number;

  /** Reconciliations that have a result.
   * @example 14 */
  readonly done: number;

  /** Reconciliations that could not be made.
   * @example 0 */
  readonly failed: number;
}

/** How the writing of the audit log is doing, in the process that answers. */
export class AuditDeliveryDto {
  /** Entries that wait to be written into the database, in the journal or in memory.
   * @example 0 */
  readonly queued: number;

  /** Entries lost since the start: there was no room for them, or their journal was damaged.
   * @example 0 */
  readonly shed: number;

  /** Entries the database has refused since the start.
   * @example 0 */
  readonly quarantined: number;

  /** Attempts to write that have failed in a row.
   * @example 0 */
  readonly failures: number;

  /** Age of the oldest entry that waits, in milliseconds.
   * @example 0 */
  readonly oldestAgeMs: number;
}

/** The database behind it all. */
export class DatabaseDto {
  /** Version of the server.
   * @example "18.1" */
  readonly version: string;

  /** Bytes on disk, indexes included.
   * @example 18874368 */
  readonly sizeBytes: number;
}

/** How the application is doing. */
@ApiExtraModels(JobCountsDto)
export class OverviewDto {
  /** Version of the application.
   * @example "1.0.0" */
  readonly version: string;

  /** When the process that answers was started.
   * @example "2026-01-31T06:00:00.000Z" */
  readonly startedAt: Date;

  /** Whole seconds since then.
   * @example 10752 */
  readonly uptimeSeconds: number;

  readonly users: UserCountsDto;

  readonly sessions: SessionCountsDto;

  readonly dataUploads: DataUploadCountsDto;

  readonly reconciliations: ReconciliationCountsDto;

  /** By the name of the job, how many there are. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(JobCountsDto) },
    example: { 'purge-ended-sessions': { waiting: 1, running: 0, completed: 12, failed: 0 } },
  })
  readonly jobs: Readonly<Record<string, JobCountsDto>>;

  readonly audit: AuditDeliveryDto;

  readonly database: DatabaseDto;
}
