/** How the delivery of entries is doing. Counts are of this process since its start, unless they say otherwise. */
export interface AuditDeliveryStatus {
  /** Entries that were made: the sum of the next five. */
  readonly captured: number;
  /** Of them: in the database. */
  readonly committed: number;
  /** Of them: in memory only, because there is no journal or because its disk takes nothing; and in the midst of a turn. */
  readonly queued: number;
  /** Of them: in the journal on the disk, and not in the database yet. */
  readonly journalled: number;
  /** Of them: lost because there was no room. The log has an entry that tells so. */
  readonly shed: number;
  /** Of them: refused by the database, and kept beside the journal. */
  readonly quarantined: number;
  /** Bytes in memory. */
  readonly queuedBytes: number;
  /** Bytes of the journal on the disk, what is stored and kept for a while included; and how many it may have. */
  readonly journalBytes: number;
  readonly journalMaxBytes: number;
  /** Age of the oldest entry that is not in the database, in milliseconds; 0 when all are. */
  readonly oldestAgeMs: number;
  /** Attempts to write that have failed in a row; 0 when writing works. */
  readonly failures: number;
  /** Attempts to write that have failed. */
  readonly retried: number;
  /** Entries of dead processes that this one has stored. */
  readonly recovered: number;
  /** Entries of journals that were damaged or deleted. The log has an entry that tells so. */
  readonly lost: number;
  /** `paused`: nothing helps until somebody has set right how the database is set up, a right that is missing for instance. */
  readonly state: 'writing' | 'retrying' | 'paused';
  /** `memory`: there is none, by option. `failing`: its disk takes nothing at the moment. */
  readonly journal: 'disk' | 'memory' | 'failing';
}

/** A batch that was stored. */
export interface AuditBatch {
  readonly entries: number;
  readonly bytes: number;
  /** How long it took. */
  readonly seconds: number;
}
