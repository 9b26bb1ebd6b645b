import { escapeLiteral } from 'pg';
import { SqlValues } from './sql-values.ts';

/**
 * The values of a statement that takes no parameters (`COPY`), written into it. As with a parameter, what type a value is
 * of is read from where it stands, and nothing of it is ever taken for SQL.
 */
export class SqlLiterals extends SqlValues {
  /** @returns the value as a literal @throws {RangeError} for what has no form in SQL */
  override add(value: unknown): string {
    super.add(value);
    return literalOf(value);
  }
}

function literalOf(value: unknown): string {
  return value === null || value === undefined ? 'NULL' : quoted(textOf(value));
}

/** Right by itself, whatever `standard_conforming_strings` says: where there is a backslash the literal is an `E'…'`. */
function quoted(text: string): string {
  if (text.includes('\0')) throw new RangeError('PostgreSQL has no text with a NUL character.');
  return escapeLiteral(text).trimStart();
}

/** The text form of PostgreSQL, which its input functions read. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return instantOf(value);
  if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`;
  throw new RangeError(`A ${typeof value} has no form in SQL.`);
}

function elementOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return `"${textOf(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** PostgreSQL counts years from 1, with those before as BC, and has no sign before long ones. */
function instantOf(date: Date): string {
  const [, sign = '', year = '', rest = ''] = /^([+-]?)(\d+)(.*)Z$/.exec(date.toISOString()) ?? [];
  const isBefore = sign === '-' || Number(year) === 0;
  const counted = String(isBefore ? 1 + Number(year) : Number(year)).padStart(4, '0');
  return `${counted}${rest.replace('T', ' ')}+00${isBefore ? ' BC' : ''}`;
}
