import { amount } from './money.ts';

describe(amount, () => {
  it.each([
    [129_900, 'EUR', '1,299.00'],
    [-7, 'EUR', '-0.07'],
    [0, 'EUR', '0.00'],
    [1_234, 'JPY', '1,234'],
    [1_234, 'KWD', '1.234'],
    ['9007199254740993', 'EUR', '90,071,992,547,409.93'],
    ['-5', 'JPY', '-5'],
  ])('should write %s minor units of %s as %s', (minor, currency, written) => {
    expect(amount(minor, currency)).toBe(written);
  });
});
