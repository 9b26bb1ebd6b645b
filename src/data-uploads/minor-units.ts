/** Largest amount without its sign, in minor units; a number holds it exactly. */
export const LARGEST_AMOUNT = 999_999_999_999_999;

const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?$/;
const MOST_DIGITS = String(LARGEST_AMOUNT).length;

/** What is wrong with the text of an amount. */
export type AmountFault = 'form' | 'decimals' | 'size' | 'zero';

/** Turns `-1234.56` into -123456, exactly: by moving digits, never by multiplying. */
export function toMinorUnits(text: string, decimals: number): number | AmountFault {
  const [match, sign, whole = '', fraction = ''] = AMOUNT.exec(text) ?? [];
  if (match === undefined) return 'form';
  if (fraction.length > decimals) return 'decimals';
  const digits = (whole + fraction.padEnd(decimals, '0')).replace(/^0+/, '');
  if (digits === '') return 'zero';
  if (digits.length > MOST_DIGITS) return 'size';
  return sign === '-' ? -Number(digits) : Number(digits);
}

/** Turns -123456 into `-1234.56`; takes sums of any size. */
export function fromMinorUnits(amount: bigint, decimals: number): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  return `${amount < 0n ? '-' : ''}${whole}${decimals === 0 ? '' : `.${fraction}`}`;
}
