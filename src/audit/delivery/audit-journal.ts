/** The next lines to write: taken together, released together. */
export interface JournalBatch {
  /** Records as JSON, one each, oldest first. */
  readonly lines: readonly string[];
}

/** `critical` records are the last to be shed: room is kept for them that `ordinary` ones don't get. */
export type JournalRank = 'ordinary' | 'critical';

/**
 * Where records wait between capture and the database. The caller of `append` waits for nothing else: when it returns,
 * the record is as safe as this journal can make it. The writer takes batches from the front and releases them once
 * they are stored.
 */
export interface AuditJournal {
  /** Takes one record, by default an ordinary one. False when it had to be shed because the bound was reached. */
  append(line: string, rank?: JournalRank): boolean;
  /** Whether so much is used of the room for critical records that nothing critical should be begun. */
  readonly isFull: boolean;
  /** The oldest lines, at most `maxLines` of them and about `maxBytes`; undefined when nothing waits. */
  peek(limits: { readonly maxLines: number; readonly maxBytes: number }): JournalBatch | undefined;
  /** Forgets the batch that was peeked last: it is stored. */
  release(batch: JournalBatch): void;
  readonly length: number;
  /** How many records were taken since the start; those that no longer wait are stored or set aside. */
  readonly appended: number;
  readonly bytes: number;
  /** How many records were shed since the start. */
  readonly shed: number;
  /** When the oldest waiting record came, in milliseconds since 1970; undefined when nothing waits. */
  readonly oldestSince: number | undefined;
}
