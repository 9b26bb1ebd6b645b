import { crc32 } from 'node:zlib';
import { type FrameHead, largestFrameBytes, writeFrame } from '../../src/audit/delivery/journal/frame.ts';

/** Of all of them. */
export const WRITER = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
/** Of each, where nothing else is said. */
export const HEAD: FrameHead = { type: 'entry', writer: WRITER, sequence: 1, intent: 0, at: 1_790_000_000_000 };
/** What each begins with. */
export const MARKER = Buffer.from([0xff, 0xfe, 0xa7, 0xff]);

/** The bytes of a frame. */
export function frameOf(line: string, head: Partial<FrameHead> = {}): Buffer {
  const target = Buffer.alloc(largestFrameBytes(line));
  return target.subarray(0, writeFrame(target, 0, { ...HEAD, ...head }, line));
}

/** The frame with other bytes in it, and a checksum that is right for them unless it is to be wrong. */
export function altered(
  frame: Buffer,
  change: (bytes: Buffer) => void,
  checksum = 'right' as 'right' | 'as it was',
): Buffer {
  const bytes = Buffer.from(frame);
  change(bytes);
  if (checksum === 'right') bytes.writeUInt32BE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

/** The frame with another length in its head. */
export const withLength = (frame: Buffer, length: number): Buffer =>
  altered(frame, (bytes) => bytes.writeUInt32BE(length, 8), 'as it was');
