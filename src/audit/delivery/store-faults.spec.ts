import { QueryFailedError } from 'typeorm';
import { isDataFault, isMissingPartition } from './store-faults.ts';

const failed = (code: unknown, message = 'x'): QueryFailedError =>
  new QueryFailedError('INSERT', [], Object.assign(new Error(message), { code }));

describe('isDataFault', () => {
  it.each(['22P02', '22P05', '22008', '23502', '23514', '54000'])('should say yes to %s', (code) => {
    expect(isDataFault(failed(code))).toBe(true);
  });

  it.each([
    '08006',
    '40001',
    '42P01',
    '42501',
    '53100',
    '57P01',
    'ECONNREFUSED',
    '2',
    '22',
    '220000',
    '',
    22_000,
    undefined,
  ])('should say no to %p', (code) => {
    expect(isDataFault(failed(code))).toBe(false);
  });

  it.each([
    undefined,
    null,
    'x',
    new Error('x'),
    { driverError: null },
    Object.assign(new Error('x'), { code: '22P02' }),
  ])('should say no to what is no answer of the database: %p', (error) => {
    expect(isDataFault(error)).toBe(false);
  });
});

describe('isMissingPartition', () => {
  it.each([
    ['23514', 'no partition of relation "audit_logs" found for row', true],
    ['23514', 'new row violates check constraint "audit_logs_status_ck"', false],
    ['42P01', 'no partition of relation "audit_logs" found for row', false],
  ])('should take %s "%s" for one: %p', (code, message, expected) => {
    expect(isMissingPartition(failed(code, message))).toBe(expected);
  });
});
