import type { DuckDBConnection } from '@duckdb/node-api';
import { type ArchiveColumn, csvColumns, digestInDuckDb, NO_VALUE, parquetColumns } from './archive-columns.ts';
import { type ContentDigest, digestOf, type DigestRow } from './content-digest.ts';
import { quoted } from './duckdb.ts';

/** A file of CSV, and what is known of it. */
export interface CsvFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** Bytes of its longest row. */
  readonly longest: number;
}

/** DuckDB's own default, which the largest rows need more than. */
const LEAST_LINE_BYTES = 2 * 1024 * 1024;

/** What one group of rows holds is in memory at once when it is written, and again when it is read. */
const GROUP_BYTES = 32 * 1024 * 1024;
const GROUP_ROWS = { least: 2_048, most: 122_880 } as const;

/** Makes a Parquet file of what `COPY` has written. */
export async function writeParquet(
  connection: DuckDBConnection,
  { csv, path, columns }: { readonly csv: CsvFile; readonly path: string; readonly columns: readonly ArchiveColumn[] },
): Promise<void> {
  const line = Math.max(LEAST_LINE_BYTES, csv.longest + 1024);
  const source = `read_csv(${quoted(csv.path)}, header = false, auto_detect = false, columns = ${csvColumns(columns)},
    delim = ',', quote = '"', escape = '"', new_line = '\\n', nullstr = ${quoted(NO_VALUE)}, allow_quoted_nulls = false,
    parallel = false, max_line_size = ${line}, buffer_size = ${2 * line})`;
  const rowBytes = csv.bytes / Math.max(1, csv.rows);
  const group = Math.min(GROUP_ROWS.most, Math.max(GROUP_ROWS.least, Math.floor(GROUP_BYTES / rowBytes)));
  await connection.run(
    `COPY (SELECT ${parquetColumns(columns)} FROM ${source}) TO ${quoted(path)}
     (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${group})`,
  );
}

/** The files as something to select from. Their columns are their own and not those of the folders they lie in. */
export function parquetRows(path: string): string {
  return `read_parquet(${quoted(path)}, hive_partitioning = false)`;
}

/** What the file holds. @throws when it is no Parquet file, or a damaged one */
export async function digestOfParquet(
  connection: DuckDBConnection,
  { path, columns }: { readonly path: string; readonly columns: readonly ArchiveColumn[] },
): Promise<ContentDigest> {
  const reader = await connection.runAndReadAll(digestInDuckDb(columns, parquetRows(path)));
  return digestOf(reader.getRowObjectsJson()[0] as unknown as DigestRow | undefined);
}
