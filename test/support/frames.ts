import { type FrameHead, scanFrames } from '../../src/audit/delivery/journal/frame.ts';
import { type BufferedFrame, FrameBuffer } from '../../src/audit/delivery/journal/frame-buffer.ts';
import type { FrameStream } from '../../src/audit/delivery/journal/frame-stream.ts';
import type { Segment } from '../../src/audit/delivery/journal/segment.ts';

/** The moment at which the first frame was written, each of the others a millisecond after the one before. */
export const FRAMES_SINCE = 1_790_000_000_000;

const frameBuffer = new FrameBuffer();

/** A frame of a writer of the tests. */
export function frameOf(
  sequence: number,
  line = `{"n":${sequence}}`,
  head: Partial<Pick<FrameHead, 'type' | 'intent'>> = {},
): BufferedFrame {
  const rest = { writer: Buffer.alloc(16, 1), at: FRAMES_SINCE + sequence, intent: 0, type: 'entry' } as const;
  return frameBuffer.add({ ...rest, ...head, sequence }, line);
}

/** Entries that are numbered from the first to the last. */
export function framesOf(first: number, last: number): BufferedFrame[] {
  return Array.from({ length: last - first + 1 }, (_, index) => frameOf(first + index));
}

/** The same frame with another bit somewhere: it is there, and not right any more. */
export function damaged({ buffer, start, end, ...rest }: BufferedFrame, bit = 60 * 8): BufferedFrame {
  const bytes = Buffer.from(buffer.subarray(start, end));
  const place = Math.floor(bit / 8) % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << (bit % 8)), place);
  return { ...rest, buffer: bytes, start: 0, end: bytes.length };
}

/** The numbers of the frames that a stream has at the moment, in its order. */
export async function sequencesIn(stream: FrameStream): Promise<number[]> {
  const found: number[] = [];
  for (let frames = await stream.next(); frames.length > 0; frames = await stream.next()) {
    found.push(...frames.map(({ sequence }) => sequence));
  }
  return found;
}

/** The numbers of the frames of a segment, in the order in which they stand there. */
export async function sequencesOf(segment: Segment): Promise<number[]> {
  const bytes = await segment.read(0, segment.size);
  return scanFrames(bytes, { isLast: true }).frames.map(({ sequence }) => sequence);
}
