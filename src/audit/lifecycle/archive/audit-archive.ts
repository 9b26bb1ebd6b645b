import type { Readable } from 'node:stream';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditError } from '../../audit.errors.ts';
import type { ArchiveSettings } from '../../audit.options.ts';
import type { AuditEntry } from '../../entry/audit-entry.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { type ArchivedMonth, MonthArchive, type MonthState, type ReasonToStay } from '../month-archive.ts';
import { type ArchiveFormat, archiveStream } from './archive-export.ts';
import type { ArchiveFilters } from './archive-filters.ts';
import { type ArchivedPart, ArchiveLedger } from './archive-ledger.ts';
import { ArchivePlace } from './archive-place.ts';
import { type ArchivedEntry, readArchive } from './archive-reader.ts';
import type { ArchiveProgress } from './archive-progress.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import { storageOf } from './configured-storage.ts';
import { openDuck } from './duckdb.ts';
import { isHeldByAny } from './held-parts.ts';
import { idsOutside } from './late-entries.ts';
import { holdingMonth, lookAt, type MonthSnapshot } from './month-snapshot.ts';
import { restoreMonth } from './month-restore.ts';
import { monthsInDatabase, rangeOf } from './months.ts';
import { writePart } from './part-writer.ts';
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
  readonly #place: ArchivePlace;

  /** @internal */
  constructor(parts: AuditArchiveParts) {
    super();
    const { dataSource, settings, storage } = parts;
    this.#parts = parts;
    this.#ledger = new ArchiveLedger(dataSource);
    this.#storage = storage ?? storageOf(settings);
    this.#place = new ArchivePlace(this.#storage, this.#ledger);
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
    const left = await this.#ledger.leftOf(month);
    return lookAt({ dataSource, month }, async (snapshot) => {
      return isCurrent(await snapshot.state(), { left, held: await snapshot.held(parts.filter(isOpen)) });
    });
  }

  /**
   * Archives what the database holds of the month, in place of what was archived of it before; where entries were removed
   * from it, what came later beside that. Does nothing when all of it is archived. It counts when every file was read again from where it is stored and compared with the database.
   * @throws {AuditError} AUDIT_ARCHIVE_MONTH_INVALID when it is no month, or not over yet
   * @throws {AuditError} AUDIT_ARCHIVE_CONFLICT when the storage is that of another log, or the database holds less than
   * was archived
   * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when something else is stored than was sent there
   */
  override async archive(month: string, onProgress?: (progress: ArchiveProgress) => void): Promise<MonthState> {
    const { dataSource, clock } = this.#parts;
    if (rangeOf(month).to > clock()) {
      throw new AuditError('AUDIT_ARCHIVE_MONTH_INVALID', {
        message: `The month ${month} is not over yet; archive it when it is.`,
      });
    }
    return holdingMonth({ dataSource, month }, (snapshot) => this.#archive(month, { snapshot, onProgress }));
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
            const restored = await restoreMonth(parts, month, { manager, storage: this.#storage, duck, folder });
            await this.#ledger.unseal(month, manager);
            return restored;
          });
        } finally {
          duck.close();
        }
      });
    });
    record({ ...ABOUT, action: AuditAction.Restore, ...named(month), metadata: { rows, location: this.location } });
    return rows;
  }

  override async seal(month: string, left: MonthState, manager: EntityManager): Promise<void> {
    await this.#ledger.seal(month, left, manager);
  }

  override async months(): Promise<readonly ArchivedMonth[]> {
    const months = new Map<string, ArchivedMonth>();
    for (const { month, rows, bytes } of await this.#ledger.all()) {
      const { entries = 0, bytes: others = 0 } = months.get(month) ?? {};
      months.set(month, { month, entries: entries + rows, bytes: others + bytes });
    }
    return [...months.values()];
  }

  override async reasonToKeep(month: string): Promise<ReasonToStay | null> {
    return this.#reasonToKeep(month, this.#parts.dataSource.manager);
  }

  /**
   * What is left of it when the process ends in the middle are files that nobody knows of; the next one removes them.
   * @throws {AuditError} AUDIT_ARCHIVE_NOT_FOUND AUDIT_ARCHIVE_DAMAGED
   */
  override async remove(month: string): Promise<ReasonToStay | null> {
    const { dataSource } = this.#parts;
    rangeOf(month);
    return holdingMonth({ dataSource, month }, async () => {
      await inTemporaryFolder((folder) => this.#place.own(folder)); // before anything is removed there
      const reason = await dataSource.transaction('READ COMMITTED', async (manager) => {
        await manager.query('SET LOCAL statement_timeout = 0');
        const found = await this.#reasonToKeep(month, manager);
        if (found === null) await this.#ledger.forget(month, manager);
        return found;
      });
      if (reason === null) await this.#place.removeLeftovers(month);
      return reason;
    });
  }

  /** No hold is placed from here to the end of the manager's transaction. */
  async #reasonToKeep(month: string, manager: EntityManager): Promise<ReasonToStay | null> {
    const parts = await this.#partsOf(month);
    if ((await monthsInDatabase(this.#parts.dataSource)).includes(month)) return 'in the database';
    return (await isHeldByAny(parts, { storage: this.#storage, manager })) ? 'held' : null;
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
  ): Promise<MonthState> {
    const { settings, clock, record } = this.#parts;
    const storage = this.#storage;
    const parts = await this.#ledger.partsOf(month);
    const [state, left] = [await snapshot.state(), await this.#ledger.leftOf(month)];
    const held = await snapshot.held(parts.filter(isOpen));
    if (state.lastRecordedAt === null || isCurrent(state, { left, held })) return state;
    const known = rowsOf(held) + (left?.rows ?? 0);
    if (state.rows < known) {
      throw new AuditError('AUDIT_ARCHIVE_CONFLICT', {
        message: `The database holds ${state.rows} entries of ${month}, but ${known} of them were archived; find out who removed them, the archive keeps all.`,
      });
    }
    const part = await inTemporaryFolder(async (folder) => {
      const log = await this.#place.own(folder);
      const duck = await openDuck(folder);
      try {
        await this.#place.removeLeftovers(month);
        const sealed = parts.filter((one) => one.sealed);
        const ids = left && (await idsOutside(sealed, { snapshot, storage, duck, folder }));
        const rest = ids === undefined ? snapshot : snapshot.only(ids);
        const { rows, lastRecordedAt } = await rest.state();
        if (lastRecordedAt === null) return undefined;
        const { fileBytes } = settings;
        const work = { snapshot: rest, storage, duck, folder, fileBytes, log, clock, onProgress };
        return await writePart(month, { rows, lastRecordedAt }, work);
      } finally {
        duck.close();
      }
    });
    if (part === undefined) {
      await this.#ledger.seal(month, state); // entries that were removed are there again, and archived they are
      return state;
    }
    await this.#ledger.replace(
      held.map(({ id }) => id),
      part,
    );
    const { rows, bytes, files, contentHash, location } = part;
    const metadata = { rows, bytes, contentHash, location, files };
    record({ ...ABOUT, action: AuditAction.Archive, ...named(month), metadata });
    await this.#place.removeLeftovers(month);
    return state;
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

function isOpen({ sealed }: ArchivedPart): boolean {
  return !sealed;
}

/** Whether what was left when entries were removed, and the parts that the database holds since, are all that it holds. */
function isCurrent(
  { rows, lastRecordedAt }: MonthState,
  { left, held }: { readonly left: MonthState | undefined; readonly held: readonly ArchivedPart[] },
): boolean {
  const known = [...held.map((part) => part.lastRecordedAt), left?.lastRecordedAt ?? null].filter((at) => at !== null);
  const last = known.length === 0 ? null : Math.max(...known.map((at) => at.getTime()));
  return rows === rowsOf(held) + (left?.rows ?? 0) && (lastRecordedAt?.getTime() ?? null) === last;
}
