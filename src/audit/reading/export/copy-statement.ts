import type { AuditLog } from '../../entry/audit-log.entity.ts';
import type { ExportFormat } from '../audit-logs-query.dto.ts';
import type { Selection } from '../selection/condition.ts';
import { ENTRY_COLUMNS } from '../selection/entry-columns.ts';
import { SqlLiterals } from '../selection/sql-literals.ts';
import { whereOf } from '../selection/where.ts';
import { type CsvDelimiter, FORMULA_BEGINNINGS } from '../../entry/csv-encoder.ts';

export type ExportColumn = keyof AuditLog;

/** All of them, in the order of a file. */
export const EXPORT_COLUMNS = Object.keys(ENTRY_COLUMNS) as readonly ExportColumn[];

/** Which entries, and how they are written. */
export interface CopyParts {
  readonly selection: Selection;
  readonly format: ExportFormat;
  readonly columns: readonly ExportColumn[];
  readonly delimiter: CsvDelimiter;
  /** Whether times are in UTC; else in the time zone of the session. */
  readonly isUtc: boolean;
  /** A part of the entries only. */
  readonly chunk?: CopyChunk;
}

/** Entries that follow each other, of those that were stored before some moment. */
export interface CopyChunk {
  readonly storedBefore: Date;
  /** The last entry of the part before this one. */
  readonly after?: { readonly timestamp: string; readonly id: string } | undefined;
  readonly rows: number;
}

const TIMES: readonly ExportColumn[] = ['timestamp', 'recordedAt'];
/** Columns whose values the database makes, or checks: they do not begin with what a spreadsheet takes for a formula. */
const SAFE: readonly ExportColumn[] = ['id', 'status', 'severity', 'actorType', 'ipAddress', 'metadata'];

/** As `ascii()` gives the first character; a third of the cost of comparing it as a text. */
const FORMULA_CODES = FORMULA_BEGINNINGS.map((beginning) => beginning.codePointAt(0)).join(', ');

const UTC_TIME = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const LOCAL_TIME = `'YYYY-MM-DD"T"HH24:MI:SS.MSTZH:TZM'`;

/** What a row begins with so that it is known which entry it is: its id and its time, each before a delimiter. */
const KEY = `id AS "keyId", to_char("timestamp" AT TIME ZONE 'UTC', ${UTC_TIME}) AS "keyTime"`;
const ID_LENGTH = 36;
const TIME_LENGTH = 24;
/** How long that is, in bytes. */
export const KEY_LENGTH = ID_LENGTH + TIME_LENGTH + 2;

/** The entry that a row begins with the key of. */
export function keyOf(row: Buffer): { readonly timestamp: string; readonly id: string } {
  const start = ID_LENGTH + 1;
  return { id: row.toString('latin1', 0, ID_LENGTH), timestamp: row.toString('latin1', start, start + TIME_LENGTH) };
}

/**
 * The statement with which PostgreSQL writes the entries, newest first, a message a row. Each begins with the key of its
 * entry when it is a {@link CopyChunk}.
 */
export function copyStatement(parts: CopyParts): string {
  return parts.format === 'csv' ? csvStatement(parts) : jsonStatement(parts);
}

function csvStatement(parts: CopyParts): string {
  const cells = parts.columns.map((column) => csvCell(column, parts));
  return `COPY (SELECT ${[...keyCells(parts), ...cells].join(', ')} ${entriesOf(parts)})
    TO STDOUT (FORMAT csv, DELIMITER '${parts.delimiter}', ENCODING 'UTF8')`;
}

/** JSON has no control characters in it, so that nothing of it is ever quoted or doubled by these. */
function jsonStatement(parts: CopyParts): string {
  const fields = parts.columns.map((column) => `${jsonValue(column, parts)} AS "${column}"`);
  const json = `(SELECT row_to_json(fields) FROM (SELECT ${fields.join(', ')}) AS fields)`;
  return `COPY (SELECT ${[...keyCells(parts), json].join(', ')} ${entriesOf(parts)})
    TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01', ENCODING 'UTF8')`;
}

function keyCells({ chunk }: CopyParts): string[] {
  return chunk === undefined ? [] : [KEY];
}

function entriesOf({ selection, chunk }: CopyParts): string {
  const values = new SqlLiterals();
  const where = [whereOf(selection, values), ...(chunk === undefined ? [] : boundsOf(chunk, values))].join(' AND ');
  const limit = chunk === undefined ? '' : `LIMIT ${values.add(chunk.rows)}`;
  return `FROM audit_logs WHERE ${where} ORDER BY "timestamp" DESC, id DESC ${limit}`;
}

function boundsOf({ storedBefore, after }: CopyChunk, values: SqlLiterals): string[] {
  const stored = `recorded_at < ${values.add(storedBefore)}`;
  if (after === undefined) return [stored];
  return [stored, `("timestamp", id) < (${values.add(after.timestamp)}::timestamptz, ${values.add(after.id)}::uuid)`];
}

function csvCell(column: ExportColumn, parts: CopyParts): string {
  const name = ENTRY_COLUMNS[column];
  if (TIMES.includes(column)) return timeOf(name, parts);
  if (SAFE.includes(column)) return name;
  return `CASE WHEN ascii(${name}) IN (${FORMULA_CODES}) THEN '''' || ${name} ELSE ${name} END`;
}

function jsonValue(column: ExportColumn, parts: CopyParts): string {
  const name = ENTRY_COLUMNS[column];
  return TIMES.includes(column) ? timeOf(name, parts) : name;
}

function timeOf(name: string, { isUtc }: CopyParts): string {
  return isUtc ? `to_char(${name} AT TIME ZONE 'UTC', ${UTC_TIME})` : `to_char(${name}, ${LOCAL_TIME})`;
}
