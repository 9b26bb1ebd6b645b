/** By which rules lines are paired; what the rules mean stands at `matchLines`. At least one is on. */
export interface ReconciliationRules {
  /** Pairs lines with equal references. */
  readonly exactReference: boolean;
  /** Pairs lines of about the same amount and day; null: off. */
  readonly amountAndDate: Tolerances | null;
}

/** How far apart two lines may be that are paired by amount and date. */
export interface Tolerances {
  /** In minor units of the currency, at most 10 000. */
  readonly amountToleranceMinor: number;
  /** At most 31. */
  readonly dateToleranceDays: number;
}
