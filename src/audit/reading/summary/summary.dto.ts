import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_ACTOR_TYPES, type AuditActorType } from '../../entry/catalogue.ts';
import { COUNTED_FROM, type CountedFrom } from './counting.ts';

/** How many entries have this value. */
export class ValueCountDto {
  /** Null: the entries that have none
   * @example "login" */
  @ApiProperty({ type: String, nullable: true })
  value: string | null;

  /** @example 128 */
  @ApiProperty({ description: 'How many entries', type: 'integer' })
  count: number;
}

/** The ten values that most entries have. */
export class TopValuesDto {
  /** Most entries first */
  values: ValueCountDto[];

  /** How many entries have another value
   * @example 12 */
  @ApiProperty({ type: 'integer' })
  other: number;
}

/** How many entries an actor has made. */
export class ActorCountDto {
  /** `user`, `service`, `system` or `anonymous`
   * @example "user" */
  @ApiProperty({ enum: AUDIT_ACTOR_TYPES })
  actorType: AuditActorType;

  /** The actor's id
   * @example "0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77" */
  @ApiProperty({ type: String, nullable: true })
  userId: string | null;

  /** A name or e-mail that the actor had in these entries
   * @example "admin@example.com" */
  @ApiProperty({ type: String, nullable: true })
  userLabel: string | null;

  /** How many entries
   * @example 128 */
  @ApiProperty({ type: 'integer' })
  count: number;
}

/** The ten actors who have made most entries. */
export class TopActorsDto {
  /** Most entries first */
  values: ActorCountDto[];

  /** How many entries others have made
   * @example 12 */
  @ApiProperty({ type: 'integer' })
  other: number;
}

/** A step of a timeline. */
export class TimelineBucketDto {
  /** Where it begins, UTC; it ends where the next one begins
   * @example "2026-11-23T18:00:00.000Z" */
  start: Date;

  /** Entries with status `success`
   * @example 120 */
  @ApiProperty({ type: 'integer' })
  success: number;

  /** Entries with status `failure`
   * @example 7 */
  @ApiProperty({ type: 'integer' })
  failure: number;

  /** Entries with status `error`
   * @example 1 */
  @ApiProperty({ type: 'integer' })
  error: number;

  /** Entries with severity `CRITICAL`, whatever their status: they are among those of the three
   * @example 1 */
  @ApiProperty({ type: 'integer' })
  critical: number;
}

/** Entries over time. */
export class TimelineDto {
  /** The length of a bucket, as ISO 8601 says it, from `PT1M` to years; weeks (`P7D`) begin on Monday
   * @example "PT6H" */
  every: string;

  /** All of the range without a gap, 120 at most; the first and the last may reach beyond it, what is counted does not */
  buckets: TimelineBucketDto[];
}

/** The entries that match, counted. */
export class SummaryDto {
  /** The beginning of what was counted (incl.); where the filters have none, the hour of the first entry. Null when there is nothing
   * @example "2026-10-24T00:00:00.000Z" */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  from: Date | null;

  /** The end of what was counted (excl.); where the filters have none, the end of the hour of the last entry, and with a beginning no earlier than that of this hour
   * @example "2026-11-23T19:00:00.000Z" */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  to: Date | null;

  /** How many entries match
   * @example 128 */
  @ApiProperty({ type: 'integer' })
  total: number;

  /** Whether the numbers were estimated from a sample, because counting would have taken too long
   * @example false */
  isEstimated: boolean;

  /** `rollups`: counts that are kept beside the log, exact; `entries`: the entries themselves, exact; `sample`: some of them, estimated
   * @example "rollups" */
  @ApiProperty({ enum: COUNTED_FROM })
  countedFrom: CountedFrom;

  /** For each of the three */
  statuses: ValueCountDto[];

  /** For each of the three, and for none */
  severities: ValueCountDto[];

  /** For each that occurs, most entries first */
  categories: ValueCountDto[];

  topActions: TopValuesDto;

  /** By the kind of thing */
  topResources: TopValuesDto;

  topActors: TopActorsDto;

  timeline: TimelineDto;
}
