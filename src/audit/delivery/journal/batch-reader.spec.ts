import { damaged, frameOf, FRAMES_SINCE, framesOf } from '../../../../test/support/frames.ts';
import { present } from '../../../../test/support/present.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { BatchReader } from './batch-reader.ts';
import { DiskJournal } from './disk-journal.ts';
import type { BufferedFrame } from './frame-buffer.ts';
import { SegmentStream } from './frame-stream.ts';
import { type BatchLimits, checksumOf, halvesOf, type JournalBatch, type StoredRange } from './journal-batch.ts';
import { REAL_FILES } from './journal-files.ts';

const newDirectory = temporaryDirectories();
const ALL: BatchLimits = { maxEntries: 1_000, maxBytes: 1_000_000 };

function setUp(frames: readonly BufferedFrame[] = [], { segmentBytes = 1_000_000 } = {}) {
  const journal = new DiskJournal({ directory: newDirectory(), sync: 'never', segmentBytes, files: REAL_FILES });
  for (const frame of frames) journal.write([frame]);
  const told = {
    settled: [] as unknown[],
    lost: [] as { readonly count: number; readonly from: number; readonly to: number }[],
    displaced: [] as [numbers: number[], unsettled: number][],
  };
  const stream = new SegmentStream(journal);
  const reader = new BatchReader({
    writer: 'w',
    stream,
    firstHeld: () => journal.segments[0]?.first ?? 1,
    onSettled: (count) => told.settled.push(count),
    onLost: (lost) => told.lost.push(lost),
    onDisplaced: (entries, unsettled) => told.displaced.push([entries.map(({ sequence }) => sequence), unsettled]),
  });
  /** The next batch, as `first-last: entries`. */
  const read = async (limits: Partial<BatchLimits> = {}): Promise<string | undefined> => {
    const batch = await reader.read({ ...ALL, ...limits });
    return batch === undefined ? undefined : textOf(batch);
  };
  return { journal, stream, reader, told, read };
}

function textOf({ first, last, entries }: JournalBatch): string {
  return `${first}-${last}: ${entries.map(({ sequence }) => sequence).join(' ')}`;
}

/** The row that the database has of a batch of these frames. */
async function rowOf(frames: readonly BufferedFrame[]): Promise<StoredRange> {
  const batch = await setUp(frames).reader.read(ALL);
  return { first: present(batch).first, last: present(batch).last, checksum: checksumOf(present(batch).entries) };
}

const intent = (sequence: number): BufferedFrame => frameOf(sequence, '{}', { type: 'intent', intent: sequence });
const settled = (sequence: number): BufferedFrame => frameOf(sequence, '', { type: 'settled', intent: 1 });

describe(BatchReader.name, () => {
  it('should give entries as they were written, with all that tells of them', async () => {
    const { reader } = setUp([frameOf(1, '{"a":1}'), frameOf(2, '"é"')]);
    const batch = await reader.read(ALL);
    expect({ ...batch, entries: batch?.entries.map(({ line, sequence }) => [sequence, String(line)]) }).toEqual({
      writer: 'w',
      first: 1,
      last: 2,
      bytes: 11,
      entries: [
        [1, '{"a":1}'],
        [2, '"é"'],
      ],
    });
    expect(await reader.read(ALL)).toBeUndefined();
  });

  it('should keep to the limits, but give an entry that is larger than a batch alone', async () => {
    const lines = ['12345', '12345', '12345', '1234567890123', '1', '2', '3', '4'];
    const { read } = setUp(lines.map((line, index) => frameOf(index + 1, line)));
    const limits = { maxEntries: 3, maxBytes: 10 };
    const batches = [];
    for (let batch = await read(limits); batch !== undefined; batch = await read(limits)) batches.push(batch);
    expect(batches).toEqual(['1-2: 1 2', '3-3: 3', '4-4: 4', '5-7: 5 6 7', '8-8: 8']);
  });

  it('should count frames that hold no entry to the batch that they stand in or before', async () => {
    const { read, reader, journal } = setUp([intent(1), frameOf(2), settled(3), frameOf(4), intent(5), settled(6)]);
    expect([await read({ maxEntries: 1 }), await read({ maxEntries: 1 })]).toEqual(['1-3: 2', '4-6: 4']);
    for (const frame of [intent(7), settled(8)]) journal.write([frame]);
    expect([await read(), await read()]).toEqual([undefined, undefined]);
    journal.write([frameOf(9)]);
    expect([await read(), reader.rest()]).toEqual(['7-9: 9', undefined]);
  });

  it('should give what holds no entry at the end when it is asked for that', async () => {
    const { read, reader, journal } = setUp([frameOf(1)]);
    expect([await read(), await read(), reader.rest()]).toEqual(['1-1: 1', undefined, undefined]);
    for (const frame of [intent(2), settled(3)]) journal.write([frame]);
    expect(await read()).toBeUndefined();
    expect(textOf(present(reader.rest()))).toBe('2-3: ');
    expect(reader.rest()).toBeUndefined();
    journal.write([frameOf(4)]);
    expect(await read()).toBe('4-4: 4');
  });

  it('should end a batch before a hole, and tell of it once', async () => {
    const frames = framesOf(1, 9).map((frame) => ([3, 4, 8].includes(frame.sequence) ? damaged(frame) : frame));
    const { read, told, reader } = setUp(frames, { segmentBytes: 200 });
    expect([await read(), await read(), await read()]).toEqual(['1-2: 1 2', '5-7: 5 6 7', '9-9: 9']);
    const at = (sequence: number): number => FRAMES_SINCE + sequence;
    const expected = [
      { count: 2, from: at(2), to: at(5) },
      { count: 1, from: at(7), to: at(9) },
    ];
    expect(told.lost).toEqual(expected);
    reader.reconcile([]);
    expect([await read(), await read(), await read()]).toEqual(['1-2: 1 2', '5-7: 5 6 7', '9-9: 9']);
    expect(told.lost).toEqual(expected);
  });

  it('should tell each entry as settled once, with those that were refused', async () => {
    const { reader, told } = setUp([intent(1), ...framesOf(2, 4)]);
    const batch = await reader.read(ALL);
    reader.settle(present(batch), 1);
    expect([told.settled, reader.stored]).toEqual([[{ stored: 2, refused: 1, found: 0 }], 4]);
    reader.settle(present(batch), 1);
    reader.reconcile([]);
    reader.settle(present(await reader.read(ALL)), 0);
    expect(told.settled).toHaveLength(1);
  });

  it('should read what the database does not have, after the answer to a COMMIT was lost', async () => {
    const { reader, told, read } = setUp(framesOf(1, 9));
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 3 })), 0);
    await reader.read({ ...ALL, maxEntries: 3 });
    reader.reconcile([await rowOf(framesOf(1, 3)), await rowOf(framesOf(4, 6))]);
    expect(await read()).toBe('7-9: 7 8 9');
    expect(told.settled).toEqual([
      { stored: 3, refused: 0, found: 0 },
      { stored: 0, refused: 0, found: 3 },
    ]);
    expect([told.displaced, told.lost, reader.stored]).toEqual([[], [], 6]);
  });

  it('should count what it finds in rows that were merged', async () => {
    const { reader, told, read } = setUp(framesOf(1, 9));
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 3 })), 0);
    reader.reconcile([{ first: 1, last: 6, checksum: null }]);
    expect(await read()).toBe('7-9: 7 8 9');
    expect(told.settled.at(-1)).toEqual({ stored: 0, refused: 0, found: 3 });
    expect([told.displaced, reader.stored]).toEqual([[], 6]);
  });

  it('should give again what a database that was set back has lost, without counting it again', async () => {
    const { reader, told, read } = setUp(framesOf(1, 6), { segmentBytes: 200 });
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 2 })), 0);
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 4 })), 0);
    expect(reader.stored).toBe(6);
    reader.reconcile([await rowOf(framesOf(1, 2))]);
    expect(reader.stored).toBe(2);
    const batch = await reader.read(ALL);
    expect(textOf(present(batch))).toBe('3-6: 3 4 5 6');
    reader.settle(present(batch), 0);
    expect(told.settled).toHaveLength(2);
    reader.reconcile([]);
    expect(await read()).toBe('1-6: 1 2 3 4 5 6');
  });

  it('should tell of what a database that was set back has lost and that is not held any more', async () => {
    const { reader, told, journal } = setUp(framesOf(1, 3));
    reader.settle(present(await reader.read(ALL)), 0);
    journal.abandon();
    journal.write(framesOf(6, 8)); // what came between was stored while the disk took nothing
    reader.reconcile([await rowOf(framesOf(1, 3)), { first: 4, last: 5, checksum: 0 }]);
    reader.settle(present(await reader.read(ALL)), 0);
    expect(told.lost).toEqual([]);
    reader.reconcile([await rowOf(framesOf(1, 3))]);
    expect(textOf(present(await reader.read(ALL)))).toBe('6-8: 6 7 8');
    expect(told.lost.map(({ count }) => count)).toEqual([2]);
    expect(told.lost.every(({ from, to }) => from <= to)).toBe(true);
  });

  it('should hand over what others have written under the same numbers', async () => {
    const { reader, told, read } = setUp(framesOf(1, 9));
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 3 })), 0);
    const rows = [await rowOf(framesOf(1, 3)), { first: 4, last: 6, checksum: 1 }];
    reader.reconcile(rows);
    expect(await read()).toBe('7-9: 7 8 9');
    expect(told.displaced).toEqual([[[4, 5, 6], 3]]);
    reader.reconcile(rows);
    expect(await read()).toBe('7-9: 7 8 9');
    expect([told.displaced.length, told.settled.length, told.lost.length]).toEqual([1, 1, 0]);
  });

  it('should hand over what it had stored when a database that was set back has it from others', async () => {
    const { reader, told, read } = setUp(framesOf(1, 6));
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 4 })), 0);
    reader.reconcile([{ first: 1, last: 5, checksum: 1 }]);
    expect(await read()).toBe('6-6: 6');
    expect(told.displaced).toEqual([[[1, 2, 3, 4, 5], 1]]);
  });

  it('should hand over each entry once while others write further on than it has come', async () => {
    const { reader, told, read, journal } = setUp(framesOf(1, 3));
    const rows = [{ first: 2, last: 8, checksum: 1 }];
    reader.reconcile(rows);
    expect([await read(), await read()]).toEqual(['1-1: 1', undefined]);
    journal.write(framesOf(4, 5));
    expect(await read()).toBeUndefined();
    reader.reconcile(rows);
    expect([await read(), await read()]).toEqual(['1-1: 1', undefined]);
    journal.write(framesOf(6, 10));
    expect(await read()).toBe('9-10: 9 10');
    expect(told.displaced.flatMap(([numbers]) => numbers)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(told.lost).toEqual([]);
  });

  it('should not count as lost what the database has', async () => {
    const frames = framesOf(1, 12).map((frame) => (frame.sequence > 3 && frame.sequence < 10 ? damaged(frame) : frame));
    const { reader, told, read } = setUp(frames);
    reader.reconcile([
      { first: 5, last: 6, checksum: 1 },
      { first: 9, last: 9, checksum: 1 },
    ]);
    expect([await read(), await read()]).toEqual(['1-3: 1 2 3', '10-12: 10 11 12']);
    expect(told.lost.map(({ count }) => count)).toEqual([3]);
  });

  it('should take a batch for its own of which the beginning is not held any more', async () => {
    const frames = framesOf(1, 12);
    const { reader, told, read, journal } = setUp(frames, { segmentBytes: 300 });
    const rows = [await rowOf(frames.slice(0, 3)), await rowOf(frames.slice(3, 8))];
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 3 })), 0);
    reader.settle(present(await reader.read({ ...ALL, maxEntries: 5 })), 0);
    journal.removeOldest((_, next) => next.first === 6);
    expect(journal.segments[0]?.first).toBe(6);
    reader.reconcile(rows.slice(1));
    expect(reader.stored).toBe(8);
    expect(await read()).toBe('9-12: 9 10 11 12');
    // another process that has taken the journal over knows nothing of it
    const adopter = new BatchReader({
      writer: 'w',
      stream: new SegmentStream(journal),
      firstHeld: () => 6,
      onSettled: (count) => told.settled.push(count),
      onDisplaced: (entries, unsettled) => told.displaced.push([entries.map(({ sequence }) => sequence), unsettled]),
    });
    adopter.reconcile(rows.slice(1));
    expect(textOf(present(await adopter.read(ALL)))).toBe('9-12: 9 10 11 12');
    expect(told.settled.at(-1)).toEqual({ stored: 0, refused: 0, found: 3 });
    expect([told.displaced, adopter.stored]).toEqual([[], 8]);
  });

  it('should know that all is stored behind a hole', async () => {
    const frames = framesOf(1, 6).map((frame) => (frame.sequence === 3 ? damaged(frame) : frame));
    const { reader, told, read } = setUp(frames);
    reader.settle(present(await reader.read(ALL)), 0);
    reader.reconcile([await rowOf(frames.slice(0, 2)), await rowOf(frames.slice(3))]);
    expect(await read()).toBeUndefined();
    expect([reader.stored, told.lost.map(({ count }) => count)]).toEqual([6, [1]]);
  });

  it('should not take for stored what was given and is not answered', async () => {
    const { reader, read } = setUp(framesOf(1, 6));
    reader.reconcile([await rowOf(framesOf(4, 6))]);
    expect([await read(), await read()]).toEqual(['1-3: 1 2 3', undefined]);
    expect(reader.stored).toBe(0);
  });

  it('should read anew what it reads when the database has answered meanwhile', async () => {
    const { reader, stream, told } = setUp(framesOf(1, 9), { segmentBytes: 200 });
    const next = stream.next.bind(stream);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    jest.spyOn(stream, 'next').mockImplementationOnce(async () => {
      const frames = await next();
      await held;
      return frames;
    });
    const batch = reader.read(ALL);
    reader.reconcile([{ first: 1, last: 2, checksum: 1 }]);
    letGo();
    expect(textOf(present(await batch))).toBe('3-9: 3 4 5 6 7 8 9');
    expect([told.displaced, told.lost]).toEqual([[[[1, 2], 2]], []]);
  });

  it('should look again for a half that was stored after the database had been asked because of the other', async () => {
    const { reader, told, read } = setUp(framesOf(1, 4));
    const [left, right] = halvesOf(present(await reader.read(ALL)));
    reader.reconcile([{ first: left.first, last: left.last, checksum: 1 }]);
    reader.settle(right, 0);
    expect([reader.stored, told.settled]).toEqual([0, []]);
    reader.reconcile([
      { first: left.first, last: left.last, checksum: 1 },
      { first: right.first, last: right.last, checksum: checksumOf(right.entries) },
    ]);
    expect(await read()).toBeUndefined();
    expect([reader.stored, told.displaced]).toEqual([4, [[[1, 2], 2]]]);
    expect(told.settled).toEqual([{ stored: 0, refused: 0, found: 2 }]);
  });

  it('should tell of a journal that can not be read, and go on when it can be', async () => {
    const { reader, stream, read } = setUp(framesOf(1, 3));
    jest.spyOn(stream, 'next').mockRejectedValueOnce(new Error('EIO'));
    await expect(reader.read(ALL)).rejects.toThrow('EIO');
    expect(await read()).toBe('1-3: 1 2 3');
  });
});
