import type { DataSource } from 'typeorm';
import { AuditArchive, type AuditEntry } from '../../src/audit/index.ts';
import type { ArchiveSettings } from '../../src/audit/audit.options.ts';
import type { ArchiveStorage } from '../../src/audit/lifecycle/archive/archive-storage.ts';

/** Long after all months of the tests. */
const AFTERWARDS = new Date('2026-06-01T00:00:00Z');

/** An archive, and what it has recorded. */
export function archiveOf(
  dataSource: DataSource,
  settings: Partial<ArchiveSettings>,
  storage?: ArchiveStorage,
): { readonly archive: AuditArchive; readonly recorded: AuditEntry[] } {
  const recorded: AuditEntry[] = [];
  const archive = new AuditArchive({
    dataSource,
    settings: { directory: '/nowhere', s3: undefined, fileBytes: 1024 ** 2, ...settings },
    clock: () => AFTERWARDS,
    record: (entry) => void recorded.push(entry),
    ...(storage && { storage }),
  });
  return { archive, recorded };
}

/** A row of `audit_logs`: what is left out has a value that says nothing. */
export type Row = Readonly<Record<string, unknown>>;

/** Puts rows into January 2026, one a second, unless they say otherwise. */
export async function insertRows(dataSource: DataSource, rows: readonly Row[]): Promise<void> {
  await dataSource.query(`SELECT audit_logs_ensure_partition('2026-01-15Z')`);
  for (const [place, row] of rows.entries()) {
    const values = {
      timestamp: new Date(Date.UTC(2026, 0, 10, 0, 0, place)).toISOString(),
      category: 'test',
      action_type: 'run',
      description: 'Something was done',
      status: 'success',
      actor_type: 'system',
      metadata: '{}',
      ...row,
    };
    const names = Object.keys(values).map((name) => `"${name}"`);
    await dataSource.query(
      `INSERT INTO audit_logs (id, ${names.join(', ')})
       VALUES (gen_random_uuid(), ${names.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(values),
    );
  }
}

/** All of the month as the database writes it out, in a fixed order. */
export async function contentOf(dataSource: DataSource): Promise<readonly string[]> {
  const rows = await dataSource.query<{ text: string }[]>(
    `SELECT audit_logs::text AS text FROM audit_logs WHERE "timestamp" >= '2026-01-01Z' AND "timestamp" < '2026-02-01Z'
     ORDER BY "timestamp", id`,
  );
  return rows.map(({ text }) => text);
}

/** As retention removes it. */
export async function dropMonth(dataSource: DataSource): Promise<void> {
  await dataSource.query('DROP TABLE audit_logs_2026_01');
}
