import { rm, writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import { AuditError } from '../../audit.errors.ts';
import type { ArchiveSettings } from '../../audit.options.ts';
import type { AuditEntry } from '../../entry/audit-entry.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { MonthArchive } from '../month-archive.ts';
import { type ArchiveFormat, archiveStream } from './archive-export.ts';
import type { ArchiveFilters } from './archive-filters.ts';
import { type ArchivedPart, ArchiveLedger } from './archive-ledger.ts';
import { type ArchivedEntry, readArchive } from './archive-reader.ts';
import { storageOf } from './archive-place.ts';
import { type ArchiveStorage, folderOf, OWNER_FILE } from './archive-storage.ts';
import { openDuck } from './duckdb.ts';
import { holdingMonth, lookAt, type MonthSnapshot, type MonthState } from './month-snapshot.ts';
import { restoreMonth } from './month-restore.ts';
import { monthsInDatabase, rangeOf } from './months.ts';
import { type ArchiveProgress, writePart } from './part-writer.ts';
import { verifyStored } from './stored-files.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** What {@link AuditArchive} works with. */
export interface AuditArchiveParts {
  readonly dataSource: DataSource;
  readonly settings: ArchiveSettings;
  readonly clock: () => Date;
  /** Tells the log what is done with it. */
  readonly record: (entry: AuditEntry) => void;
  /** @default what the settings name */
  readonly storage?: ArchiveStorage;
}

/**
 * The archive of the log: whole months as Parquet files, in a folder or in S3, with a manifest and checksums. Nothing
 * is removed from the database by it. Whatever is done with the archive is an entry of the log.
 */
export class AuditArchive extends MonthArchive {
  readonly #parts: AuditArchiveParts;
  readonly #storage: ArchiveStorage;
  readonly #ledger: ArchiveLedger;

  constructor(parts: AuditArchiveParts) {
    super();
    const { dataSource, settings, storage } = parts;
    this.#parts = parts;
    this.#ledger = new ArchiveLedger(dataSource);
    this.#storage = storage ?? storageOf(settings);
  }

  /** Where the files lie: a folder, or `s3://bucket/prefix`. */
  get location(): string {
    return this.#storage.location;
  }

  /** An entry that came into the month after it was archived makes this false, until it is archived again. */
  override async isArchived(month: string): Promise<boolean> {
    const { dataSource } = this.#parts;
    rangeOf(month);
    const parts = await this.#ledger.partsOf(month);
    if (parts.length === 0) return false;
    return lookAt({ dataSource, month }, async (snapshot) => {
      return isCurrent(await snapshot.state(), await snapshot.held(parts));
    });
  }

  /**
   * Archives what the database holds of the month, in place of what was archived of it before. Does nothing when all of
   * it is archived. It counts when every file was read again from where it is stored and compared with the database.
   * @throws {AuditError} AUDIT_ARCHIVE_MONTH_INVALID when it is no month, or not over yet
   * @throws {AuditError} AUDIT_ARCHIVE_CONFLICT when the storage is that of another log, or the database holds less than
   * was archived
   * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when something else is stored than was sent there
   */
  override async archive(month: string, onProgress?: (progress: ArchiveProgress) => void): Promise<void> {
    const { dataSource, clock } = this.#parts;
    if (rangeOf(month).to > clock()) {
      throw new AuditError('AUDIT_ARCHIVE_MONTH_INVALID', {
        message: `The month ${month} is not over yet; archive it when it is.`,
      });
    }
    await holdingMonth({ dataSource, month }, (snapshot) => this.#archive(month, { snapshot, onProgress }));
  }

  /** The months that are over and whose entries in the database are not all archived, oldest first. */
  async pendingMonths(): Promise<readonly string[]> {
    const months = await monthsInDatabase(this.#parts.dataSource);
    const pending: string[] = [];
    for (const month of months) {
      if (rangeOf(month).to > this.#parts.clock()) continue;
      if (!(await this.isArchived(month)) && (await this.#hasEntries(month))) pending.push(month);
    }
    return pending;
  }

  /** What is archived, by month. */
  list(): Promise<readonly ArchivedPart[]> {
    return this.#ledger.all();
  }

  /**
   * Reads all files of an archived month again and compares them with what was archived.
   * @throws {AuditError} AUDIT_ARCHIVE_NOT_FOUND AUDIT_ARCHIVE_DAMAGED
   */
  async verify(month: string): Promise<void> {
    const parts = await this.#partsOf(month);
    await inTemporaryFolder(async (folder) => {
      const duck = await openDuck(folder);
      try {
        for (const part of parts) {
          await verifyStored(part, { storage: this.#storage, folder, duck });
          await this.#ledger.noteVerified(part.id, this.#parts.clock());
        }
      } finally {
        duck.close();
      }
    });
  }

  /**
   * Brings an archived month that was removed back into the database, as its partition; all of it or nothing.
   * @returns how many entries
   * @throws {AuditError} AUDIT_ARCHIVE_NOT_FOUND when it is not archived
   * @throws {AuditError} AUDIT_ARCHIVE_MONTH_PRESENT when the database has entries of it
   * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when what is stored is not what was archived
   */
  async restore(month: string): Promise<number> {
    const { dataSource, record } = this.#parts;
    rangeOf(month);
    const rows = await holdingMonth({ dataSource, month }, async () => {
      const parts = await this.#partsOf(month);
      return inTemporaryFolder(async (folder) => {
        const duck = await openDuck(folder);
        try {
          return await dataSource.transaction(async (manager) => {
            await manager.query('SET LOCAL statement_timeout = 0');
            return restoreMonth(parts, month, { manager, storage: this.#storage, duck, folder });
          });
        } finally {
          duck.close();
        }
      });
    });
    record({ ...ABOUT, action: AuditAction.Restore, ...named(month), metadata: { rows, location: this.location } });
    return rows;
  }

  /** The archived entries that match, read where they lie. That they are read is recorded first. */
  async *read(filters: ArchiveFilters = {}): AsyncGenerator<ArchivedEntry> {
    this.#parts.record({ ...ABOUT, action: AuditAction.Read, ...READING, metadata: { filters } });
    yield* readArchive(await this.#ledger.all(), { storage: this.#storage, filters });
  }

  /** {@link read} as the bytes of a file. That they are exported is recorded before the first of them. */
  async export(filters: ArchiveFilters, format: ArchiveFormat): Promise<Readable> {
    this.#parts.record({ ...ABOUT, action: AuditAction.Export, ...READING, metadata: { filters, format } });
    return archiveStream(readArchive(await this.#ledger.all(), { storage: this.#storage, filters }), format);
  }

  async #archive(
    month: string,
    { snapshot, onProgress }: { readonly snapshot: MonthSnapshot; readonly onProgress: Progress },
  ): Promise<void> {
    const { settings, clock, record } = this.#parts;
    const storage = this.#storage;
    const state = await snapshot.state();
    const held = await snapshot.held(await this.#ledger.partsOf(month));
    if (state.lastRecordedAt === null || isCurrent(state, held)) return;
    const { rows, lastRecordedAt } = state;
    if (rows < rowsOf(held)) {
      throw new AuditError('AUDIT_ARCHIVE_CONFLICT', {
        message: `The database holds ${rows} entries of ${month}, but ${rowsOf(held)} of them were archived; find out who removed them, the archive keeps all.`,
      });
    }
    const part = await inTemporaryFolder(async (folder) => {
      const log = await this.#own(folder);
      const duck = await openDuck(folder);
      try {
        await this.#removeLeftovers(month);
        const { fileBytes } = settings;
        const work = { snapshot, storage, duck, folder, fileBytes, log, clock, onProgress };
        return await writePart(month, { rows, lastRecordedAt }, work);
      } finally {
        duck.close();
      }
    });
    await this.#ledger.replace(
      held.map(({ id }) => id),
      part,
    );
    const { bytes, files, contentHash, location } = part;
    const metadata = { rows, bytes, contentHash, location, files };
    record({ ...ABOUT, action: AuditAction.Archive, ...named(month), metadata });
    await this.#removeLeftovers(month);
  }

  /** Removes what a crash, a fault or a newer archive has left in the folder of a month. Only who holds the month may. */
  async #removeLeftovers(month: string): Promise<void> {
    const parts = await this.#ledger.partsOf(month);
    const known = new Set(parts.flatMap(({ files, companions }) => [...files.map(({ name }) => name), ...companions]));
    for (const name of await this.#storage.list(folderOf(month))) {
      if (!known.has(name)) await this.#storage.remove(name);
    }
  }

  /** Makes sure that the storage is that of this log, as it removes files there. @returns the id of the log */
  async #own(folder: string): Promise<string> {
    const path = join(folder, OWNER_FILE);
    const log = await this.#ledger.identity();
    if (await this.#storage.has(OWNER_FILE)) {
      await this.#storage.get(OWNER_FILE, path);
      const { log: owner } = JSON.parse(await readFile(path, 'utf8')) as { readonly log?: unknown };
      if (owner !== log) {
        throw new AuditError('AUDIT_ARCHIVE_CONFLICT', {
          message: `${this.location} is the archive of another log; name another place for this one.`,
        });
      }
    } else {
      await writeFile(path, `${JSON.stringify({ log })}\n`, { mode: 0o600 });
      await this.#storage.put(OWNER_FILE, path);
    }
    await rm(path);
    return log;
  }

  async #partsOf(month: string): Promise<readonly ArchivedPart[]> {
    rangeOf(month);
    const parts = await this.#ledger.partsOf(month);
    if (parts.length === 0) throw new AuditError('AUDIT_ARCHIVE_NOT_FOUND');
    return parts;
  }

  #hasEntries(month: string): Promise<boolean> {
    return lookAt({ dataSource: this.#parts.dataSource, month }, async (snapshot) => (await snapshot.state()).rows > 0);
  }
}

type Progress = ((progress: ArchiveProgress) => void) | undefined;

const ABOUT = { category: AuditCategory.Administrative, resource: 'audit_archive' } as const;
const READING = { object: 'archived months of the audit log' } as const;

function named(month: string): { readonly resourceId: string; readonly object: string } {
  return { resourceId: month, object: `the month ${month} of the audit log` };
}

function rowsOf(parts: readonly ArchivedPart[]): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}

/** Whether the parts that the database holds are all that it holds. */
function isCurrent({ rows, lastRecordedAt }: MonthState, held: readonly ArchivedPart[]): boolean {
  const last = held.length === 0 ? null : Math.max(...held.map((part) => part.lastRecordedAt.getTime()));
  return rows === rowsOf(held) && (lastRecordedAt?.getTime() ?? null) === last;
}
