import { join } from 'node:path';
import type { JournalFiles } from './journal/journal-files.ts';
import { sqlStateOf } from './writer/store-faults.ts';

/** An entry that the database refuses. */
export interface QuarantinedEntry {
  readonly writer: string;
  readonly sequence: number;
  /** As it was in the journal. */
  readonly line: string;
  readonly error: unknown;
}

/** Keeps what the database refuses: one file each, first why, then the line as it was. */
export class Quarantine {
  readonly #directory: string;
  readonly #files: JournalFiles;

  constructor(root: string, files: JournalFiles) {
    this.#directory = join(root, 'quarantine');
    this.#files = files;
  }

  /** @returns where it is kept @throws what the file system throws */
  keep({ writer, sequence, line, error }: QuarantinedEntry): string {
    this.#files.mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, `${writer}-${sequence}.ndjson`);
    const why = JSON.stringify({ writer, sequence, ...reasonOf(error), quarantinedAt: new Date().toISOString() });
    this.#files.writeFileSync(path, `${why}\n${line}\n`, { mode: 0o600 });
    return path;
  }
}

/** What can be told of it: PostgreSQL's own words may quote the row. */
export function reasonOf(error: unknown): { readonly sqlState: string | undefined; readonly reason: string } {
  return { sqlState: sqlStateOf(error), reason: error instanceof Error ? error.message : String(error) };
}
