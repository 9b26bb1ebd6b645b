import type { ExportJobDto, ExportManifestDto } from './export-job.dto.ts';
import { fileNameOf } from './export-framing.ts';
import type { ExportJob } from './export-job.ts';

/** The properties of a class, without it. */
type Plain<T> = { [Name in keyof T]: T[Name] };

/** An export as its owner sees it. */
export function toExportJob(job: ExportJob): Plain<ExportJobDto> {
  const { id, status, reason, storedBefore, filters, rowsDone, rowsTotal, sha256, endedAt, expiresAt } = job;
  return {
    id,
    status,
    reason,
    requestedBy: job.ownerLabel,
    requestedAt: job.askedAt,
    storedBefore,
    format: job.shape.format,
    filters,
    columns: [...job.shape.columns],
    rowsDone,
    rowsTotal,
    rowsTotalIsExact: job.isTotalExact,
    bytes: job.bytesDone,
    sha256,
    endedAt,
    expiresAt,
  };
}

/** What belongs beside its file. */
export function toManifest(job: ExportJob): Plain<ExportManifestDto> {
  const { shape, tenants } = job;
  return {
    ...toExportJob(job),
    file: fileNameOf(shape, job.askedAt),
    order: 'newest first',
    delimiter: shape.format === 'csv' ? shape.delimiter : null,
    bom: shape.bom,
    timeZone: shape.timeZone,
    gzip: shape.gzip,
    tenants: tenants === null ? null : [...tenants],
    requestedById: job.ownerId,
    newestEntryAt: job.newestEntryAt,
    oldestEntryAt: job.oldestEntryAt,
  };
}
