import { QueryFailedError } from 'typeorm';
import { isDataFault, isMissingPartition } from './store-faults.ts';

const failed = (code: unknown): QueryFailedError =>
  new QueryFailedError('INSERT', [], Object.assign(new Error('x'), { code }));

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
    ['23514', 'ExecFindPartition', true],
    ['23514', 'ExecConstraints', false],
    ['42P01', 'ExecFindPartition', false],
  ])('should take %s of %s for one: %p', (code, routine, expected) => {
    const driverError = Object.assign(new Error('in the language of the server'), { code, routine });
    expect(isMissingPartition(new QueryFailedError('INSERT', [], driverError))).toBe(expected);
  });
});
