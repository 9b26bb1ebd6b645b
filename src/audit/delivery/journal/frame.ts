import { crc32 } from 'node:zlib';

/**
 * One record as bytes: a header, then the line in UTF-8. Numbers are big-endian.
 *
 * | at | bytes | what |
 * |---|---|---|
 * | 0 | 4 | marker |
 * | 4 | 4 | CRC-32 of all that follows it |
 * | 8 | 4 | length of the line |
 * | 12 | 1 | type |
 * | 13 | 3 | zero |
 * | 16 | 16 | id of the writer |
 * | 32 | 8 | sequence |
 * | 40 | 8 | intent |
 * | 48 | 8 | milliseconds since 1970 |
 */
export const FRAME_HEADER_BYTES = 56;
export const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

/** UTF-8 has neither 0xFF nor 0xFE: whatever a line says, it does not look like the beginning of a frame. */
const MARKER = Buffer.from([0xff, 0xfe, 0xa7, 0xff]);
const MARKER_NUMBER = MARKER.readUInt32BE();

const CHECKSUM_AT = 4;
const LENGTH_AT = 8;
const TYPE_AT = 12;
const WRITER_AT = 16;
const SEQUENCE_AT = 32;
const INTENT_AT = 40;
const TIME_AT = 48;

const HIGH = 2 ** 32;
/** The first upper half of a number that JavaScript could not count up to. */
const UNSAFE_HIGH = 2 ** 21;

/**
 * - `entry`: the JSON of a record
 * - `intent`: the JSON of the record that tells of an unknown outcome, in case that the process dies before it knows
 * - `settled`: no line; the intent needs no record of its own
 */
export type FrameType = 'entry' | 'intent' | 'settled';

/** With the three bytes behind it, which are zero. */
const TYPE_WORDS = {
  entry: 0x01_00_00_00,
  intent: 0x02_00_00_00,
  settled: 0x03_00_00_00,
} as const satisfies Record<FrameType, number>;

/** What stands before the line. The numbers are safe integers, and not negative. */
export interface FrameHead {
  readonly type: FrameType;
  /** 16 bytes. */
  readonly writer: Buffer;
  readonly sequence: number;
  /** The sequence of the intent that this belongs to; 0 when there is none. */
  readonly intent: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A frame as it was found. Its buffers are views: they keep what was scanned in memory, and change with it. */
export interface Frame extends FrameHead {
  readonly payload: Buffer;
  /** The CRC-32 that it carries, and that is right. */
  readonly checksum: number;
  /** Where it begins in what was scanned. */
  readonly start: number;
  /** The first byte behind it. */
  readonly end: number;
}

/** How much room a line needs at most. It is not measured: a UTF-16 unit gives three bytes or less. */
export function largestFrameBytes(line: string): number {
  return FRAME_HEADER_BYTES + 3 * line.length;
}

/**
 * Puts a frame into a buffer. Half of a surrogate pair becomes U+FFFD.
 * @returns the first byte behind it
 * @throws {RangeError} when it does not fit into the buffer, or the line has more than `MAX_PAYLOAD_BYTES`; what the
 * buffer holds from the offset on is worth nothing then
 */
export function writeFrame(target: Buffer, offset: number, head: FrameHead, line: string): number {
  const room = target.length - offset;
  if (largestFrameBytes(line) > room && FRAME_HEADER_BYTES + Buffer.byteLength(line) > room) {
    throw new RangeError(`A frame of ${line.length} characters does not fit into ${room} bytes.`);
  }
  const length = target.write(line, offset + FRAME_HEADER_BYTES);
  if (length > MAX_PAYLOAD_BYTES) throw new RangeError(`A line of ${length} bytes is too long for a frame.`);
  const end = offset + FRAME_HEADER_BYTES + length;
  target.writeUInt32BE(MARKER_NUMBER, offset);
  target.writeUInt32BE(length, offset + LENGTH_AT);
  target.writeUInt32BE(TYPE_WORDS[head.type], offset + TYPE_AT);
  target.set(head.writer, offset + WRITER_AT);
  writeNumber(target, head.sequence, offset + SEQUENCE_AT);
  writeNumber(target, head.intent, offset + INTENT_AT);
  writeNumber(target, head.at, offset + TIME_AT);
  target.writeUInt32BE(crc32(target.subarray(offset + LENGTH_AT, end)), offset + CHECKSUM_AT);
  return end;
}

function writeNumber(target: Buffer, value: number, offset: number): void {
  target.writeUInt32BE(Math.floor(value / HIGH), offset);
  target.writeUInt32BE(value % HIGH, offset + 4);
}

/** A part of what was scanned; `end` is the first byte behind it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What was found: frames, damage and what is left over are all of the bytes together. */
export interface FrameScan {
  /** In the order in which they stand. */
  readonly frames: readonly Frame[];
  /** What is not a frame, in order. Damage that goes on in the next buffer is told there anew. */
  readonly damaged: readonly ByteRange[];
  /** The first byte that was not consumed: the beginning of a frame that is not whole yet. */
  readonly end: number;
}

/**
 * Reads frames one after the other. After damage it goes on with the next frame that is whole and right, wherever that
 * begins, so that damage takes none of its neighbours with it.
 *
 * A frame may reach beyond the end of the buffer. When more is to come (`isLast: false`), reading ends before it. At the
 * last, it is a torn tail when nothing whole follows, and damage when something does: a broken length can make any frame
 * look like that.
 *
 * The time is linear, whatever the bytes are: only a line without a marker is checked, so that no byte is looked at more
 * often than markers fit into one header.
 */
export function scanFrames(bytes: Buffer, { isLast }: { readonly isLast: boolean }): FrameScan {
  const frames: Frame[] = [];
  const damaged: ByteRange[] = [];
  let behind = 0;
  let torn: number | undefined;
  for (let start = 0; start < bytes.length;) {
    const frame = readFrame(bytes, start);
    if (typeof frame === 'object') {
      if (start > behind) damaged.push({ start: behind, end: start });
      frames.push(frame);
      torn = undefined;
      behind = start = frame.end;
      continue;
    }
    if (frame === 'incomplete') {
      torn ??= start;
      if (!isLast) break;
    }
    start = nextStart(bytes, start + 1);
  }
  const end = torn ?? bytes.length;
  if (end > behind) damaged.push({ start: behind, end });
  return { frames, damaged, end };
}

/** The frame that begins there, or why there is none. */
function readFrame(bytes: Buffer, start: number): Frame | 'incomplete' | 'invalid' {
  if (bytes.length - start < FRAME_HEADER_BYTES) {
    return isHeader(completed(bytes.subarray(start)), 0) ? 'incomplete' : 'invalid';
  }
  if (!isHeader(bytes, start)) return 'invalid';
  const payloadAt = start + FRAME_HEADER_BYTES;
  const end = payloadAt + bytes.readUInt32BE(start + LENGTH_AT);
  const marker = bytes.indexOf(MARKER, payloadAt);
  if (marker >= 0 && marker < end) return 'invalid';
  if (end > bytes.length) return 'incomplete';
  const checksum = bytes.readUInt32BE(start + CHECKSUM_AT);
  const type = typeAt(bytes, start);
  if (type === undefined || crc32(bytes.subarray(start + LENGTH_AT, end)) !== checksum) return 'invalid';
  return {
    type,
    writer: bytes.subarray(start + WRITER_AT, start + SEQUENCE_AT),
    sequence: readNumber(bytes, start + SEQUENCE_AT),
    intent: readNumber(bytes, start + INTENT_AT),
    at: readNumber(bytes, start + TIME_AT),
    payload: bytes.subarray(payloadAt, end),
    checksum,
    start,
    end,
  };
}

/** All that can be told of a header without the checksum. */
function isHeader(bytes: Buffer, start: number): boolean {
  return (
    bytes.readUInt32BE(start) === MARKER_NUMBER &&
    bytes.readUInt32BE(start + LENGTH_AT) <= MAX_PAYLOAD_BYTES &&
    typeAt(bytes, start) !== undefined &&
    bytes.readUInt32BE(start + SEQUENCE_AT) < UNSAFE_HIGH &&
    bytes.readUInt32BE(start + INTENT_AT) < UNSAFE_HIGH &&
    bytes.readUInt32BE(start + TIME_AT) < UNSAFE_HIGH
  );
}

function typeAt(bytes: Buffer, start: number): FrameType | undefined {
  switch (bytes.readUInt32BE(start + TYPE_AT)) {
    case TYPE_WORDS.entry:
      return 'entry';
    case TYPE_WORDS.intent:
      return 'intent';
    case TYPE_WORDS.settled:
      return 'settled';
    default:
      return undefined;
  }
}

/** The beginning of a header, with an end that any header could have. */
function completed(beginning: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  MARKER.copy(header);
  header.writeUInt32BE(TYPE_WORDS.entry, TYPE_AT);
  beginning.copy(header);
  return header;
}

function readNumber(bytes: Buffer, offset: number): number {
  return bytes.readUInt32BE(offset) * HIGH + bytes.readUInt32BE(offset + 4);
}

/** Where the next frame may begin: at a marker, or in the last bytes, which may be a part of one. */
function nextStart(bytes: Buffer, offset: number): number {
  const marker = bytes.indexOf(MARKER, offset);
  return marker < 0 ? Math.max(offset, bytes.length - MARKER.length + 1) : marker;
}
