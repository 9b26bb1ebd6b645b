import { type ArchiveColumn, parquetTypeOf } from './archive-columns.ts';
import type { ArchivedPart } from './archive-ledger.ts';

/** With what it was made. */
export interface ToolVersions {
  readonly node: string;
  readonly duckdb: string;
  readonly postgresql: string;
}

/** What lies beside the files and says what they are. */
export interface ArchiveManifest {
  readonly format: 1;
  readonly id: string;
  /** The id of the log that it is of. */
  readonly log: string;
  readonly month: string;
  readonly rows: number;
  readonly columns: readonly (ArchiveColumn & { readonly parquet: string })[];
  /** All entries of the month: an archive leaves none out. */
  readonly filters: null;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly contentHash: string;
  /** Names relative to the manifest. */
  readonly files: readonly {
    readonly name: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly versions: ToolVersions;
  readonly madeAt: string;
}

export function manifestOf(
  part: ArchivedPart,
  { log, versions }: { readonly log: string; readonly versions: ToolVersions },
): ArchiveManifest {
  return {
    format: 1,
    id: part.id,
    log,
    month: part.month,
    rows: part.rows,
    columns: part.columns.map((column) => ({ ...column, parquet: parquetTypeOf(column) })),
    filters: null,
    firstTimestamp: part.firstTimestamp.toISOString(),
    lastTimestamp: part.lastTimestamp.toISOString(),
    contentHash: part.contentHash,
    files: part.files.map((file) => ({ ...file, name: baseName(file.name) })),
    versions,
    madeAt: part.archivedAt.toISOString(),
  };
}

/** The checksums as `sha256sum --check` reads them. */
export function checksumsOf({ files }: Pick<ArchivedPart, 'files'>): string {
  return files.map(({ name, sha256 }) => `${sha256}  ${baseName(name)}\n`).join('');
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
