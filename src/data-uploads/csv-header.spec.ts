import { CsvHeader, delimiterOf } from './csv-header.ts';

describe('CsvHeader', () => {
  it('should find the columns in any order and case', () => {
    const header = CsvHeader.of(['Currency', ' DATE ', 'description', 'reference', 'Amount']);
    expect(header.textOf(['EUR', '2026-10-31', 'Rent', 'INV-1', '5'])).toEqual({
      reference: 'INV-1',
      date: '2026-10-31',
      amount: '5',
      currency: 'EUR',
      description: 'Rent',
    });
  });

  it.each([
    [['reference', 'date', 'amount', 'currency'], 'The first line lacks description. '],
    [['reference', 'date', 'amount', 'currency', 'description', 'vat'], 'The first line has the unknown "vat". '],
    [['reference', 'date', 'amount', 'currency', 'description', 'Date'], 'The first line names date more than once. '],
    [
      ['ref', 'date', 'date'],
      'The first line lacks reference, amount, currency, description and has the unknown "ref" and names date more than once. ',
    ],
    [['reference', 'date', 'amount', 'currency', 'description', ''], 'The first line has the unknown "". '],
    [
      ['constructor'],
      'The first line lacks reference, date, amount, currency, description and has the unknown "constructor". ',
    ],
  ])('should refuse %j', (fields, start) => {
    const refusal = expect.objectContaining({ code: 'IMPORT_HEADER_INVALID', message: expect.stringContaining(start) });
    expect(() => CsvHeader.of(fields)).toThrow(refusal as Error);
  });

  it('should bound what it repeats of the file', () => {
    const fields = Array.from({ length: 5000 }, () => 'x'.repeat(100));
    let message = '';
    try {
      CsvHeader.of(fields);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^The first line lacks/);
    expect(message.length).toBeLessThan(1000);
  });
});

describe('delimiterOf', () => {
  it.each([
    ['reference,date,amount,currency,description\n', ','],
    ['reference;date;amount;currency;description\r\na,b,c,d,e,f', ';'],
    ['\uFEFFreference;date', ';'],
    ['\n\nreference;date\n', ';'],
    ['reference', ','],
    ['', ','],
  ])('should find in %j %s', (start, expected) => {
    expect(delimiterOf(start)).toBe(expected);
  });
});
