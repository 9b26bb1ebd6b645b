import type { ArchivedMonthEntry } from '../../reading/archived/archived-months.ts';
import { textColumns } from './archive-columns.ts';
import { type ArchiveFilters, type EntryPosition, conditionOf } from './archive-filters.ts';
import type { ArchivedPart } from './archive-ledger.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import { openDuck } from './duckdb.ts';
import { parquetRows } from './parquet-file.ts';
import { storedFiles } from './stored-files.ts';
import { inTemporaryFolder, makeTemporaryFolder, removeFolder } from './temporary-folder.ts';

export type ArchivedEntry = ArchivedMonthEntry;

/** From where archived entries are read, and which. */
export interface ArchiveReading {
  readonly storage: ArchiveStorage;
  readonly filters: ArchiveFilters;
  /** Ends it, whatever it waits for; what is thrown then may be the fault of what was ended. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The archived entries that match, month by month and in each part of one by their time. One file is looked at after the
 * other, each after its SHA-256 was compared, so that neither memory nor disk is needed for more than one.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when a file is away or not the one that was archived
 * @throws {AuditError} AUDIT_ARCHIVE_UNREACHABLE when the storage itself is away
 */
export async function* readArchive(
  parts: readonly ArchivedPart[],
  { storage, filters, signal }: ArchiveReading,
): AsyncGenerator<ArchivedEntry> {
  const wanted = partsWithin(parts, filters);
  if (wanted.length === 0) return;
  const { sql, values } = conditionOf(filters);
  const folder = await makeTemporaryFolder();
  try {
    const duck = await openDuck(folder, signal);
    try {
      for (const part of wanted) {
        for await (const { path } of storedFiles(part, { storage, folder, signal })) {
          const select = `SELECT ${textColumns(part.columns)} FROM (FROM ${parquetRows(path)} WHERE ${sql})`;
          const rows = await duck.connection.stream(select, [...values]);
          for await (const chunk of rows.yieldRowObjectJson()) yield* chunk.map((row) => entryOf(row as TextRow));
        }
      }
    } finally {
      duck.close();
    }
  } finally {
    await removeFolder(folder);
  }
}

/** The newest archived entries that match, and how many at most. */
export interface NewestArchived extends ArchiveReading {
  readonly limit: number;
  /** Only what is older than this. */
  readonly before?: EntryPosition | undefined;
}

/**
 * The newest archived entries that match, newest first. Files of a part are in the order of time: what is older than
 * enough that was found is not looked at.
 * @throws {AuditError} as {@link readArchive} does
 */
export async function newestInArchive(
  parts: readonly ArchivedPart[],
  { storage, filters, limit, before, signal }: NewestArchived,
): Promise<readonly ArchivedEntry[]> {
  const wanted = partsWithin(parts, filters).filter(
    ({ firstTimestamp }) => before === undefined || firstTimestamp <= before.timestamp,
  );
  if (wanted.length === 0) return [];
  const { sql, values } = conditionOf(filters, before);
  return inTemporaryFolder(async (folder) => {
    const duck = await openDuck(folder, signal);
    try {
      const found: ArchivedEntry[] = [];
      for (const month of [...new Set(wanted.map((part) => part.month))].toSorted().toReversed()) {
        const ofMonth: ArchivedEntry[] = []; // its parts may lie in the same time
        for (const part of wanted.filter((each) => each.month === month)) {
          const ofPart: ArchivedEntry[] = [];
          const backwards = { ...part, files: part.files.toReversed() };
          for await (const { path } of storedFiles(backwards, { storage, folder, signal })) {
            const select = `SELECT ${textColumns(part.columns)} FROM (FROM ${parquetRows(path)} WHERE ${sql}
              ORDER BY "timestamp" DESC, id DESC LIMIT ${limit - ofPart.length})`;
            const rows = await duck.connection.runAndReadAll(select, [...values]);
            ofPart.push(...rows.getRowObjectsJson().map((row) => entryOf(row as TextRow)));
            if (ofPart.length >= limit) break;
          }
          ofMonth.push(...ofPart);
        }
        found.push(...ofMonth.toSorted(newerFirst));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    } finally {
      duck.close();
    }
  });
}

/** Those that may have entries of the time that the filters name. */
function partsWithin(parts: readonly ArchivedPart[], { from, to }: ArchiveFilters): readonly ArchivedPart[] {
  return parts.filter(
    ({ firstTimestamp, lastTimestamp }) =>
      (from === undefined || lastTimestamp >= from) && (to === undefined || firstTimestamp < to),
  );
}

function newerFirst(a: ArchivedEntry, b: ArchivedEntry): number {
  return b.timestamp.getTime() - a.timestamp.getTime() || (a.id < b.id ? 1 : -1);
}

type TextRow = Readonly<Record<string, string | null>>;

/** The columns are named after the properties; both are known here, so that no other column gets in. */
function entryOf(row: TextRow): ArchivedEntry {
  const text = (column: string): string | null => row[column] ?? null;
  return {
    id: row['id'] ?? '',
    timestamp: new Date(Number(row['timestamp'])),
    recordedAt: new Date(Number(row['recorded_at'])),
    category: row['category'] ?? '',
    actionType: row['action_type'] ?? '',
    resourceType: text('resource_type'),
    resourceId: text('resource_id'),
    description: row['description'] ?? '',
    status: (row['status'] ?? '') as ArchivedEntry['status'],
    severity: text('severity') as ArchivedEntry['severity'],
    errorType: text('error_type'),
    errorFingerprint: text('error_fingerprint'),
    actorType: (row['actor_type'] ?? '') as ArchivedEntry['actorType'],
    userId: text('user_id'),
    userLabel: text('user_label'),
    tenantId: text('tenant_id'),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    requestId: text('request_id'),
    traceId: text('trace_id'),
    metadata: row['metadata'] ?? '{}',
  };
}
