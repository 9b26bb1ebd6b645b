import type { EntityManager } from 'typeorm';

/** What the database holds of a month, told cheaply. */
export interface MonthState {
  readonly rows: number;
  /** Null when there are none. */
  readonly lastRecordedAt: Date | null;
}

/** The key of the advisory lock of a month, which who archives, restores or removes entries of it holds: `hashtextextended(…, 0)`. */
export function monthLock(month: string): string {
  return `audit_log_archives ${month}`;
}

/** What the archive holds of a month. */
export interface ArchivedMonth {
  /** `2026-01`, UTC. */
  readonly month: string;
  readonly entries: number;
  /** Of its files. */
  readonly bytes: number;
}

/** Why a month is still in the archive: somebody holds entries of it, or the database still has it. */
export type ReasonToStay = 'held' | 'in the database';

/** Where months of the log are kept after they have left the database. A port: type and injection token at once. */
export abstract class MonthArchive {
  /**
   * Whether all that the database holds of this month is in the archive, re-read and compared.
   * @param month `2026-01`, UTC
   */
  abstract isArchived(month: string): Promise<boolean>;

  /**
   * Archives what the database holds of the month; resolves when it is verified.
   * @param month `2026-01`, UTC
   * @returns what that was: if the database still holds exactly this, nothing of it is missing in the archive
   */
  abstract archive(month: string): Promise<MonthState>;

  /**
   * Notes that entries of an archived month have been removed from the database: what the archive has of it now will
   * never be replaced by less.
   * @param manager with the transaction that removes them
   * @param left what is left of it in the database
   */
  abstract seal(month: string, left: MonthState, manager: EntityManager): Promise<void>;

  /** What is archived, oldest first. */
  abstract months(): Promise<readonly ArchivedMonth[]>;

  /** Why the month could not be removed from the archive now; null when it could. */
  abstract reasonToKeep(month: string): Promise<ReasonToStay | null>;

  /**
   * Removes the month from the archive, for good, unless there is a reason to keep it.
   * @returns the reason; null when it is removed
   */
  abstract remove(month: string): Promise<ReasonToStay | null>;
}
