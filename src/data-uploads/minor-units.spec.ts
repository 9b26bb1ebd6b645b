import * as fc from 'fast-check';
import { decimalsOf } from './currencies.ts';
import { fromMinorUnits, LARGEST_AMOUNT, toMinorUnits } from './minor-units.ts';

describe('toMinorUnits', () => {
  it.each([
    ['-1234.56', 2, -123_456],
    ['1234', 2, 123_400],
    ['0.1', 2, 10],
    ['0.29', 2, 29],
    ['1.005', 3, 1005],
    ['1234', 0, 1234],
    ['007.50', 2, 750],
    ['9999999999999.99', 2, LARGEST_AMOUNT],
    ['-999999999999999', 0, -LARGEST_AMOUNT],
    ['10000000000000.00', 2, 'size'],
    ['9'.repeat(400), 2, 'size'],
    ['1.00', 0, 'decimals'],
    ['1.234', 2, 'decimals'],
    ['1.000', 2, 'decimals'],
    ['0', 2, 'zero'],
    ['-0.00', 2, 'zero'],
    ['', 2, 'form'],
    ['1,5', 2, 'form'],
    ['1.234,56', 2, 'form'],
    ['1 000', 2, 'form'],
    ['+1', 2, 'form'],
    ['.5', 2, 'form'],
    ['5.', 2, 'form'],
    ['1e3', 2, 'form'],
    ['0x10', 2, 'form'],
    ['--1', 2, 'form'],
    ['NaN', 2, 'form'],
    ['１２', 2, 'form'],
    ['1\n', 2, 'form'],
  ])('should make of %j with %i decimals %j', (text, decimals, expected) => {
    expect(toMinorUnits(text, decimals)).toBe(expected);
  });

  it('should give back every amount that is written by it', () => {
    const amounts = fc.integer({ min: -LARGEST_AMOUNT, max: LARGEST_AMOUNT }).filter((amount) => amount !== 0);
    fc.assert(
      fc.property(amounts, fc.constantFrom(0, 2, 3, 4), (amount, decimals) => {
        expect(toMinorUnits(fromMinorUnits(BigInt(amount), decimals), decimals)).toBe(amount);
      }),
    );
  });

  it('should give a whole number within bounds or a fault for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(0, 2, 3, 4), (text, decimals) => {
        const amount = toMinorUnits(text, decimals);
        const isBounded = (number: number) => Number.isInteger(number) && Math.abs(number) <= LARGEST_AMOUNT;
        expect(typeof amount === 'string' || isBounded(amount)).toBe(true);
      }),
    );
  });
});

describe('fromMinorUnits', () => {
  it.each([
    [-5n, 2, '-0.05'],
    [0n, 2, '0.00'],
    [1234n, 0, '1234'],
    [10n ** 21n, 2, '10000000000000000000.00'],
  ])('should write %s with %i decimals as %s', (amount, decimals, expected) => {
    expect(fromMinorUnits(amount, decimals)).toBe(expected);
  });
});

describe('decimalsOf', () => {
  it.each([
    ['EUR', 2],
    ['HUF', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['eur', undefined],
    ['EURO', undefined],
    ['ZZZ', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('should give for %j %j', (code, expected) => {
    expect(decimalsOf(code)).toBe(expected);
  });
});
