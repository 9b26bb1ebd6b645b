import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsUUID, Max, Min, ValidateIf, ValidateNested } from 'class-validator';
import type { ReconciliationRules, Tolerances } from '../reconciliation-rules.ts';

/** How far apart two lines may be that are paired by amount and date. */
export class TolerancesDto implements Tolerances {
  /** How much the amounts may differ, in minor units of the currency.
   * @example 0 */
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly amountToleranceMinor: number = 0;

  /** How many days may lie between the lines.
   * @example 3 */
  @IsInt()
  @Min(0)
  @Max(31)
  readonly dateToleranceDays: number = 3;
}

/** By which rules lines are paired; at least one is on. */
export class RulesDto implements ReconciliationRules {
  /** Whether lines with equal references are paired.
   * @example true */
  @IsBoolean()
  readonly exactReference: boolean = true;

  /** How near lines are that are paired without equal references, the nearest first; null: none is. */
  @ValidateIf((_, value) => value !== null)
  @IsObject()
  @ValidateNested()
  @Type(() => TolerancesDto)
  readonly amountAndDate: TolerancesDto | null = new TolerancesDto();
}

/** What to compare with what. */
export class CreateReconciliationDto {
  /** The id of an imported upload of the kind `ledger`.
   * @example "019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11" */
  @IsUUID()
  readonly ledgerUploadId: string;

  /** The id of an imported upload of the kind `bank`.
   * @example "019aaf11-0f5c-7a32-9b59-3b5c8d9c0a12" */
  @IsUUID()
  readonly bankUploadId: string;

  /** By which rules; equal references, and then equal amounts within three days, when left out. */
  @IsObject()
  @ValidateNested()
  @Type(() => RulesDto)
  readonly rules: RulesDto = new RulesDto();
}
