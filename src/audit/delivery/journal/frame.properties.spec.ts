import * as fc from 'fast-check';
import {
  type ByteRange,
  type Frame,
  type FrameHead,
  type FrameScan,
  largestFrameBytes,
  scanFrames,
  writeFrame,
} from './frame.ts';

const RUNS = { numRuns: 2_000 };
const MARKER = Buffer.from([0xff, 0xfe, 0xa7, 0xff]);

/** Bytes that are close to what a frame is made of. */
const nearlyFrame = fc.constantFrom(...MARKER, 0, 1, 2, 3, 0x20, 0x80);
const byte = fc.oneof(nearlyFrame, fc.integer({ min: 0, max: 255 }));
const bytesOf = (constraints: fc.ArrayConstraints): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: byte.map((one) => [one]) }, fc.constant([...MARKER])), constraints)
    .map((parts) => Buffer.from(parts.flat()));

const number = fc.oneof(fc.nat({ max: 5 }), fc.maxSafeNat(), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 0xff_fe_a7_ff));
const line = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 9 }) },
      fc.constantFrom('\ud83d', '\udc00'),
    ),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));

interface Written extends FrameHead {
  readonly line: string;
}

const written: fc.Arbitrary<Written> = fc.record({
  type: fc.constantFrom('entry', 'intent', 'settled'),
  writer: bytesOf({ minLength: 16, maxLength: 16 }).map((bytes) => bytes.subarray(0, 16)),
  sequence: number,
  intent: number,
  at: number,
  line,
});

function bytesOfFrame(frame: Written): Buffer {
  const target = Buffer.alloc(largestFrameBytes(frame.line));
  return target.subarray(0, writeFrame(target, 0, frame, frame.line));
}

/** What the caller wrote, from what was found. */
function readBack({ type, writer, sequence, intent, at, payload }: Frame): Written {
  return { type, writer: Buffer.from(writer), sequence, intent, at, line: payload.toString() };
}

const asRead = (frame: Written): Written => ({ ...frame, line: frame.line.toWellFormed() });

/** Where the frames stand when nothing is between them. */
function rangesOf(frames: readonly Buffer[]): ByteRange[] {
  let end = 0;
  return frames.map(({ length }) => ({ start: end, end: (end += length) }));
}

/** Frames and damage have to be all that is consumed, without an overlap. */
function expectAllOf({ frames, damaged, end }: FrameScan, bytes: Buffer): void {
  const ranges = [...frames, ...damaged].toSorted((one, other) => one.start - other.start);
  let behind = 0;
  for (const range of ranges) {
    expect(range.start).toBe(behind);
    expect(range.end).toBeGreaterThan(behind);
    behind = range.end;
  }
  expect(behind).toBe(end);
  expect(end).toBeLessThanOrEqual(bytes.length);
}

/** A byte, and the place where it stood before anything was done to it; none when it is new or not what it was. */
interface Traced {
  readonly value: number;
  readonly origin: number | undefined;
}

type Damage = (bytes: Traced[]) => void;

const isNew = (value: number): Traced => ({ value, origin: undefined });
const somewhere = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const placeIn = (bytes: readonly unknown[], where: number): number => Math.floor(where * bytes.length);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(somewhere, fc.nat({ max: 7 })).map(([where, bit]) => flipping(where, bit)),
  fc.tuple(somewhere, bytesOf({ minLength: 1, maxLength: 20 })).map(([where, values]) => overwriting(where, values)),
  fc.tuple(somewhere, fc.integer({ min: 1, max: 150 })).map(([where, count]) => removing(where, count)),
  fc.tuple(somewhere, bytesOf({ minLength: 1, maxLength: 80 })).map(([where, values]) => inserting(where, values)),
  fc.tuple(somewhere, somewhere, fc.integer({ min: 1, max: 70 })).map((parts) => repeating(...parts)),
);

function flipping(where: number, bit: number): Damage {
  return (bytes) => {
    const old = bytes[placeIn(bytes, where)];
    if (old !== undefined) bytes[placeIn(bytes, where)] = isNew(old.value ^ (1 << bit));
  };
}

function overwriting(where: number, values: Buffer): Damage {
  return (bytes) => {
    const place = placeIn(bytes, where);
    for (const [index, old] of bytes.slice(place, place + values.length).entries()) {
      const value = values[index] ?? 0;
      if (old.value !== value) bytes[place + index] = isNew(value);
    }
  };
}

function removing(where: number, count: number): Damage {
  return (bytes) => void bytes.splice(placeIn(bytes, where), count);
}

function inserting(where: number, values: Iterable<number>): Damage {
  return (bytes) => void bytes.splice(placeIn(bytes, where), 0, ...Array.from(values, isNew));
}

/** Puts a part of what is there to another place: the beginning of a frame into the middle of another, for example. */
function repeating(from: number, to: number, count: number): Damage {
  return (bytes) => {
    const place = placeIn(bytes, from);
    inserting(
      to,
      bytes.slice(place, place + count).map(({ value }) => value),
    )(bytes);
  };
}

/** Where a frame still stands whole. */
function placeOf({ start, end }: ByteRange, bytes: readonly Traced[]): ByteRange | undefined {
  const place = bytes.findIndex(({ origin }) => origin === start);
  if (place < 0) return undefined;
  for (let offset = 0; offset < end - start; offset += 1) {
    if (bytes[place + offset]?.origin !== start + offset) return undefined;
  }
  return { start: place, end: place + end - start };
}

/** An untouched frame that was not found may share its first byte with a copy of it that was: that is as good. */
const overlaps = (one: ByteRange, other: ByteRange): boolean => one.start < other.end && one.end > other.start;

/** Scans as it is read from a file, chunk by chunk. */
function scanInChunks(bytes: Buffer, sizes: readonly number[]): FrameScan {
  const frames: Frame[] = [];
  const damaged: { start: number; end: number }[] = [];
  let offset = 0;
  let read = 0;
  for (let turn = 0; ; turn += 1) {
    read = Math.min(bytes.length, read + (sizes[turn % sizes.length] ?? 1));
    const isLast = read === bytes.length;
    const scan = scanFrames(bytes.subarray(offset, read), { isLast });
    frames.push(...scan.frames.map((frame) => ({ ...frame, start: frame.start + offset, end: frame.end + offset })));
    for (const { start, end } of scan.damaged) {
      const last = damaged.at(-1);
      if (last?.end === start + offset) last.end = end + offset;
      else damaged.push({ start: start + offset, end: end + offset });
    }
    offset += scan.end;
    if (isLast) return { frames, damaged, end: offset };
  }
}

const damagedFrames = fc
  .tuple(fc.array(written, { minLength: 1, maxLength: 6 }), fc.array(damage, { maxLength: 5 }))
  .map(([frames, damages]) => {
    const originals = frames.map(bytesOfFrame);
    const traced: Traced[] = Array.from(Buffer.concat(originals), (value, origin) => ({ value, origin }));
    for (const damageTo of damages) damageTo(traced);
    return { originals, traced, bytes: Buffer.from(traced.map(({ value }) => value)) };
  });

describe('frames', () => {
  it('should be read as they were written', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 6 }), fc.boolean(), (frames, isLast) => {
        const bytes = Buffer.concat(frames.map(bytesOfFrame));
        const scan = scanFrames(bytes, { isLast });
        expect(scan.frames.map(readBack)).toEqual(frames.map(asRead));
        expect(scan.damaged).toEqual([]);
        expect(scan.end).toBe(bytes.length);
      }),
      RUNS,
    );
  });

  it('should be exactly those before the cut, wherever it is', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 2 }), (frames) => {
        const originals = frames.map(bytesOfFrame);
        const ranges = rangesOf(originals);
        const bytes = Buffer.concat(originals);
        for (const isLast of [true, false]) {
          const cuts = Array.from({ length: bytes.length + 1 }, (_, cut) => cut);
          const found = cuts.map((cut) => {
            const { frames: whole, damaged, end } = scanFrames(bytes.subarray(0, cut), { isLast });
            return `${whole.length} until ${end}, ${damaged.length} damaged`;
          });
          const before = cuts.map((cut) => {
            const whole = ranges.filter(({ end }) => end <= cut);
            return `${whole.length} until ${whole.at(-1)?.end ?? 0}, 0 damaged`;
          });
          expect(found).toEqual(before);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('should all be found that are whole, and no others, after any damage', () => {
    fc.assert(
      fc.property(damagedFrames, ({ originals, traced, bytes }) => {
        const scan = scanFrames(bytes, { isLast: true });
        const untouched = rangesOf(originals).flatMap((range) => placeOf(range, traced) ?? []);
        expect(untouched.filter((range) => !scan.frames.some((frame) => overlaps(frame, range)))).toEqual([]);
        for (const { start, end } of scan.frames) {
          expect(originals.some((original) => original.equals(bytes.subarray(start, end)))).toBe(true);
        }
        expectAllOf(scan, bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it('should be the same in chunks as all at once', () => {
    fc.assert(
      fc.property(
        damagedFrames,
        fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 9 }),
        ({ bytes }, sizes) => {
          expect(scanInChunks(bytes, sizes)).toEqual(scanFrames(bytes, { isLast: true }));
        },
      ),
      RUNS,
    );
  });

  it('should not be found in what never was one', () => {
    fc.assert(
      fc.property(bytesOf({ maxLength: 300 }), fc.boolean(), (garbage, isLast) => {
        const scan = scanFrames(garbage, { isLast });
        expect(scan.frames).toEqual([]);
        expectAllOf(scan, garbage);
      }),
      RUNS,
    );
  });
});
