import { IsIn } from 'class-validator';
import { PageQueryDto } from '../../paging/page-query.dto.ts';
import { type Outcome, OUTCOMES } from '../reconciliation-result.ts';

/** Which items of a reconciliation to list. */
export class ListReconciliationItemsDto extends PageQueryDto {
  /** What became of the lines.
   * @example "difference" */
  @IsIn(OUTCOMES)
  readonly outcome: Outcome;
}
