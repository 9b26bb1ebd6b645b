import { createHash } from 'node:crypto';
import { AuditError } from '../audit.errors.ts';
import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';

/** A place between two entries of a list, and which way to read from there. */
export interface Cursor {
  readonly towards: 'older' | 'newer';
  /** The entry next to the place. */
  readonly timestamp: Date;
  readonly id: string;
}

/** The last moment that `Date` knows. */
const LATEST = 8.64e15;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Writes a cursor that is valid for these filters only. */
export function encodeCursor({ towards, timestamp, id }: Cursor, filters: AuditLogsFilterDto): string {
  return encode([towards, timestamp.getTime(), id, digestOf(filters)]);
}

/** @throws {AuditError} AUDIT_CURSOR_INVALID when the text is no cursor, or was made with other filters */
export function decodeCursor(text: string, filters: AuditLogsFilterDto): Cursor {
  const [towards, time, id, digest] = parse(text);
  const valid =
    (towards === 'older' || towards === 'newer') &&
    isTime(time) &&
    typeof id === 'string' &&
    UUID.test(id) &&
    digest === digestOf(filters) &&
    encode([towards, time, id, digest]) === text; // nothing more, and base64 has several spellings of the same bytes
  if (!valid) throw new AuditError('AUDIT_CURSOR_INVALID');
  return { towards, timestamp: new Date(time), id };
}

/** Milliseconds since 1970, where the ids of entries begin; what `Date` and PostgreSQL both take. */
function isTime(time: unknown): time is number {
  return Number.isInteger(time) && Number(time) >= 0 && Number(time) <= LATEST;
}

function encode(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function parse(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** The same for the same filters in any order. */
function digestOf(filters: AuditLogsFilterDto): string {
  const { limit: _limit, page: _page, cursor: _cursor, ...kept } = filters as Record<string, unknown>;
  const canonical = Object.entries(kept)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).toSorted() : value])
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)));
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64url').slice(0, 16);
}
