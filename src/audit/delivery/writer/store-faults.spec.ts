import { QueryFailedError } from 'typeorm';
import { faultOf, isMissingPartition, isTooSlow, sqlStateOf, type StoreFault } from './store-faults.ts';

const answered = (code: unknown): Error => Object.assign(new Error('x'), { code });
const wrapped = (code: unknown): QueryFailedError => new QueryFailedError('INSERT', [], answered(code));

describe('faultOf', () => {
  it.each<[code: unknown, fault: StoreFault]>([
    ['22P02', 'data'],
    ['22P05', 'data'],
    ['22008', 'data'],
    ['23502', 'data'],
    ['23514', 'data'],
    ['54000', 'data'],
    ['42P01', 'configuration'],
    ['42501', 'configuration'],
    ['42703', 'configuration'],
    ['28P01', 'configuration'],
    ['3D000', 'configuration'],
    ['3F000', 'configuration'],
    ['08006', 'passing'],
    ['25006', 'passing'],
    ['40001', 'passing'],
    ['53100', 'passing'],
    ['53300', 'passing'],
    ['57014', 'passing'],
    ['57P01', 'passing'],
    ['ECONNREFUSED', 'passing'],
    ['EPIPE', 'passing'],
    ['22', 'passing'],
    ['220000', 'passing'],
    ['', 'passing'],
    [22_000, 'passing'],
    [undefined, 'passing'],
  ])('should take %p for %s, from the driver and from TypeORM', (code, fault) => {
    expect([faultOf(answered(code)), faultOf(wrapped(code))]).toEqual([fault, fault]);
  });

  it.each([undefined, null, 'x', new Error('x'), { driverError: null }])(
    'should take what is no answer of the database for one that passes: %p',
    (error) => {
      expect(faultOf(error)).toBe('passing');
    },
  );
});

describe('sqlStateOf', () => {
  it('should tell answers of the database from faults of the system', () => {
    expect(['53300', 'EPIPE', 'EBUSY', 'P0001'].map((code) => sqlStateOf(answered(code)))).toEqual([
      '53300',
      undefined,
      undefined,
      'P0001',
    ]);
  });
});

describe('isTooSlow', () => {
  it.each([
    ['57014', true],
    ['55P03', true],
    ['57P01', false],
  ])('should say of %s: %p', (code, expected) => {
    expect(isTooSlow(answered(code))).toBe(expected);
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
