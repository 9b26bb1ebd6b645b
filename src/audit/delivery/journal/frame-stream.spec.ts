import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { damaged, frameOf, framesOf, sequencesIn } from '../../../../test/support/frames.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { type BufferedFrame, slicesOf } from './frame-buffer.ts';
import { type Segments, SegmentStream } from './frame-stream.ts';
import { Segment } from './segment.ts';

const newDirectory = temporaryDirectories();

interface Journal extends Segments {
  segments: Segment[];
  isFinal: boolean;
}

/** A journal with these frames in its segments; a frame that is `damaged` has a byte changed. */
function setUp(parts: readonly (readonly BufferedFrame[])[], { isFinal = false } = {}) {
  const directory = newDirectory();
  const disk = new FailingFiles();
  const journal: Journal = { segments: [], isFinal };
  const add = (first: number, frames: readonly BufferedFrame[]): Segment => {
    const segment = Segment.create(directory, first, disk.files);
    segment.append(slicesOf(frames));
    journal.segments.push(segment);
    return segment;
  };
  for (const frames of parts) add(frames[0]?.sequence ?? 1, frames);
  const stream = new SegmentStream(journal);
  return { directory, disk, journal, add, stream, read: () => sequencesIn(stream) };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe(SegmentStream.name, () => {
  it('should give nothing of nothing', async () => {
    const { read, add } = setUp([]);
    expect([await read(), await read()]).toEqual([[], []]);
    add(1, framesOf(1, 2));
    expect(await read()).toEqual([1, 2]);
  });

  it('should give what is appended while it reads, and go on in the next segment', async () => {
    const { read, add, journal } = setUp([framesOf(1, 3)]);
    expect(await read()).toEqual([1, 2, 3]);
    present(journal.segments[0]).append(slicesOf(framesOf(4, 5)));
    expect([await read(), await read()]).toEqual([[4, 5], []]);
    present(journal.segments[0]).append(slicesOf(framesOf(6, 6)));
    add(7, framesOf(7, 8));
    expect([await read(), await read()]).toEqual([[6, 7, 8], []]);
  });

  it('should wait for the rest of a frame, unless nothing is appended any more', async () => {
    const { read, journal } = setUp([framesOf(1, 2)]);
    const { buffer, start, end } = frameOf(3);
    const [segment] = journal.segments;
    present(segment).append([{ buffer, start, end: start + 20 }]);
    expect([await read(), await read()]).toEqual([[1, 2], []]);
    present(segment).append([{ buffer, start: start + 20, end }]);
    expect(await read()).toEqual([3]);
    present(segment).append([{ buffer, start, end: start + 20 }]);
    expect(await read()).toEqual([]);
    journal.segments.push(...setUp([framesOf(4, 4)]).journal.segments);
    expect(await read()).toEqual([4]);
  });

  it('should pass over what is damaged, also at an end that is final', async () => {
    const parts = [
      [frameOf(1), damaged(frameOf(2)), frameOf(3)],
      [damaged(frameOf(4)), frameOf(5), damaged(frameOf(6))],
    ];
    expect(await setUp(parts, { isFinal: true }).read()).toEqual([1, 3, 5]);
    expect(await setUp(parts).read()).toEqual([1, 3, 5]);
  });

  it('should read frames that are larger than what it reads at once', async () => {
    const line = 'x'.repeat(3 * 1024 * 1024);
    const frames = [frameOf(1), frameOf(2, line), frameOf(3), frameOf(4, line), frameOf(5)];
    expect(await setUp([frames]).read()).toEqual(upTo(5));
    expect(await setUp([[damaged(frameOf(1, line)), frameOf(2)]]).read()).toEqual([2]);
  });

  it('should come to an end in a segment that somebody has cut while it was written', async () => {
    const { read, add, directory } = setUp([framesOf(1, 4)]);
    const fd = openSync(join(directory, present(readdirSync(directory)[0])), 'r+');
    ftruncateSync(fd, 63 * 2 + 10);
    closeSync(fd);
    expect([await read(), await read()]).toEqual([[1, 2], []]);
    add(5, framesOf(5, 6));
    expect(await read()).toEqual([5, 6]);
  });

  it('should give each frame once where a segment was written anew', async () => {
    expect(await setUp([framesOf(1, 7), framesOf(5, 9), framesOf(8, 12)]).read()).toEqual(upTo(12));
  });

  it('should take from either copy what the other has lost', async () => {
    const old = framesOf(1, 7).map((frame) => ([5, 7].includes(frame.sequence) ? damaged(frame) : frame));
    const anew = framesOf(5, 9).map((frame) => ([6, 8].includes(frame.sequence) ? damaged(frame) : frame));
    const { stream, read } = setUp([old, anew, framesOf(10, 11)]);
    expect(await read()).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11]);
    stream.rewind(5);
    expect(await read()).toEqual([6, 7, 9, 10, 11]);
  });

  it('should read the copy that is whole after the other one was only begun', async () => {
    const { stream, read, add } = setUp([framesOf(1, 7)], { isFinal: true });
    add(5, []);
    stream.rewind(5);
    expect(await read()).toEqual([6, 7]);
  });

  it('should go back to the first frame after the one that is named', async () => {
    const { stream, read } = setUp([framesOf(1, 3), framesOf(4, 6), framesOf(7, 9)]);
    for (const sequence of [9, 0, 3, 4, 6, 7, 8, 20]) {
      stream.rewind(sequence);
      expect(await read()).toEqual(upTo(9).filter((each) => each > sequence));
    }
  });

  it('should begin with what is held when it is sent back behind that', async () => {
    const { stream, read } = setUp([framesOf(11, 13), framesOf(14, 16)]);
    stream.rewind(5);
    expect(await read()).toEqual([11, 12, 13, 14, 15, 16]);
  });

  it('should go on when the segment that it reads is removed', async () => {
    const { stream, read, journal } = setUp([framesOf(1, 3), framesOf(4, 6), framesOf(7, 9)]);
    expect((await stream.next()).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    for (const segment of journal.segments.splice(0, 2)) segment.remove();
    expect(await read()).toEqual([7, 8, 9]);
  });

  it('should go on with the copy when the segment that it reads is removed because of it', async () => {
    const { read, journal, add } = setUp([framesOf(1, 4), framesOf(5, 7)]);
    expect(await read()).toEqual(upTo(7));
    add(5, framesOf(5, 8));
    present(journal.segments.splice(1, 1)[0]).remove();
    expect(await read()).toEqual([8]);
    add(5, framesOf(5, 9));
    present(journal.segments.splice(1, 1)[0]).remove();
    add(4, framesOf(4, 10));
    present(journal.segments.splice(1, 1)[0]).remove();
    expect(await read()).toEqual([9, 10]);
  });

  it('should read on in a segment that is removed while it waits for the disk', async () => {
    const { stream, disk, journal } = setUp([framesOf(1, 3), framesOf(4, 6)]);
    const letGo = disk.hold('read');
    const frames = stream.next();
    present(journal.segments.shift()).remove();
    letGo();
    expect((await frames).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(await sequencesIn(stream)).toEqual([4, 5, 6]);
  });

  it('should begin anew when it is sent back while it waits for the disk', async () => {
    const { stream, disk } = setUp([framesOf(1, 3), framesOf(4, 6)]);
    await stream.next();
    const letGo = disk.hold('read');
    const frames = stream.next();
    stream.rewind(1);
    letGo();
    expect((await frames).map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(await sequencesIn(stream)).toEqual([4, 5, 6]);
  });

  it('should try again what could not be read', async () => {
    const { stream, disk, read } = setUp([framesOf(1, 3)]);
    disk.fail('read', 'EIO', { times: 1 });
    await expect(stream.next()).rejects.toThrow('EIO');
    expect(await read()).toEqual([1, 2, 3]);
  });

  it('should give all that is whole of a segment that is cut anywhere', async () => {
    const { directory, journal } = setUp([framesOf(1, 3)]);
    const path = join(directory, present(readdirSync(directory)[0]));
    const bytes = readFileSync(path);
    journal.segments.forEach((segment) => segment.close());
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      writeFileSync(path, bytes.subarray(0, cut));
      for (const isFinal of [true, false]) {
        const segments = Segment.openAll(directory, new FailingFiles().files);
        const found = await sequencesIn(new SegmentStream({ segments, isFinal }));
        expect(found).toEqual(upTo(Math.floor(cut / 63)));
        segments.forEach((segment) => segment.close());
      }
    }
  });

  it('should give each undamaged frame once and in order, whatever was written anew and damaged', async () => {
    const part = fc.record({
      back: fc.nat({ max: 4 }),
      count: fc.integer({ min: 0, max: 8 }),
      damage: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
    });
    const run = fc.record({
      parts: fc.array(part, { maxLength: 6 }),
      isFinal: fc.boolean(),
      from: fc.nat({ max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ parts, isFinal, from }) => {
        const { stream, read, add, journal } = setUp([], { isFinal });
        const whole = new Set<number>();
        let last = 0;
        let highestFirst = 1;
        for (const { back, count, damage } of parts) {
          const first = Math.max(highestFirst, last + 1 - back);
          const frames = framesOf(first, Math.max(last, first + count - 1));
          add(
            first,
            frames.map((frame, index) => (damage.includes(index) ? damaged(frame) : frame)),
          );
          frames.forEach(({ sequence }, index) => damage.includes(index) || whole.add(sequence));
          [last, highestFirst] = [Math.max(last, first + count - 1), first + 1];
        }
        const expected = [...whole].toSorted((one, other) => one - other);
        expect(await read()).toEqual(expected);
        stream.rewind(0);
        expect(await read()).toEqual(expected);
        const place = whole.size === last ? from : 0; // more than two copies are not looked for
        stream.rewind(place);
        expect(await read()).toEqual(expected.filter((sequence) => sequence > place));
        journal.segments.forEach((segment) => segment.close());
      }),
      { numRuns: 300 },
    );
  });
});
