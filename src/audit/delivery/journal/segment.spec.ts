import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { REAL_FILES } from './journal-files.ts';
import { Segment, type Slice } from './segment.ts';

const newDirectory = temporaryDirectories();

/** The text, as slices that stand somewhere in a buffer. */
function slices(...texts: string[]): Slice[] {
  return texts.map((text) => ({ buffer: Buffer.from(`__${text}__`), start: 2, end: 2 + Buffer.byteLength(text) }));
}

function setUp(first = 1) {
  const directory = newDirectory();
  const disk = new FailingFiles();
  const segment = Segment.create(directory, first, disk.files);
  const written = (): string => readFileSync(join(directory, present(readdirSync(directory)[0])), 'utf8');
  return { directory, disk, segment, written };
}

describe(Segment.name, () => {
  it('should append slices one after the other', async () => {
    const { segment, written } = setUp();
    segment.append(slices('one', 'two'));
    segment.append(slices('three'));
    expect([written(), segment.size]).toEqual(['onetwothree', 11]);
    expect(String(await segment.read(3, 5))).toBe('twoth');
    expect(String(await segment.read(9, 100))).toBe('ee');
    expect(await segment.read(11, 100)).toHaveLength(0);
  });

  it('should be read by its owner only, and be named by its first number', () => {
    const { directory } = setUp(42);
    expect(readdirSync(directory)).toEqual(['segment-000000000000042-000.journal']);
    expect(statSync(join(directory, 'segment-000000000000042-000.journal')).mode & 0o777).toBe(0o600);
  });

  it('should write on where the disk takes a part only', () => {
    const { disk, segment, written } = setUp();
    disk.mostAtOnce = 2;
    segment.append(slices('one', 'two'));
    expect([written(), segment.size]).toEqual(['onetwo', 6]);
  });

  it('should cut off what was written when the disk is full in the middle', () => {
    const { disk, segment, written } = setUp();
    segment.append(slices('one'));
    disk.room = 4;
    expect(() => segment.append(slices('two', 'three'))).toThrow('ENOSPC');
    expect([written(), segment.size]).toEqual(['one', 3]);
    disk.heal();
    segment.append(slices('four'));
    expect([written(), segment.size]).toEqual(['onefour', 7]);
  });

  it('should write over what was written when it can not be cut off', async () => {
    const { disk, segment, written } = setUp();
    segment.append(slices('one'));
    disk.room = 2;
    disk.fail('ftruncateSync', 'EIO');
    expect(() => segment.append(slices('two'))).toThrow('ENOSPC');
    expect([written(), segment.size]).toEqual(['onetw', 3]);
    expect(String(await segment.read(0, 100))).toBe('one');
    disk.heal();
    segment.append(slices('four'));
    expect(written()).toBe('onefour');
  });

  it('should hold exactly what it took, however the disk fails', () => {
    const call = fc.record({
      texts: fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 5 }), { maxLength: 4 }),
      room: fc.option(fc.nat({ max: 12 }), { nil: Infinity }),
      mostAtOnce: fc.constantFrom(1, 2, Infinity),
      canCut: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 8 }), (calls) => {
        const { disk, segment, written, directory } = setUp();
        let taken = '';
        const needed: number[] = [];
        for (const { texts, room, mostAtOnce, canCut } of calls) {
          disk.heal();
          Object.assign(disk, { room, mostAtOnce });
          if (!canCut) disk.fail('ftruncateSync', 'EIO');
          try {
            segment.append(slices(...texts));
            taken += texts.join('');
          } catch {
            needed.push(Buffer.byteLength(texts.join('')) - room);
          }
          expect(segment.size).toBe(taken.length);
          expect(written().slice(0, segment.size)).toBe(taken);
        }
        expect(needed.every((bytes) => bytes > 0)).toBe(true);
        segment.close();
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 200 },
    );
  });

  it('should be another file when there is one of the same number', () => {
    const directory = newDirectory();
    const again = (): string[] =>
      readdirSync(directory).map((name) => name.slice('segment-000000000000007-'.length, -'.journal'.length));
    for (let count = 0; count < 3; count += 1) Segment.create(directory, 7, REAL_FILES).close();
    expect(again().toSorted()).toEqual(['000', '001', '002']);
    const name = (number: number): string => `segment-000000000000007-${String(number).padStart(3, '0')}.journal`;
    for (let number = 3; number < 1_000; number += 1) writeFileSync(join(directory, name(number)), '');
    Segment.create(directory, 7, REAL_FILES).close();
    expect(again()).toContain('1000');
  });

  it('should all be opened in the order in which they were written', async () => {
    const directory = newDirectory();
    const name = (first: number, again: string): string =>
      `segment-${String(first).padStart(15, '0')}-${again}.journal`;
    const names = [
      name(9, '000'),
      name(9, '002'),
      name(9, '999'),
      name(9, '1000'),
      name(10, '000'),
      name(1_000, '000'),
    ];
    for (const each of names.toReversed()) writeFileSync(join(directory, each), each);
    for (const other of ['segment-1.journal', 'writer.json', `${names[0]}.old`]) {
      writeFileSync(join(directory, other), 'x');
    }
    mkdirSync(join(directory, 'orphans'));
    const segments = Segment.openAll(directory, REAL_FILES);
    const read = await Promise.all(segments.map((segment) => segment.read(0, 100)));
    expect(read.map(String)).toEqual(names);
    expect(segments.map(({ first }) => first)).toEqual([9, 9, 9, 9, 10, 1_000]);
    expect(segments.map(({ size }) => size)).toEqual(names.map(({ length }) => length));
    segments.forEach((segment) => segment.close());
  });

  it('should leave none open when one can not be opened', () => {
    const { directory, disk } = setUp();
    Segment.create(directory, 2, disk.files);
    disk.fail('openSync', 'EMFILE', { after: 1 });
    expect(() => Segment.openAll(directory, disk.files)).toThrow('EMFILE');
    expect(disk.count('closeSync')).toBe(1);
  });

  it('should be read after somebody has deleted it, and tell that', async () => {
    const { directory, segment } = setUp();
    segment.append(slices('one'));
    expect(segment.isDeleted).toBe(false);
    rmSync(directory, { recursive: true });
    expect(segment.isDeleted).toBe(true);
    segment.append(slices('two'));
    expect(String(await segment.read(0, 100))).toBe('onetwo');
    segment.remove();
    expect(segment.isDeleted).toBe(false);
  });

  it('should give what is there when somebody has cut it', async () => {
    const { directory, segment } = setUp();
    segment.append(slices('onetwo'));
    truncateSync(join(directory, present(readdirSync(directory)[0])), 2);
    expect(String(await segment.read(1, 100))).toBe('n');
    expect(await segment.read(4, 100)).toHaveLength(0);
  });

  it('should stay as it is when it can not be removed', async () => {
    const { disk, segment } = setUp();
    segment.append(slices('one'));
    disk.fail('rmSync', 'EACCES', { times: 1 });
    expect(() => segment.remove()).toThrow('EACCES');
    expect(String(await segment.read(0, 100))).toBe('one');
    segment.remove();
  });

  it('should give nothing once it is closed, not what another file holds under its number', async () => {
    const { directory, disk, segment } = setUp();
    segment.append(slices('mine'));
    segment.close();
    segment.close();
    const other = Segment.create(directory, 5, disk.files);
    other.append(slices('other'));
    expect(await segment.read(0, 100)).toHaveLength(0);
    await segment.sync();
    expect(disk.count('fdatasync')).toBe(0);
  });

  it.each(['read', 'fdatasync'] as const)('should close its file only after a %s that is under way', async (call) => {
    const { directory, disk, segment } = setUp();
    segment.append(slices('mine'));
    const letGo = disk.hold(call);
    const answer = call === 'read' ? segment.read(0, 100) : segment.sync();
    segment.remove();
    const other = Segment.create(directory, 5, disk.files);
    other.append(slices('other'));
    expect(disk.count('closeSync')).toBe(0);
    letGo();
    expect(String(await answer)).toBe(call === 'read' ? 'mine' : 'undefined');
    expect(disk.count('closeSync')).toBe(1);
  });
});
