import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { csvRecords } from './csv-file.ts';
import type { Delimiter } from './csv-header.ts';
import type { CsvRecord } from './csv-record.ts';

/** Reads a text that arrives in pieces of some bytes. */
async function read(
  text: string,
  { size = 7, delimiter = ',' }: { readonly size?: number; readonly delimiter?: Delimiter } = {},
): Promise<CsvRecord[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return collected(csvRecords(Readable.from(pieces), { delimiter }));
}

async function collected(records: AsyncIterable<CsvRecord>): Promise<CsvRecord[]> {
  const all: CsvRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

const summary = (records: readonly CsvRecord[]) =>
  records.map(({ fields, lineNumber, lastLine, isWellQuoted }) => [
    lineNumber === lastLine ? lineNumber : `${lineNumber}-${lastLine}`,
    fields,
    ...(isWellQuoted ? [] : ['broken']),
  ]);

describe('csvRecords', () => {
  it.each<[what: string, text: string, expected: unknown[]]>([
    ['nothing', '', []],
    [
      'no line break at the end',
      'a,b\nc,d',
      [
        [1, ['a', 'b']],
        [2, ['c', 'd']],
      ],
    ],
    [
      'Windows line breaks',
      'a,b\r\nc,d\r\n',
      [
        [1, ['a', 'b']],
        [2, ['c', 'd']],
      ],
    ],
    [
      'line breaks of old Macs',
      'a\rb\r',
      [
        [1, ['a']],
        [2, ['b']],
      ],
    ],
    [
      'mixed line breaks',
      'a\r\nb\nc\rd',
      [
        [1, ['a']],
        [2, ['b']],
        [3, ['c']],
        [4, ['d']],
      ],
    ],
    ['a byte order mark', '\uFEFFa,b', [[1, ['a', 'b']]]],
    [
      'blank lines',
      '\n\na\n  \n\r\nb\n\n',
      [
        [3, ['a']],
        [6, ['b']],
      ],
    ],
    [
      'empty fields',
      ',\n""',
      [
        [1, ['', '']],
        [2, ['']],
      ],
    ],
    [
      'quotes',
      '"a,b","say ""hi"""\nc,d',
      [
        [1, ['a,b', 'say "hi"']],
        [2, ['c', 'd']],
      ],
    ],
    [
      'line breaks in quotes',
      '"a\nb\r\nc",d\ne',
      [
        ['1-3', ['a\nb\r\nc', 'd']],
        [4, ['e']],
      ],
    ],
    [
      'a quote in the middle',
      'a"b,c\nd',
      [
        [1, ['a"b', 'c'], 'broken'],
        [2, ['d']],
      ],
    ],
    [
      'text after a quote',
      '"a"b,c\nd',
      [
        [1, ['"a"b', 'c'], 'broken'],
        [2, ['d']],
      ],
    ],
    [
      'a quote that the next line closes',
      'x\n"a,b\nc,"d\ne',
      [
        [1, ['x']],
        ['2-3', ['"a,b\nc,"d'], 'broken'],
        [4, ['e']],
      ],
    ],
    [
      'multi-byte characters',
      'ä,€\n😀,ß',
      [
        [1, ['ä', '€']],
        [2, ['😀', 'ß']],
      ],
    ],
  ])('should read %s, however the bytes arrive', async (_what, text, expected) => {
    for (const size of [1, 2, 3, 1000]) expect(summary(await read(text, { size }))).toEqual(expected);
  });

  it('should read semicolons', async () => {
    expect(summary(await read('a;"b;c"\n1,5;x"', { delimiter: ';' }))).toEqual([
      [1, ['a', 'b;c']],
      [2, ['1,5', 'x"'], 'broken'],
    ]);
  });

  it.each([
    ['at the end', 'a,b\nc,"d\ne,f\n', 2],
    ['for too long', `a\n\n"b\n${'x,y\n'.repeat(20_000)}"`, 3],
  ])('should refuse a file whose quote is open %s', async (_what, text, line) => {
    await expect(read(text, { size: 10_000 })).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      message: expect.stringContaining(`begins on line ${line} `),
    });
  });

  it('should throw what the file throws', async () => {
    const broken = new Readable({ read: () => void broken.destroy(new Error('disk')) });
    await expect(collected(csvRecords(broken, { delimiter: ',' }))).rejects.toThrow('disk');
  });

  it('should end when the signal says so, also among lines that are no records', async () => {
    const stop = new AbortController();
    const source = new Readable({
      // Files give their bytes one turn of the event loop after the other too.
      read() {
        setImmediate(() => this.push('\n'.repeat(1_000)));
      },
    });
    setImmediate(() => stop.abort(new Error('enough')));
    await expect(collected(csvRecords(source, { delimiter: ',', signal: stop.signal }))).rejects.toThrow('enough');
  });

  it('should end the reading of the file when it is left early', async () => {
    const source = Readable.from(Array.from({ length: 100_000 }, () => Buffer.from('a,b\n')));
    const closed = new Promise((resolve) => source.once('close', resolve));
    for await (const { lineNumber } of csvRecords(source, { delimiter: ',' })) if (lineNumber === 10) break;
    await closed;
    expect(source.readableEnded).toBe(false);
  });

  it('should give back what a program writes by the rules, with the right lines', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', ',', ';', '"', '\n', '\r\n', ' ', '1'), maxLength: 8 });
    const table = fc.array(fc.tuple(field, field, field), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, size) => {
          const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',') + end);
          const records = await read(text.join(''), { size });
          expect(records.map(({ fields }) => fields)).toEqual(rows);
          expect(records.every(({ isWellQuoted }) => isWellQuoted)).toBe(true);
          const linesBefore = (index: number) => text.slice(0, index).join('').match(/\n/g)?.length ?? 0;
          expect(records.map(({ lineNumber }) => lineNumber)).toEqual(rows.map((_, index) => linesBefore(index) + 1));
        },
      ),
    );
  });
});
