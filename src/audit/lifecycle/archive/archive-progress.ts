/** How far the archiving of a month is. */
export interface ArchiveProgress {
  readonly month: string;
  readonly step: 'reading' | 'verifying';
  /** Rows that are stored. */
  readonly rows: number;
  readonly of: number;
}
