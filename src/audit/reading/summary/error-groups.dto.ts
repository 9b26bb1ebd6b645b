import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { AUDIT_SEVERITIES, type AuditSeverity } from '../../entry/catalogue.ts';
import { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';

export const ERROR_GROUP_ORDERS = ['lastSeen', 'count'] as const;
export type ErrorGroupOrder = (typeof ERROR_GROUP_ORDERS)[number];

/** Faults that can be reached by page number. */
const MOST_PAGES = 100;

function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

/** {@link AuditLogsFilterDto} and which part of the faults. */
export class ErrorGroupsQueryDto extends AuditLogsFilterDto {
  /** What comes first: `lastSeen`, those that happened last; `count`, those that happened most often */
  @ApiProperty({ enum: ERROR_GROUP_ORDERS, required: false })
  @IsIn(ERROR_GROUP_ORDERS)
  sort: ErrorGroupOrder = 'lastSeen';

  /** Faults on a page */
  @ApiProperty({ type: 'integer', required: false })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  /** Page number from 1 */
  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(MOST_PAGES)
  page: number = 1;
}

/** What the numbers of faults were counted from. */
export const FAULTS_COUNTED_FROM = ['rollups', 'entries', 'newest'] as const;
export type FaultsCountedFrom = (typeof FAULTS_COUNTED_FROM)[number];

/** Somebody to whom a fault has happened. */
export class AffectedUserDto {
  /** The actor's id
   * @example "0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77" */
  @ApiProperty({ type: String, nullable: true })
  userId: string | null;

  /** A name or e-mail that the actor had
   * @example "admin@example.com" */
  @ApiProperty({ type: String, nullable: true })
  userLabel: string | null;

  /** How often
   * @example 3 */
  @ApiProperty({ type: 'integer' })
  count: number;
}

/** The entry of a fault that came last. */
export class FaultSampleDto {
  /** For `GET /audit-logs/{id}`
   * @example "019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11" */
  id: string;

  /** Its sentence
   * @example "admin@example.com tried to read an order and an error occurred" */
  description: string;
}

/** One fault, however often it has happened. */
export class ErrorGroupDto {
  /** What its entries have in common
   * @example "v2:0c9f3e1b7a5d2c4e6f8091a2" */
  fingerprint: string;

  /** Class or code of the error
   * @example "TypeError" */
  @ApiProperty({ type: String, nullable: true })
  errorType: string | null;

  /** The worst that it had
   * @example "ERROR" */
  @ApiProperty({ enum: AUDIT_SEVERITIES, nullable: true })
  severity: AuditSeverity | null;

  /** How often it has happened
   * @example 128 */
  @ApiProperty({ type: 'integer' })
  count: number;

  /** When for the first time, in the range that was asked for
   * @example "2026-11-20T08:12:01.400Z" */
  firstSeen: Date;

  /** When for the last time, in the range that was asked for
   * @example "2026-11-23T18:30:12.345Z" */
  lastSeen: Date;

  /** To how many different actors, by id or else by label
   * @example 7 */
  @ApiProperty({ type: 'integer' })
  users: number;

  /** Those of them to whom it has happened most often, three at most */
  topUsers: AffectedUserDto[];

  sample: FaultSampleDto;

  /** How often in each step of the timeline of the page
   * @example [0, 0, 3, 125] */
  @ApiProperty({ type: 'integer', isArray: true })
  counts: number[];
}

/** The steps for the counts of each fault, 30 at most. */
export class ErrorGroupsTimelineDto {
  /** The length of a step, as ISO 8601 says it
   * @example "P1D" */
  every: string;

  /** Where each step begins, UTC
   * @example ["2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z"] */
  @ApiProperty({ type: String, format: 'date-time', isArray: true })
  starts: Date[];
}

/** Where a page of faults stands. */
export class ErrorGroupsPaginationDto {
  /** Faults on a page
   * @example 20 */
  @ApiProperty({ type: 'integer' })
  limit: number;

  /** Page number
   * @example 1 */
  @ApiProperty({ type: 'integer' })
  page: number;

  /** How many different faults there are
   * @example 31 */
  @ApiProperty({ type: 'integer' })
  total: number;
}

/** A page of faults. */
export class ErrorGroupsDto {
  data: ErrorGroupDto[];

  timeline: ErrorGroupsTimelineDto;

  pagination: ErrorGroupsPaginationDto;

  /** Whether older faults were left out, because counting all would have taken too long
   * @example false */
  isEstimated: boolean;

  /** `rollups`: counts that are kept beside the log, exact; `entries`: the entries themselves, exact; `newest`: only the newest 50 000 entries with a fault
   * @example "rollups" */
  @ApiProperty({ enum: FAULTS_COUNTED_FROM })
  countedFrom: FaultsCountedFrom;
}
