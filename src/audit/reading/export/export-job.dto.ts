import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { EXPORT_FORMATS, type ExportFormat } from '../audit-logs-query.dto.ts';
import { EXPORT_STATUSES, type ExportStatus } from './export-job.ts';

function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}

/** Which part of the list of exports. */
export class ExportJobsQueryDto {
  /** Exports on a page */
  @ApiProperty({ type: 'integer', required: false })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** Page number from 1 */
  @ApiProperty({ type: 'integer', required: false })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(10_000)
  page: number = 1;
}

/** An export that is made in the background: what is in it, how far it is, and what became of it. */
export class ExportJobDto {
  /** @example "019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11" */
  id: string;

  /** `expired`: it was done, and its file is gone by now */
  @ApiProperty({ enum: EXPORT_STATUSES })
  status: ExportStatus;

  /** Why it has failed */
  reason: string | null;

  /** Who has asked for it: the name or e-mail at that time */
  requestedBy: string | null;

  /** When it was asked for */
  requestedAt: Date;

  /** Entries that were stored at this moment or later are not in it */
  storedBefore: Date;

  @ApiProperty({ enum: EXPORT_FORMATS })
  format: ExportFormat;

  /** The filters, as they were given */
  filters: Record<string, unknown>;

  /** What is kept of each entry, in this order */
  columns: string[];

  /** How many entries are in it so far */
  rowsDone: number;

  /** How many there are to be; null before they are counted */
  rowsTotal: number | null;

  /** False while the total is an estimate */
  rowsTotalIsExact: boolean;

  /** How large the file is so far */
  bytes: number;

  /** Of the file, in hexadecimal digits; null until it is done */
  sha256: string | null;

  /** When it was done, has failed, or was cancelled */
  endedAt: Date | null;

  /** When its file is removed; the rest stays */
  expiresAt: Date | null;
}

/** Exports, newest first. */
export class ExportJobsPageDto {
  data: ExportJobDto[];

  /** Whether there are older ones on the next page */
  hasMore: boolean;
}

/** What is known of the file of an export: enough to tell later whether a file is that one, and what was asked. */
export class ExportManifestDto extends ExportJobDto {
  /** The name of the file */
  file: string;

  /** In what order the entries are */
  order: string;

  delimiter: string | null;

  bom: boolean;

  timeZone: string;

  gzip: boolean;

  /** Tenants whose entries could be in it; null: all */
  tenants: string[] | null;

  /** Id of who has asked for it */
  requestedById: string | null;

  /** When the newest entry in it happened */
  newestEntryAt: Date | null;

  /** When the oldest entry in it happened */
  oldestEntryAt: Date | null;
}
