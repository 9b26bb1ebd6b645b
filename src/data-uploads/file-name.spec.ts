import * as fc from 'fast-check';
import { displayName, isNamedCsv } from './file-name.ts';

describe('displayName', () => {
  it.each([
    ['bank-2026-10.csv', 'bank-2026-10.csv'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\bank.csv', 'bank.csv'],
    ['Überweisungen Okt.csv', 'Überweisungen Okt.csv'],
    ['bank\u0000\r\n.csv', 'bank.csv'],
    ['bank\u202Evsc.exe', 'bankvsc.exe'],
    ['  bank.csv ', 'bank.csv'],
    ['', 'upload.csv'],
    ['folder/', 'upload.csv'],
    [`${'x'.repeat(300)}.CSV`, `${'x'.repeat(196)}.csv`],
    ['😀'.repeat(300), '😀'.repeat(200)],
  ])('should make of %j %j', (given, expected) => {
    expect(displayName(given)).toBe(expected);
  });

  it('should never hold a folder or more than 200 characters, and leave its own results alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = displayName(given);
        expect(name).not.toMatch(/[/\\\p{Cc}]/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(200);
        expect(name).not.toBe('');
        expect(displayName(name)).toBe(name);
      }),
    );
  });
});

describe('isNamedCsv', () => {
  it.each([
    ['bank.csv', 'text/csv', true],
    ['bank.txt', 'text/csv', true],
    ['bank', 'application/csv', true],
    ['bank.xls', 'application/vnd.ms-excel', true],
    ['BANK.CSV', 'application/octet-stream', true],
    ['bank.csv', 'text/plain', true],
    ['bank.txt', 'text/plain', false],
    ['bank.csv', 'image/png', false],
    ['bank.exe', 'application/octet-stream', false],
  ])('should say of %s as %s: %s', (name, type, expected) => {
    expect(isNamedCsv(name, type)).toBe(expected);
  });
});
