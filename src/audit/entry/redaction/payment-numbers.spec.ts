import * as fc from 'fast-check';
import { withoutCardNumbers, withoutIbans } from './payment-numbers.ts';

describe(withoutCardNumbers.name, () => {
  it.each([
    ['Visa', '4111111111111111'],
    ['Visa of 13 digits', '4222222222222'],
    ['Mastercard', '5555 5555 5555 4444'],
    ['Mastercard of the new range', '2223-0031-2200-3222'],
    ['American Express', '3782 822463 10005'],
    ['Diners Club', '3056 930902 5904'],
    ['Discover', '6011000990139424'],
    ['JCB', '3566\u00a00020\u00a02036\u00a00505'],
    ['UnionPay', '6240 0086 3140 1148'],
    ['Maestro', '6759649826438453'],
  ])('should take out a number of %s', (_issuer, number) => {
    expect(withoutCardNumbers(`paid with ${number}, thanks`)).toBe('paid with [REDACTED], thanks');
    expect(withoutCardNumbers(`12 ${number} 123 and x${number}`)).toBe('12 [REDACTED] 123 and x[REDACTED]');
  });

  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['milliseconds', '1763900001000'],
    ['microseconds', '1763900001000123'],
    ['a date with a time', '20251124123456789'],
    ['a UUID', '0190b6f0-7c3e-4111-8111-111111111111'],
    ['a longer number', '411111111111111111111111'],
    ['no known issuer', '9111111111111111'],
    ['a fraction', '0.4111111111111111'],
    ['phone numbers', '+49 30 901820 +49 30 901821'],
  ])('should leave %s', (_what, text) => {
    expect(withoutCardNumbers(text)).toBe(text);
  });
});

describe(withoutIbans.name, () => {
  it.each(
    'DE89370400440532013000 GB29NWBK60161331926819 FR1420041010050500013M02606 NO9386011117947 MT84MALT011000012345MTLCAST001S'.split(
      ' ',
    ),
  )('should take out %s in every way to write it', (iban) => {
    const spaced = iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
    for (const written of [iban, spaced, spaced.replaceAll(' ', '-'), iban.toLowerCase()]) {
      expect(withoutIbans(`to ${written} please`)).toBe('to [REDACTED] please');
    }
    expect(withoutIbans(`IBAN${iban} AB12 ${spaced} EUR`)).toBe('IBAN[REDACTED] AB12 [REDACTED] EUR');
  });

  it.each([
    'DE88370400440532013000',
    'DE8937040044053201300',
    'XX89370400440532013000',
    'AT10 oclock is there now ok so',
    'data upload 01a20c18-3954-76cf-8000-be12e4805e70 and it failed',
    '01A20C18-3954-7000-BE12-100000000072 ends like a Belgian account',
  ])('should leave %s', (text) => {
    expect(withoutIbans(text)).toBe(text);
  });

  it('should leave ids in sentences, and take out what stands beside them', () => {
    const card = '4111 1111 1111 1111';
    const sentence = fc
      .tuple(fc.uuid(), fc.constantFrom('', ' and it failed: ', ' 12 ', '-'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(sentence, (text) => {
        expect(withoutIbans(`data upload ${text}`)).toBe(`data upload ${text}`);
        expect(withoutCardNumbers(`data upload ${text}`)).toBe(`data upload ${text}`);
        expect(withoutCardNumbers(`${text} ${card}`)).toBe(`${text} [REDACTED]`);
      }),
      { numRuns: 10_000 },
    );
  });

  it('should leave the end of an id and the words behind it', () => {
    const tail = fc.stringMatching(/^[a-f]{2}\d{2}[\da-f]{8}$/);
    const words = fc.constantFrom(' and it failed', ' was imported by ada', ' is in use already');
    fc.assert(
      fc.property(tail, words, (id, more) => {
        expect(withoutIbans(`8000-${id}${more}`)).toBe(`8000-${id}${more}`);
      }),
      { numRuns: 10_000 },
    );
  });
});
