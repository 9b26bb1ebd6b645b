import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { AuditLog } from '../../entry/audit-log.entity.ts';
import { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';

function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
}

/** Which archived entries: the filters of the log that need neither its indexes nor its types. */
export class ArchivedFilterDto extends OmitType(AuditLogsFilterDto, ['ipAddress', 'search', 'q']) {
  /** Text inside the description, upper and lower case alike, or inside of the address; every character just itself
   * @example "bob@example.com" */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(/^[^\0]*$/, { message: 'search must not contain the NUL character' })
  search?: string;
}

/** {@link ArchivedFilterDto} and which part of the list. */
export class ArchivedQueryDto extends ArchivedFilterDto {
  /** Entries on a page */
  @ApiProperty({ type: 'integer', required: false })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** `nextCursor` of a page with the same filters */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** The formats of an export of the archive. */
export const ARCHIVED_FORMATS = ['csv', 'ndjson'] as const;
export type ArchivedFormat = (typeof ARCHIVED_FORMATS)[number];

/** {@link ArchivedFilterDto} and the format of the file. */
export class ArchivedExportDto extends ArchivedFilterDto {
  /** Format of the file
   * @example "csv" */
  @IsIn(ARCHIVED_FORMATS)
  format: ArchivedFormat;
}

/** A file of the archive. */
export class ArchivedFileDto {
  /** How it is called, in the folder of its month
   * @example "audit-logs-0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77-0001.parquet" */
  name: string;

  /** Entries in it
   * @example 48211 */
  @ApiProperty({ type: 'integer' })
  rows: number;

  /** @example 1841203 */
  @ApiProperty({ description: 'How long it is', type: 'integer' })
  bytes: number;

  /** Its SHA-256, hexadecimal digits
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  sha256: string;
}

/** A month that is archived. What counts the entries of everybody is null for those who may see some tenants only. */
export class ArchivedMonthDto {
  /** UTC
   * @example "2026-01" */
  month: string;

  /** Entries in it
   * @example 48211 */
  @ApiProperty({ type: 'integer', nullable: true })
  rows: number | null;

  /** Of all its files
   * @example 1841203 */
  @ApiProperty({ type: 'integer', nullable: true })
  bytes: number | null;

  /** The time of its first entry
   * @example "2026-01-01T00:00:03.120Z" */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  firstTimestamp: Date | null;

  /** The time of its last entry
   * @example "2026-01-31T23:59:58.004Z" */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastTimestamp: Date | null;

  /** Sums of the SHA-256 of every entry, as the manifests have them; several where entries came when the month was archived and removed
   * @example ["130c4fcfd2c50182f-140018305640a9948-12ac7a2091e374b5c-180a55d6221999482"] */
  @ApiProperty({ type: String, isArray: true, nullable: true })
  contentHashes: string[] | null;

  @ApiProperty({ type: () => [ArchivedFileDto], nullable: true, description: 'Parquet, compressed by zstd' })
  files: ArchivedFileDto[] | null;

  /** When the last of it was archived
   * @example "2026-02-03T04:00:12.000Z" */
  archivedAt: Date;

  /** Since when all of it is known to be what it was
   * @example "2026-02-03T04:00:12.000Z" */
  verifiedAt: Date;
}

/** The months that are archived, newest first. */
export class ArchivedMonthsDto {
  data: ArchivedMonthDto[];
}

/** Where a page of archived entries stands. */
export class ArchivedPaginationDto {
  /** Entries on a page
   * @example 50 */
  @ApiProperty({ type: 'integer' })
  limit: number;

  /** Leads to the older entries; null on the last page
   * @example "WyJvIiwxNzYzOTIyNjEyMzQ1XQ" */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** One page of archived entries, newest first. */
export class ArchivedPageDto {
  data: AuditLog[];

  pagination: ArchivedPaginationDto;
}
