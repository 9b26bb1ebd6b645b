import { createHmac, timingSafeEqual } from 'node:crypto';
import { AuditError } from '../audit.errors.ts';
import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';
import type { LogScope } from './selection/log-scope.ts';

/** A place between two entries of a list, and which way to read from there. */
export interface Cursor {
  readonly towards: 'older' | 'newer';
  /** The entry next to the place. */
  readonly timestamp: Date;
  readonly id: string;
}

/** What a cursor belongs to: it is good for nothing else. */
export interface CursorList {
  /** Filters of the request; how the list is cut into pages does not matter. */
  readonly filters: AuditLogsFilterDto;
  /** What of the log its reader may see. */
  readonly scope: LogScope;
  /** Tells lists with the same filters apart. */
  readonly name: string;
}

/** The last moment that `Date` knows. */
const LATEST = 8.64e15;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Writes a cursor of this list, signed with the key. */
export function encodeCursor({ towards, timestamp, id }: Cursor, list: CursorList, key: string): string {
  const place = [towards, timestamp.getTime(), id] as const;
  return encode([...place, signatureOf(place, list, key)]);
}

/** @throws {AuditError} AUDIT_CURSOR_INVALID when the text is no cursor, was changed, or is one of another list */
export function decodeCursor(text: string, list: CursorList, key: string): Cursor {
  const [towards, time, id, signature] = parse(text);
  const valid =
    (towards === 'older' || towards === 'newer') &&
    isTime(time) &&
    typeof id === 'string' &&
    UUID.test(id) &&
    typeof signature === 'string' &&
    isSame(signature, signatureOf([towards, time, id], list, key)) &&
    encode([towards, time, id, signature]) === text; // nothing more, and base64 has several spellings of the same bytes
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

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function signatureOf(place: readonly unknown[], { filters, scope, name }: CursorList, key: string): string {
  const signed = JSON.stringify([place, name, canonical(filters), scope.tenants?.toSorted() ?? null]);
  return createHmac('sha256', key).update(signed).digest('base64url').slice(0, 22); // 132 bits
}

/** The same for the same filters in any order. */
function canonical(filters: AuditLogsFilterDto): readonly unknown[] {
  const { limit: _limit, page: _page, cursor: _cursor, ...kept } = filters as Record<string, unknown>;
  return Object.entries(kept)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).toSorted() : value])
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)));
}
