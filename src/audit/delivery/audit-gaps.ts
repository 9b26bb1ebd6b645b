import type { DataSource } from 'typeorm';

/** Numbers of a writer that are missing between others: entries that are missing in the log, as far as they were entries. */
export interface AuditGap {
  readonly writer: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly count: number;
  /** When what stands before and behind was stored; null where nothing does. */
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A writer that has not told its end and was not heard of for a while: its journal may still lie on some disk. */
export interface UnfinishedWriter {
  readonly writer: string;
  readonly host: string;
  readonly processId: number;
  readonly startedAt: Date;
  /** The last number that is stored; null when none is. */
  readonly lastSequence: number | null;
  /** When that was stored; null when nothing was. */
  readonly lastStoredAt: Date | null;
}

export interface GapReport {
  readonly gaps: readonly AuditGap[];
  readonly unfinished: readonly UnfinishedWriter[];
  /** Numbers that are missing, of all gaps. */
  readonly missing: number;
}

/** A writer that has stored nothing for so long is listed; a living one that is idle too, so this is no alarm. */
const SILENT = '1 hour';

/** A first row that does not begin with 1, rows with a hole between, and a told end that was not reached. */
const GAPS = `
WITH ranges AS (
  SELECT writer_id, first_seq, last_seq, committed_at,
    lag(last_seq, 1, 0::bigint) OVER by_number AS before_seq, lag(committed_at) OVER by_number AS before_at
  FROM audit_log_batches WINDOW by_number AS (PARTITION BY writer_id ORDER BY first_seq)
), ends AS (
  SELECT w.writer_id, w.last_seq, w.finished_at, coalesce(max(b.last_seq), 0) AS stored_seq, max(b.committed_at) AS stored_at
  FROM audit_log_writers w LEFT JOIN audit_log_batches b USING (writer_id)
  WHERE w.last_seq IS NOT NULL GROUP BY w.writer_id
)
SELECT writer_id AS writer, (before_seq + 1)::float8 AS "firstSequence", (first_seq - 1)::float8 AS "lastSequence",
  (first_seq - 1 - before_seq)::float8 AS count, before_at AS "from", committed_at AS "to"
FROM ranges WHERE first_seq > before_seq + 1
UNION ALL
SELECT writer_id, (stored_seq + 1)::float8, last_seq::float8, (last_seq - stored_seq)::float8, stored_at, finished_at
FROM ends WHERE last_seq > stored_seq
ORDER BY 1, 2`;

const UNFINISHED = `
SELECT w.writer_id AS writer, w.host, w.process_id AS "processId", w.started_at AS "startedAt",
  max(b.last_seq)::float8 AS "lastSequence", max(b.committed_at) AS "lastStoredAt"
FROM audit_log_writers w LEFT JOIN audit_log_batches b USING (writer_id)
WHERE w.finished_at IS NULL GROUP BY w.writer_id
HAVING coalesce(max(b.committed_at), w.started_at) < now() - interval '${SILENT}'
ORDER BY w.started_at`;

/** Says what is missing in the log: every frame of a journal has a number, and the database keeps which ones it has. */
export class AuditGaps {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** @throws whatever the database throws */
  async find(): Promise<GapReport> {
    const gaps = await this.#dataSource.query<AuditGap[]>(GAPS);
    const unfinished = await this.#dataSource.query<UnfinishedWriter[]>(UNFINISHED);
    return { gaps, unfinished, missing: gaps.reduce((sum, { count }) => sum + count, 0) };
  }
}
