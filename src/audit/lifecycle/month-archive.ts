/** Where months of the log are kept after they have left the database. A port: type and injection token at once. */
export abstract class MonthArchive {
  /**
   * Whether all that the database holds of this month is in the archive, re-read and compared.
   * @param month `2026-01`, UTC
   */
  abstract isArchived(month: string): Promise<boolean>;

  /**
   * Archives the month; resolves when it is verified.
   * @param month `2026-01`, UTC
   */
  abstract archive(month: string): Promise<void>;
}
