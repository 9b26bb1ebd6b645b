import { altered, frameOf, MARKER, withLength } from '../../../../test/support/frame-bytes.ts';
import { MAX_PAYLOAD_BYTES, scanFrames } from './frame.ts';

const MIB = 1024 * 1024;

describe(`${scanFrames.name} on 16 MiB of anything`, () => {
  const bytesOf = (...parts: readonly Buffer[]): Buffer => Buffer.alloc(16 * MIB, Buffer.concat(parts));
  const header = (length: number): Buffer => withLength(frameOf(''), length);

  /** A header in which others begin: markers at all the places that leave it what it has to be. */
  const nested = altered(header(1_000), (bytes) => {
    for (let place = 16; place < 29; place += 3) MARKER.copy(bytes, place);
    header(900).copy(bytes, 40, 0, 16);
  });

  it.each<[string, Buffer]>([
    ['zeros', bytesOf(Buffer.alloc(1))],
    ['0xFF', bytesOf(Buffer.alloc(1, 0xff))],
    ['markers', bytesOf(MARKER)],
    ['markers that share a byte', bytesOf(MARKER.subarray(0, 3))],
    ['headers of empty frames', bytesOf(altered(header(0), (bytes) => bytes.writeUInt8(9, 16), 'as it was'))],
    ['headers of the largest frames', bytesOf(header(MAX_PAYLOAD_BYTES))],
    ['frames that are wrong', bytesOf(header(1_000), Buffer.alloc(1_000))],
    ['headers in headers', bytesOf(nested, Buffer.alloc(1_000))],
    ['headers every 16 bytes', bytesOf(header(8).subarray(0, 16))],
  ])('should end soon: %s', (_, bytes) => {
    for (const isLast of [true, false]) {
      const before = process.cpuUsage();
      expect(scanFrames(bytes, { isLast }).frames.length).toBe(0);
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
    }
  });
});
