import type { LogDatabase } from './database/log-database.ts';
import { KeptAnswers } from './fields/kept-answers.ts';

/** A new part is indexed once a day; a part that is gone makes a search slower, not wrong. */
const KEPT_MS = 60_000;

/** Names of such indexes are of this form; see the migration `IndexRecentAuditText`. */
const NEWEST_PART = String.raw`
  SELECT to_timestamp(max(substr(relname, 12, 7) || right(relname, 7)), 'YYYY_MM_DD"_idx"') AS before
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass)
    AND indisvalid AND indpred IS NOT NULL AND relname ~ '^audit_logs_\d{4}_\d{2}_text_\d{2}_idx$'`;

/** Knows how far the text of the month that is written is indexed. */
export class IndexedText {
  readonly #database: LogDatabase;
  readonly #kept = new KeptAnswers<Date | undefined>(KEPT_MS);

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  /**
   * The moment before which an index of a part of a month holds its text; undefined when there is none. An index of a part
   * is used only for a statement that says that it wants nothing else.
   */
  before(): Promise<Date | undefined> {
    return this.#kept.get('', performance.now(), async () => {
      const [row] = await this.#database.query<{ readonly before: Date | null }>(NEWEST_PART);
      return row?.before ?? undefined;
    });
  }
}
