import type { DataSource } from 'typeorm';
import { AuditError } from '../../audit.errors.ts';

/** `2026-01` as the moments between which it lies. */
export interface MonthRange {
  readonly from: Date;
  /** Not in it any more. */
  readonly to: Date;
}

/** @throws {AuditError} AUDIT_ARCHIVE_MONTH_INVALID when it is no month */
export function rangeOf(month: string): MonthRange {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new AuditError('AUDIT_ARCHIVE_MONTH_INVALID', {
      message: `"${month.slice(0, 40)}" is no month; write it like 2026-01.`,
    });
  }
  const from = new Date(`${month}-01T00:00:00.000Z`);
  return { from, to: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) };
}

/** The months that have a partition in the database, oldest first. */
export async function monthsInDatabase(dataSource: DataSource): Promise<readonly string[]> {
  const rows = await dataSource.query<{ readonly month: string }[]>(
    `SELECT replace(right(relname, 7), '_', '-') AS month FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'audit_logs'::regclass AND relname ~ '^audit_logs_\\d{4}_\\d{2}$' ORDER BY month`,
  );
  return rows.map(({ month }) => month);
}
