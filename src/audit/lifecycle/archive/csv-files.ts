import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyOut } from './copy-out.ts';
import type { CsvFile } from './parquet-file.ts';

/**
 * Writes the rows to one file after the other, each of about that size, and gives each when it is whole. The database
 * waits while its taker works.
 */
export async function* csvFiles(
  rows: CopyOut,
  { folder, fileBytes }: { readonly folder: string; readonly fileBytes: number },
): AsyncGenerator<CsvFile> {
  const batches = rows[Symbol.asyncIterator]();
  try {
    for (let number = 1; ; number += 1) {
      const path = join(folder, `${number}.csv`);
      const file = { path, rows: 0, bytes: 0, longest: 0 };
      const handle = await open(path, 'wx', 0o600);
      try {
        while (file.bytes < fileBytes) {
          const { done, value: batch } = await batches.next();
          if (done === true) break;
          await handle.writeFile(batch.bytes);
          file.rows += batch.rows;
          file.bytes += batch.bytes.length;
          file.longest = Math.max(file.longest, batch.longest);
        }
      } finally {
        await handle.close();
      }
      if (file.rows === 0) return;
      yield file;
    }
  } finally {
    rows.destroy();
  }
}
