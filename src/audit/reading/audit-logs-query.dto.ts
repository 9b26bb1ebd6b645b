import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { AUDIT_SEVERITIES, AUDIT_STATUSES, type AuditSeverity, type AuditStatus } from '../entry/catalogue.ts';
import { IsAddressOrNetwork, IsInstant, RepeatableFilter } from './query-validators.ts';

/** Rows that can be reached by page number; what is deeper is reached by cursor. */
export const DEEPEST_ROW_BY_PAGE = 10_000;

function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
}

/** Which entries. A filter given several times matches any of its values; different filters all have to match. */
export class AuditLogsFilterDto {
  /** Entries at or after this moment
   * @example "2026-11-01T00:00:00Z" */
  @IsOptional()
  @IsInstant()
  from?: Date;

  /** Entries before this moment
   * @example "2026-12-01T00:00:00Z" */
  @IsOptional()
  @IsInstant()
  to?: Date;

  /** Who did it, by id */
  @IsOptional()
  @RepeatableFilter()
  userId?: string[];

  /** What was done
   * @example ["login", "logout"] */
  @IsOptional()
  @RepeatableFilter()
  actionType?: string[];

  /** What part of the application it is about
   * @example ["authentication"] */
  @IsOptional()
  @RepeatableFilter()
  category?: string[];

  /** The kind of thing it was done to
   * @example ["user"] */
  @IsOptional()
  @RepeatableFilter()
  resourceType?: string[];

  /** Which one */
  @IsOptional()
  @RepeatableFilter()
  resourceId?: string[];

  /** How it ended
   * @example ["failure", "error"] */
  @IsOptional()
  @RepeatableFilter()
  @IsIn(AUDIT_STATUSES, { each: true })
  status?: AuditStatus[];

  /** How bad it is
   * @example ["ERROR", "CRITICAL"] */
  @IsOptional()
  @RepeatableFilter()
  @IsIn(AUDIT_SEVERITIES, { each: true })
  severity?: AuditSeverity[];

  /** Class or code of the error
   * @example ["ECONNREFUSED"] */
  @IsOptional()
  @RepeatableFilter()
  errorType?: string[];

  /** An address, or a network in CIDR notation
   * @example ["10.0.0.0/8"] */
  @IsOptional()
  @RepeatableFilter()
  @IsAddressOrNetwork()
  ipAddress?: string[];

  /** The `X-Request-Id` of an answer */
  @IsOptional()
  @RepeatableFilter()
  requestId?: string[];

  /** Whose data it is about */
  @IsOptional()
  @RepeatableFilter()
  tenantId?: string[];

  /** Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well
   * @example "bob@example.com" */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(/^[^\0]*$/, { message: 'search must not contain the NUL character' })
  search?: string;

  /** The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields
   * @example "action:login status:failure -user:alice@example.com after:-7d \"locked\"" */
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  @Matches(/^[^\0]*$/, { message: 'q must not contain the NUL character' })
  q?: string;
}

/** {@link AuditLogsFilterDto} and which part of the list. */
export class AuditLogsQueryDto extends AuditLogsFilterDto {
  /** Entries on a page */
  @ApiProperty({ type: 'integer', required: false })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** Page number from 1; together with `limit` it reaches row 10 000, use `cursor` beyond it */
  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(DEEPEST_ROW_BY_PAGE)
  page?: number;

  /** `nextCursor` or `previousCursor` of a page with the same filters */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** The formats of an export. */
export const EXPORT_FORMATS = ['csv', 'json', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** {@link AuditLogsFilterDto} and the format of the file. */
export class AuditLogsExportDto extends AuditLogsFilterDto {
  /** Format of the file
   * @example "csv" */
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat;
}
