import type { AuditLog } from '../../entry/audit-log.entity.ts';
import { textColumns } from './archive-columns.ts';
import { type ArchiveFilters, conditionOf } from './archive-filters.ts';
import type { ArchivedPart } from './archive-ledger.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import { openDuck } from './duckdb.ts';
import { parquetRows } from './parquet-file.ts';
import { storedFiles } from './stored-files.ts';
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts';

/** An entry as the archive has it: metadata as the exact text, in which a number keeps all of its digits. */
export type ArchivedEntry = Readonly<Omit<AuditLog, 'metadata'>> & { readonly metadata: string };

/**
 * The archived entries that match, month by month and in each part of one by their time. One file is looked at after the
 * other, each after its SHA-256 was compared, so that neither memory nor disk is needed for more than one.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when a file is away or not the one that was archived
 */
export async function* readArchive(
  parts: readonly ArchivedPart[],
  { storage, filters }: { readonly storage: ArchiveStorage; readonly filters: ArchiveFilters },
): AsyncGenerator<ArchivedEntry> {
  const { from, to } = filters;
  const wanted = parts.filter(
    ({ firstTimestamp, lastTimestamp }) =>
      (from === undefined || lastTimestamp >= from) && (to === undefined || firstTimestamp < to),
  );
  if (wanted.length === 0) return;
  const { sql, values } = conditionOf(filters);
  const folder = await makeTemporaryFolder();
  try {
    const duck = await openDuck(folder);
    try {
      for (const part of wanted) {
        for await (const { path } of storedFiles(part, { storage, folder })) {
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
