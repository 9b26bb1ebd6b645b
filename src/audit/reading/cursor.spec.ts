import * as fc from 'fast-check';
import { AuditError } from '../audit.errors.ts';
import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';
import { type Cursor, type CursorList, decodeCursor, encodeCursor } from './cursor.ts';
import { WHOLE_LOG } from './selection/log-scope.ts';

const KEY = 'made for these tests';
const FILTERS = { userId: ['u1', 'u2'], from: new Date('2026-01-01T00:00:00Z'), search: 'x' };
const CURSOR: Cursor = {
  towards: 'older',
  timestamp: new Date('2026-11-23T18:30:12.345Z'),
  id: '019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11',
};

const anyCursor: fc.Arbitrary<Cursor> = fc.record({
  towards: fc.constantFrom('older', 'newer'),
  timestamp: fc.date({ min: new Date(0), noInvalidDate: true }),
  id: fc.uuid(),
});
const texts = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
const anyFilters = fc.record(
  { userId: texts, category: texts, status: texts, search: fc.string(), from: fc.date({ noInvalidDate: true }) },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<AuditLogsFilterDto>;

const listOf = (filters: AuditLogsFilterDto): CursorList => ({ filters, scope: WHOLE_LOG, name: 'entries' });
const encode = (cursor: Cursor, filters: AuditLogsFilterDto): string => encodeCursor(cursor, listOf(filters), KEY);
const decode = (text: string, filters: AuditLogsFilterDto): Cursor => decodeCursor(text, listOf(filters), KEY);

/** What a text of these parts would be, made by somebody who knows how. */
const forged = (parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const partsOf = (text: string): unknown[] => JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];

function refusalOf(text: string, filters: AuditLogsFilterDto = FILTERS): unknown {
  try {
    return decode(text, filters);
  } catch (error) {
    return error instanceof AuditError ? error.code : error;
  }
}

describe('decodeCursor', () => {
  it('should give back every cursor with the filters it was made with', () => {
    fc.assert(
      fc.property(anyCursor, anyFilters, (cursor, filters) => {
        const text = encode(cursor, filters);
        expect(decode(text, filters)).toEqual(cursor);
        expect(text).toMatch(/^[\w-]{1,200}$/);
      }),
    );
  });

  it('should take the same filters in any order, and other pages of them', () => {
    const text = encode(CURSOR, FILTERS);
    const { userId, ...others } = FILTERS;
    const same = { limit: 20, cursor: text, ...others, tenantId: undefined, userId: userId.toReversed() };
    expect(decode(text, same)).toEqual(CURSOR);
  });

  it.each<[what: string, filters: AuditLogsFilterDto]>([
    ['fewer', { userId: ['u1', 'u2'], search: 'x' }],
    ['more', { ...FILTERS, tenantId: ['t'] }],
    ['others', { ...FILTERS, userId: ['u1'] }],
    ['the same values under another name', { from: FILTERS.from, search: 'x', requestId: ['u1', 'u2'] }],
    ['values that only look the same when they are joined', { ...FILTERS, userId: ['u1,u2'] }],
    ['another moment', { ...FILTERS, from: new Date('2026-01-01T00:00:00.001Z') }],
  ])('should refuse a cursor for %s of the filters', (_what, filters) => {
    expect(refusalOf(encode(CURSOR, FILTERS), filters)).toBe('AUDIT_CURSOR_INVALID');
  });

  it.each<[what: string, list: CursorList, key: string]>([
    ['a key of another log', listOf(FILTERS), 'another'],
    ['another list', { ...listOf(FILTERS), name: 'errors' }, KEY],
    ['a reader who may see less', { ...listOf(FILTERS), scope: { tenants: ['acme'] } }, KEY],
    ['a reader who may see nothing', { ...listOf(FILTERS), scope: { tenants: [] } }, KEY],
  ])('should refuse a cursor with %s', (_what, list, key) => {
    expect(() => decodeCursor(encode(CURSOR, FILTERS), list, key)).toThrow(AuditError);
  });

  it('should refuse another place with the signature of one', () => {
    expect(refusalOf(forged([towards, Number(time) + 1, id, digest]))).toBe('AUDIT_CURSOR_INVALID');
    expect(refusalOf(forged(['newer', time, id, digest]))).toBe('AUDIT_CURSOR_INVALID');
  });

  const [towards, time, id, digest] = partsOf(encode(CURSOR, FILTERS));
  it.each<[what: string, text: string]>([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', 'eHg'],
    ['no list', forged({ towards } as never)],
    ['null', Buffer.from('null').toString('base64url')],
    ['an empty list', forged([])],
    ['another way', forged(['sideways', time, id, digest])],
    ['a time that is text', forged([towards, String(time), id, digest])],
    ['a time that is no whole number', forged([towards, 1.5, id, digest])],
    ['a time that no database knows', forged([towards, -8.64e15, id, digest])],
    ['a time that no Date knows', forged([towards, 8.64e15 + 1, id, digest])],
    ['an id that is none', forged([towards, time, `${String(id)}' OR 1=1`, digest])],
    ['no digest', forged([towards, time, id])],
    ['a digest that is too short', forged([towards, time, id, String(digest).slice(1)])],
    ['a digest that is no text', forged([towards, time, id, 1])],
    ['more than there is', forged([towards, time, id, digest, 1])],
    ['another spelling of itself', `${encode(CURSOR, FILTERS)}=`],
    ['itself with more behind it', `${encode(CURSOR, FILTERS)}x`],
  ])('should refuse %s', (_what, text) => {
    expect(refusalOf(text)).toBe('AUDIT_CURSOR_INVALID');
  });

  const moment = (milliseconds: unknown): Date => ({ getTime: () => milliseconds }) as Date;
  it.each<[what: string, place: Partial<Record<keyof Cursor, unknown>>]>([
    ['another way', { towards: 'sideways' }],
    ['a time that is text', { timestamp: moment('1') }],
    ['a time that is no whole number', { timestamp: moment(1.5) }],
    ['a time before all entries', { timestamp: moment(-1) }],
    ['a time that no Date knows', { timestamp: moment(8.64e15 + 1) }],
    ['an id with something before it', { id: `x${CURSOR.id}` }],
    ['an id with something behind it', { id: `${CURSOR.id}x` }],
    ['an id that is no text', { id: [CURSOR.id] }],
  ])('should refuse %s, even when the signature is right', (_what, place) => {
    expect(refusalOf(encode({ ...CURSOR, ...place } as Cursor, FILTERS))).toBe('AUDIT_CURSOR_INVALID');
  });

  it.each([0, 8.64e15])('should take the moment %d', (milliseconds) => {
    const cursor = { ...CURSOR, timestamp: new Date(milliseconds) };
    expect(decode(encode(cursor, FILTERS), FILTERS)).toEqual(cursor);
  });

  it('should take the tenants of its reader in any order', () => {
    const listFor = (tenants: readonly string[]): CursorList => ({ ...listOf(FILTERS), scope: { tenants } });
    const text = encodeCursor(CURSOR, listFor(['a', 'b']), KEY);
    expect(decodeCursor(text, listFor(['b', 'a']), KEY)).toEqual(CURSOR);
  });

  it('should be signed with 132 bits', () => {
    expect(digest).toMatch(/^[\w-]{22}$/);
  });

  it('should refuse every text that it has not made', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.array(fc.jsonValue()).map(forged)), (text) => {
        expect(refusalOf(text)).toBe('AUDIT_CURSOR_INVALID');
      }),
    );
  });
});
