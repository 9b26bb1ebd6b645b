import { PaginationDto } from '../../paging/pagination.dto.ts';
import type { DataUpload, UploadKind, UploadStatus } from '../data-upload.entity.ts';

/** Who has uploaded a file. */
export class UploaderDto {
  /** The id of the account at that time.
   * @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** The e-mail address at that time.
   * @example "ada@example.com" */
  readonly email: string;
}

/** How far an import has read its file. */
export class ImportProgressDto {
  /** Bytes that were read so far.
   * @example 67166731 */
  readonly processedBytes: number;

  /** Bytes of the file.
   * @example 67166731 */
  readonly totalBytes: number;

  /** The one in hundredths of the other, rounded down.
   * @example 100 */
  readonly percent: number;
}

/** The latest import of an upload. */
export class ImportDto {
  /** When it was asked for.
   * @example "2026-11-02T09:15:00.000Z" */
  readonly startedAt: Date;

  /** When it ended; null while it has not.
   * @example "2026-11-02T09:15:31.250Z" */
  readonly finishedAt: Date | null;

  readonly progress: ImportProgressDto;

  /** Lines that were accepted so far; none of them is there before the import has ended well.
   * @example 999999 */
  readonly acceptedLines: number;

  /** Lines that were refused so far.
   * @example 1 */
  readonly refusedLines: number;

  /** Why it has failed, and what to do; null when it has not.
   * @example null */
  readonly failure: string | null;
}

/** An uploaded file. */
export class DataUploadDto {
  /** The id of the upload.
   * @example "019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11" */
  readonly id: string;

  /** What its lines are: the books of the house, or statements of its bank.
   * @example "bank" */
  readonly kind: UploadKind;

  /** What the file was called.
   * @example "bank-2026-10.csv" */
  readonly fileName: string;

  /** Bytes of the file.
   * @example 67166731 */
  readonly byteSize: number;

  /** SHA-256 of the file, in hex digits.
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  readonly sha256: string;

  /** Whether its lines are there: `uploaded`, `importing`, `imported` or `failed`.
   * @example "imported" */
  readonly status: UploadStatus;

  readonly uploadedBy: UploaderDto;

  /** When it was uploaded.
   * @example "2026-11-02T09:14:12.345Z" */
  readonly createdAt: Date;

  /** The latest import; null when none was asked for. */
  readonly import: ImportDto | null;
}

/** One page of uploads. */
export class DataUploadPageDto {
  readonly data: DataUploadDto[];

  readonly pagination: PaginationDto;
}

/** Names what may be answered, field by field, so that a new column is not published by accident. */
export function toDataUploadDto(upload: DataUpload): DataUploadDto {
  const { id, kind, fileName, byteSize, sha256, status, uploadedById, uploadedByEmail, createdAt } = upload;
  const uploadedBy = { id: uploadedById, email: uploadedByEmail };
  return { id, kind, fileName, byteSize, sha256, status, uploadedBy, createdAt, import: toImportDto(upload) };
}

function toImportDto(upload: DataUpload): ImportDto | null {
  const { importStartedAt: startedAt, importFinishedAt: finishedAt, acceptedLines, refusedLines, failure } = upload;
  if (startedAt === null) return null;
  const { processedBytes, byteSize: totalBytes } = upload;
  const percent = Math.floor((100 * processedBytes) / totalBytes);
  const progress = { processedBytes, totalBytes, percent };
  return { startedAt, finishedAt, progress, acceptedLines, refusedLines, failure };
}
