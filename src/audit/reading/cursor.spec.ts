import * as fc from 'fast-check';
import { AuditError } from '../audit.errors.ts';
import type { AuditLogsFilterDto } from './audit-logs-query.dto.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

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

/** What a text of these parts would be, made by somebody who knows how. */
const forged = (parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const partsOf = (text: string): unknown[] => JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];

function refusalOf(text: string, filters: AuditLogsFilterDto = FILTERS): unknown {
  try {
    return decodeCursor(text, filters);
  } catch (error) {
    return error instanceof AuditError ? error.code : error;
  }
}

describe('decodeCursor', () => {
  it('should give back every cursor with the filters it was made with', () => {
    fc.assert(
      fc.property(anyCursor, anyFilters, (cursor, filters) => {
        const text = encodeCursor(cursor, filters);
        expect(decodeCursor(text, filters)).toEqual(cursor);
        expect(text).toMatch(/^[\w-]{1,200}$/);
      }),
    );
  });

  it('should take the same filters in any order, and other pages of them', () => {
    const text = encodeCursor(CURSOR, FILTERS);
    const { userId, ...others } = FILTERS;
    const same = { limit: 20, cursor: text, ...others, tenantId: undefined, userId: userId.toReversed() };
    expect(decodeCursor(text, same)).toEqual(CURSOR);
  });

  it.each<[what: string, filters: AuditLogsFilterDto]>([
    ['fewer', { userId: ['u1', 'u2'], search: 'x' }],
    ['more', { ...FILTERS, tenantId: ['t'] }],
    ['others', { ...FILTERS, userId: ['u1'] }],
    ['the same values under another name', { from: FILTERS.from, search: 'x', requestId: ['u1', 'u2'] }],
    ['values that only look the same when they are joined', { ...FILTERS, userId: ['u1,u2'] }],
    ['another moment', { ...FILTERS, from: new Date('2026-01-01T00:00:00.001Z') }],
  ])('should refuse a cursor for %s of the filters', (_what, filters) => {
    expect(refusalOf(encodeCursor(CURSOR, FILTERS), filters)).toBe('AUDIT_CURSOR_INVALID');
  });

  const [towards, time, id, digest] = partsOf(encodeCursor(CURSOR, FILTERS));
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
    ['more than there is', forged([towards, time, id, digest, 1])],
    ['another spelling of itself', `${encodeCursor(CURSOR, FILTERS)}=`],
    ['itself with more behind it', `${encodeCursor(CURSOR, FILTERS)}x`],
  ])('should refuse %s', (_what, text) => {
    expect(refusalOf(text)).toBe('AUDIT_CURSOR_INVALID');
  });

  it('should refuse every text that it has not made', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.array(fc.jsonValue()).map(forged)), (text) => {
        expect(refusalOf(text)).toBe('AUDIT_CURSOR_INVALID');
      }),
    );
  });
});
