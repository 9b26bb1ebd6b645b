import { identifier } from './duckdb.ts';

/** A column of `audit_logs`, as the archive keeps it. */
export interface ArchiveColumn {
  readonly name: string;
  /** Its type in PostgreSQL, such as `timestamptz`. */
  readonly type: string;
}

/** How a column goes from the database to Parquet, and how each side tells its value as the same text. */
interface ColumnForm {
  /** The value in a query of PostgreSQL, as it stands in CSV. */
  readonly copied: string;
  /** How DuckDB reads that. */
  readonly csvType: string;
  /** What DuckDB makes of it. */
  readonly parquet: string;
  /** The value in Parquet as the text that {@link copied} was. */
  readonly text: string;
}

/** What stands in CSV where there is no value; a value that looks like it is in quotes. */
export const NO_VALUE = String.raw`\N`;

/** The type a column has in Parquet. What is none of these is kept as the text that PostgreSQL makes of it. */
export function parquetTypeOf({ type }: ArchiveColumn): string {
  switch (type) {
    case 'timestamptz':
      return 'TIMESTAMP WITH TIME ZONE';
    case 'uuid':
      return 'UUID';
    default:
      return 'VARCHAR';
  }
}

function formOf({ name, type }: ArchiveColumn): ColumnForm {
  const column = identifier(name);
  switch (type) {
    case 'timestamptz': // milliseconds, which is all that the table keeps
      return {
        copied: `(extract(epoch FROM ${column}) * 1000)::bigint`,
        csvType: 'BIGINT',
        parquet: `epoch_ms(${column})::TIMESTAMPTZ`,
        text: `epoch_ms(${column})::VARCHAR`,
      };
    case 'uuid':
      return { copied: column, csvType: 'UUID', parquet: column, text: `${column}::VARCHAR` };
    case 'inet': // as it is shown: the length of the mask only where it is a network
      return {
        copied: `CASE WHEN masklen(${column}) = CASE family(${column}) WHEN 4 THEN 32 ELSE 128 END
          THEN host(${column}) ELSE text(${column}) END`,
        csvType: 'VARCHAR',
        parquet: column,
        text: column,
      };
    default:
      return { copied: `${column}::text`, csvType: 'VARCHAR', parquet: column, text: column };
  }
}

/** The list of a SELECT of PostgreSQL whose CSV {@link parquetRows} reads. */
export function copiedColumns(columns: readonly ArchiveColumn[]): string {
  return columns.map((column) => `${formOf(column).copied} AS ${identifier(column.name)}`).join(', ');
}

/** The columns of that CSV, as `read_csv` wants to be told. */
export function csvColumns(columns: readonly ArchiveColumn[]): string {
  return `{${columns.map((column) => `${identifier(column.name)}: '${formOf(column).csvType}'`).join(', ')}}`;
}

/** The list of a SELECT of DuckDB that makes of that CSV what stands in Parquet. */
export function parquetColumns(columns: readonly ArchiveColumn[]): string {
  return columns.map((column) => `${formOf(column).parquet} AS ${identifier(column.name)}`).join(', ');
}

/** The list of a SELECT of DuckDB that gives every value as text, by the name of its column. */
export function textColumns(columns: readonly ArchiveColumn[]): string {
  return columns.map((column) => `${formOf(column).text} AS ${identifier(column.name)}`).join(', ');
}

/** The list of a SELECT of PostgreSQL that makes of such a text the value again. */
export function valuesFromText(columns: readonly ArchiveColumn[]): string {
  return columns
    .map(({ name, type }) => {
      const column = identifier(name);
      return type === 'timestamptz' ? `to_timestamp(${column}::numeric / 1000)` : `${column}::${type}`;
    })
    .join(', ');
}

/** Hexadecimal digits of one part of a hash: 60 bits, a positive bigint. */
const PART = 15;
const PARTS = [0, 1, 2, 3].map((part) => part * PART + 1);

/**
 * Tells how many rows there are and what stands in them, in whatever order: the sums of the SHA-256 of each row. Two
 * rows that are equal do not cancel each other out. `relation` may be any that has the columns.
 */
export function digestInPostgres(columns: readonly ArchiveColumn[], relation: string): string {
  const fields = columns.map((column) => {
    const text = `(${formOf(column).copied})::text`;
    return `coalesce(octet_length(${text}) || ':' || ${text}, '-')`;
  });
  const sums = PARTS.map((from) => `coalesce(sum(('x' || substr(hash, ${from}, ${PART}))::bit(60)::bigint), 0)::text`);
  return `SELECT count(*)::text AS rows, ARRAY[${sums.join(', ')}] AS sums FROM (
    SELECT encode(sha256(convert_to(${fields.join(" || ',' || ")}, 'UTF8')), 'hex') AS hash FROM ${relation}) AS hashes`;
}

/** {@link digestInPostgres} for DuckDB. */
export function digestInDuckDb(columns: readonly ArchiveColumn[], relation: string): string {
  const fields = columns.map((column) => {
    const { text } = formOf(column);
    return `coalesce(strlen(${text}) || ':' || ${text}, '-')`;
  });
  const sums = PARTS.map((from) => `coalesce(sum(('0x' || substr(hash, ${from}, ${PART}))::BIGINT), 0)::VARCHAR`);
  return `SELECT count(*)::VARCHAR AS rows, [${sums.join(', ')}] AS sums FROM (
    SELECT sha256(${fields.join(" || ',' || ")}) AS hash FROM ${relation}) AS hashes`;
}
