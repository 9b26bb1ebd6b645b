import * as fc from 'fast-check';
import { COLUMNS, type LineText, parseLine, type Reading } from './parse-line.ts';

const GOOD: LineText = {
  reference: 'INV-1',
  date: '2026-10-31',
  amount: '-1234.56',
  currency: 'EUR',
  description: 'Rent, October',
};

const lineOf = (changes: Partial<LineText>): unknown => {
  const reading = parseLine({ ...GOOD, ...changes });
  return 'line' in reading ? reading.line : reading;
};

/** Whether it is what PostgreSQL takes, or at least one whole sentence. */
function isSound(reading: Reading): boolean {
  if ('reason' in reading) return /^The .+\.$/s.test(reading.reason);
  const { bookedOn, amountMinor, description, reference } = reading.line;
  const isDay = new Date(`${bookedOn}T00:00:00Z`).toISOString().startsWith(bookedOn);
  const isAmount = Number.isSafeInteger(amountMinor) && amountMinor !== 0;
  return isDay && isAmount && !/\p{Cc}/u.test(description + (reference ?? ''));
}

describe('parseLine', () => {
  it('should read a good line', () => {
    expect(lineOf({})).toEqual({
      reference: 'INV-1',
      bookedOn: '2026-10-31',
      amountMinor: -123_456,
      currency: 'EUR',
      description: 'Rent, October',
    });
  });

  it.each<[Partial<LineText>, object]>([
    [{ reference: '  ' }, { reference: null }],
    [{ reference: ' INV 1 ' }, { reference: 'INV 1' }],
    [{ reference: 'x'.repeat(140) }, { reference: 'x'.repeat(140) }],
    [{ reference: '😀'.repeat(140) }, { reference: '😀'.repeat(140) }],
    [{ date: '1900-01-01' }, { bookedOn: '1900-01-01' }],
    [{ date: '2200-12-31' }, { bookedOn: '2200-12-31' }],
    [{ date: '2024-02-29' }, { bookedOn: '2024-02-29' }],
    [{ amount: ' 5 ' }, { amountMinor: 500 }],
    [
      { amount: '5', currency: 'JPY' },
      { amountMinor: 5, currency: 'JPY' },
    ],
    [
      { amount: '5.125', currency: 'KWD' },
      { amountMinor: 5125, currency: 'KWD' },
    ],
    [{ amount: '1000.00', currency: 'HUF' }, { amountMinor: 100_000 }],
    [{ description: '' }, { description: '' }],
    [{ description: `${'x'.repeat(500)} ` }, { description: 'x'.repeat(500) }],
    [{ description: `'; DROP TABLE import_lines; --` }, { description: `'; DROP TABLE import_lines; --` }],
  ])('should accept %j', (changes, expected) => {
    expect(lineOf(changes)).toMatchObject(expected);
  });

  it.each<[Partial<LineText>, string]>([
    [{ reference: 'x'.repeat(141) }, 'The reference has 141 characters; shorten it to 140.'],
    [{ reference: 'a\tb' }, 'The reference holds a line break, tab or other control character; take it out.'],
    [{ date: '' }, 'The date "" must be written as YYYY-MM-DD.'],
    [{ date: '31.10.2026' }, 'The date "31.10.2026" must be written as YYYY-MM-DD.'],
    [{ date: '2026-1-1' }, 'The date "2026-1-1" must be written as YYYY-MM-DD.'],
    [{ date: '2026-10-31T00:00:00Z' }, 'The date "2026-10-31T00:00:00Z" must be written as YYYY-MM-DD.'],
    [{ date: '2026-02-30' }, 'The date "2026-02-30" is not in the calendar; correct it.'],
    [{ date: '2025-02-29' }, 'The date "2025-02-29" is not in the calendar; correct it.'],
    [{ date: '1900-02-29' }, 'The date "1900-02-29" is not in the calendar; correct it.'],
    [{ date: '2026-13-01' }, 'The date "2026-13-01" is not in the calendar; correct it.'],
    [{ date: '2026-00-10' }, 'The date "2026-00-10" is not in the calendar; correct it.'],
    [{ date: '2026-10-00' }, 'The date "2026-10-00" is not in the calendar; correct it.'],
    [{ date: '1899-12-31' }, 'The date "1899-12-31" must be in the years 1900 to 2200; correct it.'],
    [{ date: '0050-06-01' }, 'The date "0050-06-01" must be in the years 1900 to 2200; correct it.'],
    [{ date: '2201-01-01' }, 'The date "2201-01-01" must be in the years 1900 to 2200; correct it.'],
    [{ amount: '1,50' }, 'The amount "1,50" must be written with digits and a decimal point only, such as -1234.56.'],
    [{ amount: '0.00' }, 'The amount "0.00" is zero; leave the line out.'],
    [{ amount: '1.005' }, 'The amount "1.005" has more decimals than its currency; round it.'],
    [{ amount: '1.0', currency: 'JPY' }, 'The amount "1.0" has more decimals than its currency; round it.'],
    [
      { amount: '10000000000000.00' },
      'The amount "10000000000000.00" has more than 15 digits with its decimals; correct or split it.',
    ],
    [{ currency: 'eur' }, 'The currency "eur" must be a code of ISO 4217 in capital letters, such as EUR.'],
    [{ currency: '' }, 'The currency "" must be a code of ISO 4217 in capital letters, such as EUR.'],
    [{ description: 'x'.repeat(501) }, 'The description has 501 characters; shorten it to 500.'],
    [{ description: 'a\nb' }, 'The description holds a line break, tab or other control character; take it out.'],
    [
      { currency: 'x'.repeat(50) },
      `The currency "${'x'.repeat(40)}…" must be a code of ISO 4217 in capital letters, such as EUR.`,
    ],
    [
      { date: 'x', currency: 'ZZZ' },
      'The date "x" must be written as YYYY-MM-DD. The currency "ZZZ" must be a code of ISO 4217 in capital letters, such as EUR.',
    ],
    [
      { amount: '1.123456', currency: 'ZZZ' },
      'The currency "ZZZ" must be a code of ISO 4217 in capital letters, such as EUR.',
    ],
  ])('should refuse %j', (changes, reason) => {
    expect(lineOf(changes)).toEqual({ reason });
  });

  it('should never throw, and give something sound for any text', () => {
    const mixed = fc.record(
      Object.fromEntries(
        COLUMNS.map((column) => [column, fc.oneof(fc.string({ unit: 'binary' }), fc.constant(GOOD[column]))]),
      ),
    ) as fc.Arbitrary<LineText>;
    fc.assert(
      fc.property(mixed, (text) => {
        expect(isSound(parseLine(text))).toBe(true);
      }),
    );
  });

  it('should read back every day there is', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const date = day.toISOString().slice(0, 10);
        expect(lineOf({ date })).toMatchObject({ bookedOn: date });
      }),
    );
  });
});
