import type { EntityManager } from 'typeorm';
import { AuditError } from '../../audit.errors.ts';
import { digestInPostgres, textColumns, valuesFromText } from './archive-columns.ts';
import type { ArchivedPart } from './archive-ledger.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import { contentHash, digestOf, type DigestRow } from './content-digest.ts';
import { type Duck, identifier } from './duckdb.ts';
import { parquetRows } from './parquet-file.ts';
import { storedFiles } from './stored-files.ts';

/** Characters of JSON in one INSERT. */
const BATCH_CHARACTERS = 4 * 1024 * 1024;

/** What a month is restored with. */
export interface RestoreWork {
  /** With an open transaction: what fails leaves nothing behind. */
  readonly manager: EntityManager;
  readonly storage: ArchiveStorage;
  readonly duck: Duck;
  readonly folder: string;
}

/**
 * Brings the archived entries of a month back into the database: into a table aside, which becomes the partition of the
 * month when each part is there as it was.
 * @returns how many entries
 * @throws {AuditError} AUDIT_ARCHIVE_MONTH_PRESENT when the month is in the database
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when what is stored is not what was archived
 */
export async function restoreMonth(parts: readonly ArchivedPart[], month: string, work: RestoreWork): Promise<number> {
  const { manager } = work;
  const firstDay = `${month}-01`;
  const [begun] = await manager.query<{ readonly aside: string | null }[]>(
    'SELECT audit_maintain_begin_restore($1::date)::regclass::text AS aside',
    [firstDay],
  );
  const aside = begun?.aside;
  if (aside === undefined || aside === null) throw new AuditError('AUDIT_ARCHIVE_MONTH_PRESENT');
  let rows = 0;
  for (const part of parts) {
    await load(part, { ...work, aside });
    rows += part.rows;
  }
  const [attached] = await manager.query<{ readonly attached: boolean }[]>(
    'SELECT audit_maintain_finish_restore($1::date) AS attached',
    [firstDay],
  );
  if (attached?.attached !== true) throw new AuditError('AUDIT_ARCHIVE_MONTH_PRESENT');
  return rows;
}

/** Loads one part and compares it, alone, with what it was. */
async function load(part: ArchivedPart, work: RestoreWork & { readonly aside: string }): Promise<void> {
  const { manager, storage, duck, folder, aside } = work;
  const names = part.columns.map(({ name }) => identifier(name)).join(', ');
  const texts = part.columns.map(({ name }) => `${identifier(name)} text`).join(', ');
  const insert = `INSERT INTO ${aside} (${names}) SELECT ${valuesFromText(part.columns)}
    FROM json_to_recordset($1::json) AS archived (${texts})`;
  const before = await digest(part, work);
  for await (const { path } of storedFiles(part, { storage, folder })) {
    const rows = await duck.connection.stream(`SELECT ${textColumns(part.columns)} FROM ${parquetRows(path)}`);
    for await (const chunk of rows.yieldRowObjectJson()) {
      for (const batch of batchesOf(chunk)) await manager.query(insert, [batch]);
    }
  }
  const after = await digest(part, work);
  const loaded = {
    rows: after.rows - before.rows,
    sums: after.sums.map((sum, place) => sum - (before.sums[place] ?? 0n)),
  };
  if (loaded.rows !== part.rows || contentHash(loaded) !== part.contentHash) {
    throw new AuditError('AUDIT_ARCHIVE_DAMAGED', {
      message: `What came back of ${part.month} is not what was archived; nothing was restored.`,
    });
  }
}

async function digest(part: ArchivedPart, { manager, aside }: RestoreWork & { readonly aside: string }) {
  const [row] = await manager.query<DigestRow[]>(digestInPostgres(part.columns, aside));
  return digestOf(row);
}

function* batchesOf(rows: readonly object[]): Generator<string> {
  let lines: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const line = JSON.stringify(row);
    if (characters + line.length > BATCH_CHARACTERS && lines.length > 0) {
      yield `[${lines.join(',')}]`;
      [lines, characters] = [[], 0];
    }
    lines.push(line);
    characters += line.length;
  }
  if (lines.length > 0) yield `[${lines.join(',')}]`;
}
