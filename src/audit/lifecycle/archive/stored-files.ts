import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AuditError } from '../../audit.errors.ts';
import type { ArchivedFile, ArchivedPart } from './archive-ledger.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import { addDigests, contentHash } from './content-digest.ts';
import type { Duck } from './duckdb.ts';
import { digestOfParquet } from './parquet-file.ts';
import { measureFile, removeFolder } from './temporary-folder.ts';

/**
 * Gets each file of a part from where it is stored, and has it used while it is there; one at a time, so that there is
 * room for one.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when a file is away or not the one that was archived
 */
export async function* storedFiles(
  part: Pick<ArchivedPart, 'files' | 'month'>,
  { storage, folder }: { readonly storage: ArchiveStorage; readonly folder: string },
): AsyncGenerator<{ readonly file: ArchivedFile; readonly path: string }> {
  const aside = join(folder, 'stored');
  for (const file of part.files) {
    await mkdir(aside, { recursive: true, mode: 0o700 });
    const path = join(aside, basename(file.name));
    try {
      await fetched(file, { storage, path });
      yield { file, path };
    } finally {
      await removeFolder(aside);
    }
  }
}

async function fetched(
  file: ArchivedFile,
  { storage, path }: { readonly storage: ArchiveStorage; readonly path: string },
): Promise<void> {
  await storage.get(file.name, path).catch((cause: unknown) => {
    throw damaged(`The file ${file.name} of the archive can not be read from ${storage.location}.`, cause);
  });
  const { bytes, sha256 } = await measureFile(path);
  if (bytes !== file.bytes || sha256 !== file.sha256) {
    throw damaged(`The file ${file.name} in ${storage.location} is not the one that was archived.`);
  }
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
