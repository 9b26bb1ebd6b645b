import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditLog } from '../../src/audit/index.ts';
import { newRecordId } from '../../src/audit/entry/record-id.ts';
import { ENTRY_COLUMNS } from '../../src/audit/reading/selection/entry-columns.ts';

/** An entry as it is stored; a test says what matters to it. */
export function logRow(given: Partial<AuditLog> & Pick<AuditLog, 'timestamp'>): AuditLog {
  return {
    id: newRecordId(given.timestamp),
    recordedAt: given.timestamp,
    category: 'shop',
    actionType: 'update',
    description: 'something was done',
    status: 'success',
    severity: null,
    actorType: 'user',
    userId: null,
    userLabel: null,
    tenantId: null,
    ipAddress: null,
    userAgent: null,
    resourceType: null,
    resourceId: null,
    errorType: null,
    errorFingerprint: null,
    requestId: null,
    traceId: null,
    metadata: {},
    ...given,
  };
}

/** Stores rows past everything that makes entries: nothing is completed, bounded or redacted. */
export async function storeRows(app: INestApplicationContext, rows: readonly AuditLog[]): Promise<void> {
  const dataSource = app.get(DataSource, { strict: false });
  const months = new Set(rows.map(({ timestamp }) => `${timestamp.toISOString().slice(0, 7)}-01T00:00:00Z`));
  for (const month of months) await dataSource.query('SELECT audit_logs_ensure_partition($1)', [month]);
  const columns = Object.entries(ENTRY_COLUMNS);
  const records = rows.map((row) =>
    Object.fromEntries(
      columns.map(([property, column]) => [column.replaceAll('"', ''), row[property as keyof AuditLog]]),
    ),
  );
  await dataSource.query('INSERT INTO audit_logs SELECT * FROM jsonb_populate_recordset(NULL::audit_logs, $1::jsonb)', [
    JSON.stringify(records),
  ]);
}

/** As the log sorts them. */
export function newestFirst(rows: readonly AuditLog[]): AuditLog[] {
  return rows.toSorted(
    (a, b) => b.timestamp.getTime() - a.timestamp.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0),
  );
}
