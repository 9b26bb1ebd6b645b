import 'reflect-metadata';
import * as fc from 'fast-check';
import { AuditError } from '../audit.errors.ts';
import { AuditLogsExportDto, AuditLogsQueryDto } from './audit-logs-query.dto.ts';
import { AuditQueryPipe } from './audit-query.pipe.ts';

const pipe = new AuditQueryPipe();

async function read(query: unknown, metatype: new () => object = AuditLogsQueryDto): Promise<unknown> {
  return pipe.transform(query, { type: 'custom', metatype });
}

/** The fields that a query was refused for. */
async function wrongFieldsOf(query: unknown, metatype?: new () => object): Promise<readonly string[] | undefined> {
  const error: unknown = await read(query, metatype).catch((reason: unknown) => reason);
  if (!(error instanceof AuditError)) return undefined;
  const { errors } = error.getResponse() as { errors: { field: string; reason: string }[] };
  expect(errors.every(({ reason }) => reason.length > 5)).toBe(true);
  return errors.map(({ field }) => field);
}

describe('AuditQueryPipe', () => {
  it('should give an empty query its defaults', async () => {
    const query = await read({});
    expect(query).toBeInstanceOf(AuditLogsQueryDto);
    expect(query).toEqual({ limit: 50 });
  });

  it('should turn text into what it means', async () => {
    expect(
      await read({
        from: '2026-01-01',
        limit: '200',
        page: '2',
        userId: 'u1',
        status: ['error', 'failure'],
        search: ' x',
      }),
    ).toEqual({
      from: new Date('2026-01-01T00:00:00Z'),
      limit: 200,
      page: 2,
      userId: ['u1'],
      status: ['error', 'failure'],
      search: ' x',
    });
  });

  it.each<[from: string, expected: string]>([
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T18:30Z', '2026-11-23T18:30:00.000Z'],
    ['2026-11-23T18:30:00+01:00', '2026-11-23T17:30:00.000Z'],
    ['2026-11-23T18:30:00-0130', '2026-11-23T20:00:00.000Z'],
    ['2026-11-23T18:30:00.123456789Z', '2026-11-23T18:30:00.123Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('should read the moment %s', async (from, expected) => {
    expect(await read({ from })).toMatchObject({ from: new Date(expected) });
  });

  it.each([
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-02-30T10:00:00Z',
    '2026-11-23T18:30',
    '2026-11-23T25:00Z',
    '2026-11-23 18:30Z',
    '1763923812345',
    '+022026-01-01',
    '',
    ['2026-11-23', '2026-11-24'],
    { $gt: '2026' },
  ])('should refuse the moment %j', async (from) => {
    expect(await wrongFieldsOf({ from })).toEqual(['from']);
  });

  it.each<[query: Record<string, unknown>, fields: string[]]>([
    [{ limit: '0' }, ['limit']],
    [{ limit: '1e2' }, ['limit']],
    [{ limit: ['1', '2'] }, ['limit']],
    [{ page: '9999999999' }, ['page']],
    [{ userId: ['u1', ''] }, ['userId']],
    [{ userId: 'a\0b' }, ['userId']],
    [{ userId: 'x'.repeat(301) }, ['userId']],
    [{ userId: Array.from({ length: 51 }, String) }, ['userId']],
    [{ userId: { $ne: 'x' } }, ['userId']],
    [{ userId: [['u1']] }, ['userId']],
    [{ search: ['a', 'b'] }, ['search']],
    [{ search: 'x'.repeat(201) }, ['search']],
    [{ ipAddress: ['10.0.0.1', '2001:db8::/032'] }, ['ipAddress']],
    [{ status: 'ERROR', severity: 'error' }, ['status', 'severity']],
    [{ cursor: 'x'.repeat(501) }, ['cursor']],
    [{ page: '1', cursor: 'x' }, ['page']],
    [{ page: '51', limit: '200' }, ['page']],
    [{ from: '2026-02-02', to: '2026-02-01' }, ['to']],
    [{ sort: 'asc' }, ['sort']],
    [{ format: 'csv' }, ['format']],
  ])('should refuse %j naming the field', async (query, fields) => {
    expect(await wrongFieldsOf(query)).toEqual(fields);
  });

  it.each([
    [{ page: '50', limit: '200' }],
    [{ from: '2026-02-01', to: '2026-02-01' }],
    [{ userId: Array.from({ length: 50 }, String) }],
    [{ ipAddress: '10.0.0.0/8' }],
  ])('should take %j', async (query) => {
    expect(await read(query)).toBeInstanceOf(AuditLogsQueryDto);
  });

  it('should know the fields of an export', async () => {
    expect(await read({ format: 'csv', userId: 'u1' }, AuditLogsExportDto)).toEqual({ format: 'csv', userId: ['u1'] });
    expect(await wrongFieldsOf({}, AuditLogsExportDto)).toEqual(['format']);
    expect(await wrongFieldsOf({ format: 'csv', limit: '5' }, AuditLogsExportDto)).toEqual(['limit']);
  });

  it('should answer every query with a query or with what is wrong with it', async () => {
    const names = fc.constantFrom('from', 'to', 'userId', 'status', 'ipAddress', 'search', 'limit', 'page', 'cursor');
    const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()));
    const query = fc.dictionary(fc.oneof(names, fc.string(), fc.constantFrom('__proto__', 'constructor')), value);
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        const answer: unknown = await read(given).catch((error: unknown) => error);
        expect(answer instanceof AuditLogsQueryDto || answer instanceof AuditError).toBe(true);
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }),
      { numRuns: 500 },
    );
  });
});
