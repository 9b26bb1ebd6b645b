import type { JournalledEntry } from './journal-batch.ts';

/** What a journal is told to keep to, and whom it tells. */
export interface JournalOptions {
  /** The UUID of this writer. */
  readonly writer: string;
  /** Most bytes of frames in memory that no disk has. */
  readonly maxQueueBytes: number;
  /** Most bytes of segments, those of dead processes included. */
  readonly maxBytes: number;
  /** Whether frames belong on a disk, which is given by {@link Journal.open}. */
  readonly isOnDisk: boolean;
  readonly onDiskFault: (error: unknown) => void;
  readonly onDiskRecovery: () => void;
  readonly onLost: (lost: { readonly count: number; readonly from: number; readonly to: number }) => void;
  readonly onDisplaced: (entries: readonly JournalledEntry[]) => void;
}
