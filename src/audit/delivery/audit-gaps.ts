import type { DataSource } from 'typeorm';

/** Numbers of a writer, one after the other. Each is that of an entry, or of a mark of the journal's own. */
export interface SequenceRange {
  readonly writer: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly count: number;
  /** When what stands before was stored, or the writer began; null when neither is known. */
  readonly from: Date | null;
  /** When what stands behind was stored, or the writer told its end. */
  readonly to: Date;
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

/** What of the numbers of all writers is not as it should be. */
export interface GapReport {
  /** Missing between, before or behind what is stored: so many entries at most are missing in the log. */
  readonly gaps: readonly SequenceRange[];
  /** Stored twice. The writer stores no number twice: somebody else has changed the tables. */
  readonly overlaps: readonly SequenceRange[];
  readonly unfinished: readonly UnfinishedWriter[];
  /** Numbers that are missing, of all gaps. */
  readonly missing: number;
}

/** A writer that has stored nothing for so long is listed; a living one that is idle too, so this is no alarm. */
const SILENT = '1 hour';

/**
 * What is stored, between two marks that cover no numbers: the start of its writer, and the end where it was told.
 * `reached` is the last number of all that comes before.
 */
const NUMBERS = `
WITH marks AS (
  SELECT writer_id, first_seq, last_seq, committed_at AS moment, true AS is_stored FROM audit_log_batches
  UNION ALL SELECT writer_id, 0, 0, started_at, false FROM audit_log_writers
  UNION ALL SELECT writer_id, last_seq + 1, last_seq, finished_at, false FROM audit_log_writers WHERE last_seq IS NOT NULL
), steps AS (
  SELECT *, lag(moment) OVER before AS before_moment, coalesce(max(last_seq) OVER before, 0) AS reached
  FROM marks
  WINDOW before AS (PARTITION BY writer_id ORDER BY first_seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), ranges AS (
  SELECT true AS is_gap, writer_id, reached + 1 AS first_seq, first_seq - 1 AS last_seq, before_moment, moment
  FROM steps WHERE first_seq > reached + 1
  UNION ALL
  SELECT false, writer_id, first_seq, least(last_seq, reached), before_moment, moment
  FROM steps WHERE is_stored AND first_seq <= reached
)
SELECT is_gap AS "isGap", writer_id AS writer, first_seq::float8 AS "firstSequence", last_seq::float8 AS "lastSequence",
  (last_seq - first_seq + 1)::float8 AS count, before_moment AS "from", moment AS "to"
FROM ranges ORDER BY writer_id, ranges.first_seq`;

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
    const found = await this.#dataSource.query<FoundRange[]>(NUMBERS);
    const unfinished = await this.#dataSource.query<UnfinishedWriter[]>(UNFINISHED);
    const gaps = found.filter(({ isGap }) => isGap).map(rangeOf);
    const overlaps = found.filter(({ isGap }) => !isGap).map(rangeOf);
    return { gaps, overlaps, unfinished, missing: gaps.reduce((sum, { count }) => sum + count, 0) };
  }
}

interface FoundRange extends SequenceRange {
  /** Whether it is missing; else it is there twice. */
  readonly isGap: boolean;
}

function rangeOf({ writer, firstSequence, lastSequence, count, from, to }: FoundRange): SequenceRange {
  return { writer, firstSequence, lastSequence, count, from, to };
}
