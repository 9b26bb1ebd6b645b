import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditError } from '../../audit.errors.ts';
import type { ArchiveLedger } from './archive-ledger.ts';
import { type ArchiveStorage, folderOf, OWNER_FILE } from './archive-storage.ts';

/** The storage as the place of one log, in which only what the ledger knows is kept. */
export class ArchivePlace {
  readonly #storage: ArchiveStorage;
  readonly #ledger: ArchiveLedger;

  constructor(storage: ArchiveStorage, ledger: ArchiveLedger) {
    this.#storage = storage;
    this.#ledger = ledger;
  }

  /** Removes what a crash, a fault or a newer archive has left in the folder of a month. Only who holds the month may. */
  async removeLeftovers(month: string): Promise<void> {
    const parts = await this.#ledger.partsOf(month);
    const known = new Set(parts.flatMap(({ files, companions }) => [...files.map(({ name }) => name), ...companions]));
    for (const name of await this.#storage.list(folderOf(month))) {
      if (!known.has(name)) await this.#storage.remove(name);
    }
  }

  /**
   * Makes sure that the storage is that of this log, as files are removed there.
   * @param folder for what lies there for a while
   * @returns the id of the log
   * @throws {AuditError} AUDIT_ARCHIVE_CONFLICT when it is that of another one
   */
  async own(folder: string): Promise<string> {
    const path = join(folder, OWNER_FILE);
    const log = await this.#ledger.identity();
    if (await this.#storage.has(OWNER_FILE)) {
      await this.#storage.get(OWNER_FILE, path);
      const { log: owner } = JSON.parse(await readFile(path, 'utf8')) as { readonly log?: unknown };
      if (owner !== log) {
        throw new AuditError('AUDIT_ARCHIVE_CONFLICT', {
          message: `${this.#storage.location} is the archive of another log; name another place for this one.`,
        });
      }
    } else {
      await writeFile(path, `${JSON.stringify({ log })}\n`, { mode: 0o600 });
      await this.#storage.put(OWNER_FILE, path);
    }
    await rm(path);
    return log;
  }
}
