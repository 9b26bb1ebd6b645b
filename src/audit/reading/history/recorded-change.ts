import type { AuditChanges } from '../../entry/audit-entry.ts';

/** What the log tells of something that was done to one thing, and succeeded. */
export interface RecordedChange {
  readonly id: string;
  readonly timestamp: Date;
  readonly actionType: string;
  /** `metadata.changes` as it is stored; null when the entry tells of none. */
  readonly changes: AuditChanges | null;
}

/** A place between the changes, which are sorted by timestamp, then id. */
export type Place = Pick<RecordedChange, 'timestamp' | 'id'>;
