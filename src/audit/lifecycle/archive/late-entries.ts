import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArchivedPart } from './archive-ledger.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import type { CopiedRows } from './copy-out.ts';
import { type Duck, quoted } from './duckdb.ts';
import type { MonthSnapshot } from './month-snapshot.ts';
import { parquetRows } from './parquet-file.ts';
import { storedFiles } from './stored-files.ts';

/**
 * The ids of the entries of a month that none of these parts has. Of what the database holds and the archive has, only
 * the ids are compared, file by file.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when a file is away or not the one that was archived
 */
export async function idsOutside(
  parts: readonly ArchivedPart[],
  {
    snapshot,
    storage,
    duck,
    folder,
  }: {
    readonly snapshot: MonthSnapshot;
    readonly storage: ArchiveStorage;
    readonly duck: Duck;
    readonly folder: string;
  },
): Promise<readonly string[]> {
  const path = join(folder, 'ids.csv');
  await pipeline(snapshot.copyIds(), bytesOf, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  await duck.connection.run(
    `CREATE TEMP TABLE late AS FROM read_csv(${quoted(path)}, header = false, auto_detect = false, columns = {id: 'UUID'})`,
  );
  await rm(path);
  for (const part of parts) {
    for await (const file of storedFiles(part, { storage, folder })) {
      await duck.connection.run(`DELETE FROM late WHERE id IN (SELECT id FROM ${parquetRows(file.path)})`);
    }
  }
  const rows = await duck.connection.runAndReadAll('SELECT id::VARCHAR AS id FROM late');
  await duck.connection.run('DROP TABLE late');
  return rows.getRowObjectsJson().map((row) => row['id'] as string);
}

async function* bytesOf(batches: AsyncIterable<CopiedRows>): AsyncGenerator<Buffer> {
  for await (const { bytes } of batches) yield bytes;
}
