import { PaginationDto } from '../../paging/pagination.dto.ts';
import type { DataUpload } from '../data-upload.entity.ts';
import type { ImportRefusal } from '../import-refusal.entity.ts';
import { DataUploadDto, ImportDto, toDataUploadDto } from './data-upload.dto.ts';

/** A line that could not be accepted. */
export class ImportRefusalDto {
  /** Where it begins in the file; the header is line 1.
   * @example 17 */
  readonly lineNumber: number;

  /** What is wrong and what to do.
   * @example "The date \"2026-02-30\" is not in the calendar; correct it." */
  readonly reason: string;
}

/** One page of refused lines. */
export class ImportRefusalPageDto {
  readonly data: ImportRefusalDto[];

  readonly pagination: PaginationDto;
}

/** The latest import of an upload, with what it has refused. */
export class ImportDetailsDto extends ImportDto {
  /** The first 100 refused lines; all of them are at `GET /data-uploads/{id}/refusals`. */
  readonly refusals: ImportRefusalDto[];
}

/** An uploaded file and everything about its import. */
export class DataUploadDetailsDto extends DataUploadDto {
  /** The latest import; null when none was asked for. */
  override readonly import: ImportDetailsDto | null;
}

export function toImportRefusalDto({ lineNumber, reason }: ImportRefusal): ImportRefusalDto {
  return { lineNumber, reason };
}

/** The upload with the refused lines that go with it. */
export function toDataUploadDetailsDto(upload: DataUpload, refused: readonly ImportRefusal[]): DataUploadDetailsDto {
  const { import: latest, ...dto } = toDataUploadDto(upload);
  const refusals = refused.map((refusal) => toImportRefusalDto(refusal));
  return { ...dto, import: latest && Object.assign(latest, { refusals }) };
}
