import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryFailedError } from 'typeorm';
import { temporaryDirectories } from '../../../test/support/temporary-directory.ts';
import { present } from '../../../test/support/present.ts';
import { REAL_FILES } from './journal/journal-files.ts';
import { Quarantine, reasonOf } from './quarantine.ts';

const WRITER = '01234567-89ab-4def-8123-456789abcdef';
const LINE = '{"id":"1","ipAddress":"nowhere"}';
const ERROR = new QueryFailedError('INSERT', [], Object.assign(new Error('invalid inet'), { code: '22P02' }));

describe('Quarantine', () => {
  const directories = temporaryDirectories();
  const modeOf = (path: string): number => statSync(path).mode & 0o777;

  it('should keep each entry as it was in a file of its own, below why it was refused', () => {
    const root = directories();
    const quarantine = new Quarantine(root, REAL_FILES);
    const paths = [7, 8].map((sequence) => quarantine.keep({ writer: WRITER, sequence, line: LINE, error: ERROR }));
    expect(paths).toEqual([7, 8].map((sequence) => join(root, 'quarantine', `${WRITER}-${sequence}.ndjson`)));
    const [why, line, end] = readFileSync(present(paths[0]), 'utf8').split('\n');
    expect([line, end]).toEqual([LINE, '']);
    expect(JSON.parse(present(why))).toEqual({
      writer: WRITER,
      sequence: 7,
      sqlState: '22P02',
      reason: 'invalid inet',
      quarantinedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it('should let nobody but the user of the process read it', () => {
    const quarantine = new Quarantine(join(directories(), 'made', 'as', 'well'), REAL_FILES);
    const path = quarantine.keep({ writer: WRITER, sequence: 1, line: LINE, error: ERROR });
    expect([modeOf(path), modeOf(join(path, '..'))]).toEqual([0o600, 0o700]);
  });

  it('should have one file of an entry that is refused again', () => {
    const root = directories();
    const quarantine = new Quarantine(root, REAL_FILES);
    for (const error of [ERROR, new Error('another one')]) {
      quarantine.keep({ writer: WRITER, sequence: 1, line: LINE, error });
    }
    expect(readdirSync(join(root, 'quarantine'))).toHaveLength(1);
  });

  it('should throw when it can not be kept', () => {
    const root = directories();
    mkdirSync(join(root, 'root'));
    writeFileSync(join(root, 'root', 'quarantine'), 'in its place');
    const quarantine = new Quarantine(join(root, 'root'), REAL_FILES);
    expect(() => quarantine.keep({ writer: WRITER, sequence: 1, line: LINE, error: ERROR })).toThrow('EEXIST');
  });
});

describe('reasonOf', () => {
  it.each<[error: unknown, expected: ReturnType<typeof reasonOf>]>([
    [ERROR, { sqlState: '22P02', reason: 'invalid inet' }],
    [new Error('no code'), { sqlState: undefined, reason: 'no code' }],
    ['a word', { sqlState: undefined, reason: 'a word' }],
    [undefined, { sqlState: undefined, reason: 'undefined' }],
  ])('should read %p', (error, expected) => {
    expect(reasonOf(error)).toEqual(expected);
  });
});
