import { IsIn, ValidateIf } from 'class-validator';
import { PageQueryDto } from '../../paging/page-query.dto.ts';
import { UPLOAD_KINDS, UPLOAD_STATUSES, type UploadKind, type UploadStatus } from '../data-upload.entity.ts';

/** Which uploads to list. */
export class ListDataUploadsDto extends PageQueryDto {
  /** Only those whose lines are of this kind.
   * @example "bank" */
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(UPLOAD_KINDS)
  readonly kind?: UploadKind;

  /** Only those in this state.
   * @example "imported" */
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(UPLOAD_STATUSES)
  readonly status?: UploadStatus;
}
