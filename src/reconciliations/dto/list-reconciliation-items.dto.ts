import { IsIn, ValidateIf } from 'class-validator';
import { PageQueryDto } from '../../paging/page-query.dto.ts';
import { type Outcome, OUTCOMES } from '../reconciliation-result.ts';

/** Which items of a reconciliation to list. */
export class ListReconciliationItemsDto extends PageQueryDto {
  /** Only those with this outcome.
   * @example "difference" */
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(OUTCOMES)
  readonly outcome?: Outcome;
}
