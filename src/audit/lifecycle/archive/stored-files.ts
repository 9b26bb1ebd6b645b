import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AuditError } from '../../audit.errors.ts';
import type { ArchivedFile, ArchivedPart } from './archive-ledger.ts';
import { type ArchiveStorage, OWNER_FILE } from './archive-storage.ts';
import { addDigests, contentHash } from './content-digest.ts';
import type { Duck } from './duckdb.ts';
import { digestOfParquet } from './parquet-file.ts';
import { measureFile, removeFolder } from './temporary-folder.ts';

/** Where files are had from and put to; the signal ends it. */
interface StoredPlace {
  readonly storage: ArchiveStorage;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gets each file of a part from where it is stored, and has it used while it is there; one at a time, so that there is
 * room for one.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when a file is away or not the one that was archived
 * @throws {AuditError} AUDIT_ARCHIVE_UNREACHABLE when the storage itself is away
 */
export async function* storedFiles(
  part: Pick<ArchivedPart, 'files' | 'month'>,
  { storage, folder, signal }: StoredPlace,
): AsyncGenerator<{ readonly file: ArchivedFile; readonly path: string }> {
  const aside = join(folder, 'stored');
  for (const file of part.files) {
    await mkdir(aside, { recursive: true, mode: 0o700 });
    const path = join(aside, basename(file.name));
    try {
      await fetched(file, { storage, path, signal });
      yield { file, path };
    } finally {
      await removeFolder(aside);
    }
  }
}

async function fetched(
  file: ArchivedFile,
  { storage, path, signal }: Omit<StoredPlace, 'folder'> & { readonly path: string },
): Promise<void> {
  signal?.throwIfAborted();
  await storage.get(file.name, path, signal).catch(async (cause: unknown) => {
    signal?.throwIfAborted();
    if (cause instanceof AuditError) throw cause;
    throw (await isThere(storage))
      ? damaged(`The file ${file.name} of the archive can not be read from ${storage.location}.`, cause)
      : new AuditError('AUDIT_ARCHIVE_UNREACHABLE', { cause });
  });
  const { bytes, sha256 } = await measureFile(path);
  if (bytes !== file.bytes || sha256 !== file.sha256) {
    throw damaged(`The file ${file.name} in ${storage.location} is not the one that was archived.`);
  }
}

/** Whether the storage answers with what every archive has: one that is not mounted looks like an empty folder. */
function isThere(storage: ArchiveStorage): Promise<boolean> {
  return storage.has(OWNER_FILE).catch(() => false);
}

/**
 * Reads all files of a part again and compares what stands in them with what stood in the database.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when they differ
 */
export async function verifyStored(
  part: Pick<ArchivedPart, 'files' | 'month' | 'columns' | 'rows' | 'contentHash'>,
  { storage, folder, duck }: { readonly storage: ArchiveStorage; readonly folder: string; readonly duck: Duck },
): Promise<void> {
  const digests = [];
  for await (const { file, path } of storedFiles(part, { storage, folder })) {
    const digest = await digestOfParquet(duck.connection, { path, columns: part.columns }).catch((cause: unknown) => {
      throw damaged(`The file ${file.name} in ${storage.location} can not be read.`, cause);
    });
    digests.push(digest);
  }
  const total = addDigests(digests);
  if (total.rows !== part.rows || contentHash(total) !== part.contentHash) {
    throw damaged(`What is stored of ${part.month} in ${storage.location} is not what the database had.`);
  }
}

function damaged(message: string, cause?: unknown): AuditError {
  return new AuditError('AUDIT_ARCHIVE_DAMAGED', {
    message: `${message} Look after the storage; as long as the month is in the database, archive it again.`,
    cause,
  });
}
