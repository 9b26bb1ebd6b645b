import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checksumsOf, manifestOf } from './archive-manifest.ts';
import type { ArchiveColumn } from './archive-columns.ts';
import type { ArchivedFile, ArchivedPart } from './archive-ledger.ts';
import type { ArchiveProgress } from './archive-progress.ts';
import { type ArchiveStorage, folderOf } from './archive-storage.ts';
import { contentHash } from './content-digest.ts';
import { csvFiles } from './csv-files.ts';
import type { Duck } from './duckdb.ts';
import type { MonthSnapshot } from './month-snapshot.ts';
import { writeParquet } from './parquet-file.ts';
import { verifyStored } from './stored-files.ts';
import { measureFile } from './temporary-folder.ts';

/** What a part is made with. */
export interface PartWork {
  readonly snapshot: MonthSnapshot;
  readonly storage: ArchiveStorage;
  readonly duck: Duck;
  /** For what lies there for a while. */
  readonly folder: string;
  /** Most bytes of CSV that become one file. */
  readonly fileBytes: number;
  readonly log: string;
  readonly clock: () => Date;
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
}

/**
 * Stores all entries of the snapshot, reads them again from where they are stored, and compares. Nothing counts as
 * archived by that alone: it is the ledger that says so.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when something else is stored than the database has
 */
export async function writePart(
  month: string,
  state: { readonly rows: number; readonly lastRecordedAt: Date },
  work: PartWork,
): Promise<ArchivedPart> {
  const { snapshot, storage, onProgress } = work;
  const id = randomUUID();
  const columns = await snapshot.columns();
  const digest = await snapshot.digest(columns);
  const { firstId, firstTimestamp, lastTimestamp } = await snapshot.ends();
  const files = await storeFiles({ month, id, columns, rows: digest.rows }, work);
  const part: ArchivedPart = {
    id,
    month,
    rows: digest.rows,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    firstId,
    firstTimestamp,
    lastTimestamp,
    lastRecordedAt: state.lastRecordedAt,
    contentHash: contentHash(digest),
    columns,
    files,
    companions: [`${folderOf(month)}manifest-${id}.json`, `${folderOf(month)}audit-logs-${id}.sha256`],
    location: storage.location,
    archivedAt: work.clock(),
    verifiedAt: work.clock(),
    sealed: false,
  };
  await storeCompanions(part, work);
  onProgress?.({ month, step: 'verifying', rows: part.rows, of: part.rows });
  await verifyStored(part, work);
  return { ...part, verifiedAt: work.clock() };
}

async function storeFiles(
  {
    month,
    id,
    columns,
    rows,
  }: { readonly month: string; readonly id: string; readonly columns: readonly ArchiveColumn[]; readonly rows: number },
  { snapshot, storage, duck, folder, fileBytes, onProgress }: PartWork,
): Promise<readonly ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  let stored = 0;
  onProgress?.({ month, step: 'reading', rows: 0, of: rows });
  for await (const csv of csvFiles(snapshot.copy(columns), { folder, fileBytes })) {
    const path = join(folder, 'rows.parquet');
    await writeParquet(duck.connection, { csv, path, columns });
    await rm(csv.path);
    const name = `${folderOf(month)}audit-logs-${id}-${String(files.length + 1).padStart(4, '0')}.parquet`;
    const { bytes, sha256 } = await measureFile(path);
    await storage.put(name, path);
    await rm(path);
    files.push({ name, rows: csv.rows, bytes, sha256 });
    stored += csv.rows;
    onProgress?.({ month, step: 'reading', rows: stored, of: rows });
  }
  return files;
}

/** The manifest and the list of checksums. */
async function storeCompanions(part: ArchivedPart, { storage, snapshot, duck, folder, log }: PartWork): Promise<void> {
  const versions = { node: process.version, duckdb: duck.version, postgresql: await snapshot.serverVersion() };
  const texts = [`${JSON.stringify(manifestOf(part, { log, versions }), null, 2)}\n`, checksumsOf(part)];
  for (const [place, name] of part.companions.entries()) {
    const path = join(folder, 'companion');
    await writeFile(path, texts[place] ?? '', { mode: 0o600 });
    await storage.put(name, path);
    await rm(path);
  }
}
