import type { LogDatabase } from './database/log-database.ts';

/** What cursors are signed with: made at random when the log was made, the same for all instances. */
export class CursorKey {
  readonly #database: LogDatabase;
  #key: Promise<string> | undefined;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  /** @throws whatever the database throws */
  value(): Promise<string> {
    this.#key ??= this.#read().catch((error: unknown) => {
      this.#key = undefined; // the next one asks again
      throw error;
    });
    return this.#key;
  }

  async #read(): Promise<string> {
    const [row] = await this.#database.query<{ readonly key: string }>(
      'SELECT cursor_key AS key FROM audit_log_identity',
    );
    if (row === undefined) throw new Error('audit_log_identity has no row; run the migrations of the audit log.');
    return row.key;
  }
}
