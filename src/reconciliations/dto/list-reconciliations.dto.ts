import { IsIn, ValidateIf } from 'class-validator';
import { PageQueryDto } from '../../paging/page-query.dto.ts';
import { RECONCILIATION_STATUSES, type ReconciliationStatus } from '../reconciliation.entity.ts';

/** Which reconciliations to list. */
export class ListReconciliationsDto extends PageQueryDto {
  /** Only those in this state.
   * @example "done" */
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(RECONCILIATION_STATUSES)
  readonly status?: ReconciliationStatus;
}
