import * as fc from 'fast-check';
import { withoutCardNumbers, withoutIbans } from './payment-numbers.ts';

/** One of each country: the examples of the registry of IBANs. */
const IBANS: readonly string[] = `
  AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201
  AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456
  BI4210000100010000332045181 BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957
  CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000
  DJ2100010000000154000100186 DK5000400440116243 DO28BAGR00000001212453611324 EE382200221020145685
  EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785 FK88SC123456789012 FO6264600001631634
  FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453
  GL8964710001000206 GR1601101250000000012300695 GT82TRAJ01020000001210029690 HN88CABF00000000000250005469
  HR1210010051863000160 HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999
  IQ98NBIQ850123456789012 IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302
  KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114
  LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000 LU280019400644750000
  LV80BANK0000435195001 LY83002048000020100120361 MC5811222000010123456789030 MD24AG000225100013104168
  ME25505000012345678951 MK07250120000058984 MN121234123456789123 MR1300020001010000123456753
  MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR NI45BAPR00000013000003558124 NL91ABNA0417164300
  NO9386011117947 OM810180000001299123456 PK36SCBL0000001123456702 PL61109010140000071219812874
  PS92PALS000000000400123456702 PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000
  RS35260005601001611379 RU0304452522540817810538091310419 SA0380000000608010167519
  SC18SSCB11010000000000001497USD SD8811123456789012 SE4550000000058398257466 SI56263300012039086
  SK3112000000198742637541 SM86U0322509800000000270100 SO211000001001000100141 ST68000100010051845310112
  SV62CENR00000000000000700025 TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326
  UA213223130000026007233566001 VA59001123000012345678 VG96VPVG0000012345678901 XK051212012345678906
  YE15CBYE0001018861234567891234
`
  .trim()
  .split(/\s+/);

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

  it.each([
    ['Visa', [13, 16, 19], ['40', '45', '49']],
    ['Mastercard', [16], ['51', '55']],
    ['Mastercard', [16], ['2221', '2229', '2230', '2295', '2299', '2300', '2699', '2700', '2719', '2720']],
    ['American Express', [15], ['34', '37']],
    ['Diners Club', [14, 16], ['300', '305', '309', '36', '38', '39']],
    ['JCB', [16], ['3528', '3529', '3530', '3589']],
    ['Discover', [16], ['6011', '644', '649', '65']],
    ['UnionPay', [16, 17, 18, 19], ['620', '629']],
    ['Maestro', [13, 19], ['5018', '5020', '5038', '5893', '6304', '6759', '6761', '6763']],
  ])('should know what numbers of %s begin with, of %j digits', (_issuer, lengths, beginnings) => {
    for (const beginning of beginnings) {
      for (const length of lengths) {
        const number = cardNumber(beginning, length);
        expect([number, withoutCardNumbers(`paid with ${number}`)]).toEqual([number, 'paid with [REDACTED]']);
      }
    }
  });

  it.each([
    ['Visa', [14, 15, 17, 18], ['4']],
    ['Mastercard', [15, 17], ['51', '2221']],
    ['Mastercard', [16], ['50', '56', '2220', '2721', '2730', '2190']],
    ['American Express', [14, 16], ['34', '37']],
    ['American Express', [15], ['33', '38']],
    ['Diners Club', [15], ['300', '36']],
    ['Diners Club', [14, 16], ['306', '308', '31', '37']],
    ['JCB', [15, 17], ['3528']],
    ['JCB', [16], ['3527', '3590']],
    ['Discover', [15, 17], ['6011', '65']],
    ['Discover', [16], ['6010', '643', '66']],
    ['UnionPay', [15, 20], ['62']],
    ['UnionPay', [16], ['61']],
    ['Maestro', [20], ['5018', '6759', '6763']],
    ['Maestro', [13, 19], ['5019', '6760', '6764', '6769']],
  ])('should leave what is no number of %s, of %j digits', (_issuer, lengths, beginnings) => {
    for (const beginning of beginnings) {
      for (const length of lengths) {
        const number = cardNumber(beginning, length);
        expect(withoutCardNumbers(`order ${number}`)).toBe(`order ${number}`);
      }
    }
  });

  it.each([
    ['4111111111111111', '[REDACTED]'],
    ['.4111111111111111', '.[REDACTED]'],
    ['no.4111111111111111', 'no.[REDACTED]'],
    ['on 1. May 4111111111111111', 'on 1. May [REDACTED]'],
    ['paid 12.50 4111111111111111', 'paid 12.50 [REDACTED]'],
    ['127.0.0.1 4111 1111 1111 1111', '127.0.0.1 [REDACTED]'],
    ['10:00:00.123 4111-1111-1111-1111', '10:00:00.123 [REDACTED]'],
    ['4111-1111-1111-1111-', '[REDACTED]-'],
    ['4111 1111 1111 1111 4222222222222 7', '[REDACTED] [REDACTED] 7'],
    ['2025-11-24 4111111111111111', '2025-11-24 [REDACTED]'],
    ['4111111111111111-4222222222222', '[REDACTED]-[REDACTED]'],
    ['7 7 7 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 7 7', '7 7 7 [REDACTED] 7 7'],
  ])('should take out no more than the number of %s', (text, expected) => {
    expect(withoutCardNumbers(text)).toBe(expected);
  });

  it.each([
    ['a number that ends like a card', 'order 914111111111111111'],
    ['a fraction behind other words', 'a share of 12.4111111111111111'],
    ['a fraction that ends like a card', 'a share of 0.14111111111111111'],
    ['a UUID in a sentence', 'upload 41111111-1111-4511-8111-abcdefabcdef is done'],
    ['two of them', '41111111-1111-4511-8111-abcdefabcdef 41111111-1111-4511-8111-abcdefabcdef'],
    ['groups with two blanks between', '4111  1111  1111  1111'],
  ])('should leave %s', (_what, text) => {
    expect(withoutCardNumbers(text)).toBe(text);
  });

  it.each([
    ['of more digits than a UUID', 'f41111111-1111-4511-8111-abcdefabcdef', 'f[REDACTED]-8111-abcdefabcdef'],
    ['of more digits at its end', '41111111-1111-4511-8111-abcdefabcdef0', '[REDACTED]-8111-abcdefabcdef0'],
  ])('should take a number out of an id %s', (_what, text, expected) => {
    expect(withoutCardNumbers(text)).toBe(expected);
  });
});

describe(withoutIbans.name, () => {
  it.each(IBANS)('should know an account such as %s', (iban) => {
    expect(withoutIbans(`to ${iban}, thanks`)).toBe('to [REDACTED], thanks');
    expect(withoutIbans(`to ${iban.slice(0, -1)}, thanks`)).toBe(`to ${iban.slice(0, -1)}, thanks`);
  });
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

  it.each([
    ['at the beginning', 'DE89370400440532013000 is it', '[REDACTED] is it'],
    ['in groups of three', 'to DE89 370 400 440 532 013 000', 'to [REDACTED]'],
    ['with blanks that do not break', 'to de89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000', 'to [REDACTED]'],
    ['whose first letter is a capital', 'De89 3704 0044 0532 0130 00', '[REDACTED]'],
    ['in small letters, with words', 'nl91 abna 0417 1643 00 is mine', '[REDACTED] is mine'],
    ['of more letters than digits', 'KZ51125KZTABCDEFGHJ4', '[REDACTED]'],
    ['glued to more', 'DE89370400440532013000EUR', '[REDACTED]EUR'],
    ['and another', 'NO9386011117947,NO9386011117947', '[REDACTED],[REDACTED]'],
    ['in which another one begins', 'FR43 2004 1010 0505 NO93 8601 111 7947', '[REDACTED] 7947'],
  ])('should take out an account %s', (_how, text, expected) => {
    expect(withoutIbans(text)).toBe(expected);
  });

  it.each([
    ['a sentence whose letters would do', 'AT52 OCLOCK IS THERE NOW'],
    ['one with a digit too few', 'KZ17125KZTABCDEFGHJK'],
    ['a word that ends like one', 'xDE89370400440532013000'],
    ['two separators in a row', 'DE89  3704 0044 0532 0130 00'],
    ['the end of an id with words', 'id 8000-ee79b5561151 and it failed'],
    ['such with capitals', 'id 8000-ee79b5561151 AND it failed'],
    ['such with one at its start', 'id 8000-Ee79b5561151 and it failed'],
    ['such that begins like one of Andorra', 'id 8000-ad044c8d07a2 was imported by ada'],
  ])('should leave %s', (_what, text) => {
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

/** A number with the right check digit. */
function cardNumber(beginning: string, length: number): string {
  const digits = beginning.padEnd(length - 1, '1234567890');
  const sum = Array.from(digits).reduce((total, digit, place) => {
    const weighed = Number(digit) * ((length - place) % 2 === 0 ? 2 : 1);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
