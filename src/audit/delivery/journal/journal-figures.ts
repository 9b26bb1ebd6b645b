/** Counts of entries since the start, and bytes. */
export interface JournalFigures {
  readonly accepted: number;
  readonly stored: number;
  readonly refused: number;
  /** In memory only. */
  readonly queued: number;
  /** On the disk, and not in the database yet. */
  readonly journalled: number;
  readonly queuedBytes: number;
  /** Of all segments, those of dead processes included. */
  readonly bytes: number;
}
