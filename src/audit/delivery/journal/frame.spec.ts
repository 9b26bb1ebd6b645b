import { crc32 } from 'node:zlib';
import { altered, frameOf, HEAD, MARKER, withLength, WRITER } from '../../../../test/support/frame-bytes.ts';
import { type Frame, FRAME_HEADER_BYTES, MAX_PAYLOAD_BYTES, scanFrames, writeFrame } from './frame.ts';

const linesOf = (frames: readonly Frame[]): string[] => frames.map(({ payload }) => String(payload));

describe(writeFrame.name, () => {
  it('should write the bytes that are documented', () => {
    const frame = frameOf('{}', { type: 'settled', sequence: 2 ** 32 + 2, intent: 7, at: Number.MAX_SAFE_INTEGER });
    const parts = ['00000002', '03000000', WRITER.toString('hex')];
    const numbers = ['0000000100000002', '0000000000000007', '001fffffffffffff'];
    expect(frame.toString('hex').slice(16)).toBe([...parts, ...numbers, '7b7d'].join(''));
    expect(frame.subarray(0, 4)).toEqual(MARKER);
    expect(frame.readUInt32BE(4)).toBe(crc32(frame.subarray(8)));
  });

  it('should write where it is told, and say where it ends', () => {
    const target = Buffer.alloc(100, '.');
    expect(writeFrame(target, 10, HEAD, 'é')).toBe(68);
    expect(target.toString('latin1', 0, 10) + target.toString('latin1', 68)).toBe('.'.repeat(42));
    expect(target.subarray(10, 68)).toEqual(frameOf('é'));
  });

  it.each(['', '{"a":1}', '日本'])('should fill a buffer to its last byte with %j', (line) => {
    const frame = frameOf(line);
    const target = Buffer.alloc(3 + frame.length);
    expect(writeFrame(target, 3, HEAD, line)).toBe(target.length);
    expect(target.subarray(3)).toEqual(frame);
    expect(() => writeFrame(target, 4, HEAD, line)).toThrow(RangeError);
  });

  it('should refuse a line that is too long', () => {
    const target = Buffer.alloc(FRAME_HEADER_BYTES + MAX_PAYLOAD_BYTES + 1);
    expect(writeFrame(target, 0, HEAD, 'x'.repeat(MAX_PAYLOAD_BYTES))).toBe(target.length - 1);
    expect(scanFrames(target.subarray(0, -1), { isLast: true }).frames).toHaveLength(1);
    expect(() => writeFrame(target, 0, HEAD, 'x'.repeat(MAX_PAYLOAD_BYTES + 1))).toThrow(RangeError);
  });
});

describe(scanFrames.name, () => {
  const [one, two, three] = [frameOf('one'), frameOf('two', { sequence: 2 }), frameOf('three', { sequence: 3 })];

  it('should give views and places', () => {
    const bytes = Buffer.concat([one, frameOf('', { type: 'settled', sequence: 2, intent: 1 })]);
    const { frames, damaged, end } = scanFrames(bytes, { isLast: false });
    expect(frames).toEqual([
      { ...HEAD, payload: Buffer.from('one'), checksum: one.readUInt32BE(4), start: 0, end: 59 },
      {
        ...HEAD,
        type: 'settled',
        sequence: 2,
        intent: 1,
        payload: Buffer.alloc(0),
        checksum: bytes.readUInt32BE(63),
        start: 59,
        end: 115,
      },
    ]);
    expect([damaged, end]).toEqual([[], 115]);
    expect(frames[0]?.payload.buffer).toBe(bytes.buffer);
  });

  it('should find nothing in nothing', () => {
    expect(scanFrames(Buffer.alloc(0), { isLast: true })).toEqual({ frames: [], damaged: [], end: 0 });
  });

  it.each<[string, (bytes: Buffer) => void]>([
    ['marker', (bytes) => bytes.writeUInt8(0, 2)],
    ['type', (bytes) => bytes.writeUInt8(4, 12)],
    ['type zero', (bytes) => bytes.writeUInt8(0, 12)],
    ['byte that has to be zero', (bytes) => bytes.writeUInt8(1, 14)],
    ['sequence', (bytes) => bytes.writeUInt8(0x20, 33)],
    ['intent', (bytes) => bytes.writeUInt8(0x20, 41)],
    ['time', (bytes) => bytes.writeUInt8(0x20, 49)],
  ])('should not take a frame with another %s, whatever its checksum says', (_, change) => {
    expect(
      scanFrames(
        altered(one, () => {}),
        { isLast: true },
      ).frames,
    ).toHaveLength(1);
    const bytes = Buffer.concat([altered(one, change), two]);
    const { frames, damaged, end } = scanFrames(bytes, { isLast: true });
    expect(linesOf(frames)).toEqual(['two']);
    expect(damaged).toEqual([{ start: 0, end: one.length }]);
    expect(end).toBe(bytes.length);
  });

  it('should not take a frame that is too long', () => {
    const frame = Buffer.concat([one.subarray(0, FRAME_HEADER_BYTES), Buffer.alloc(MAX_PAYLOAD_BYTES + 1, 'x')]);
    const tooLong = altered(frame, (bytes) => bytes.writeUInt32BE(MAX_PAYLOAD_BYTES + 1, 8));
    expect(scanFrames(tooLong, { isLast: true }).frames).toEqual([]);
    expect(scanFrames(tooLong.subarray(0, 100), { isLast: false })).toEqual({
      frames: [],
      damaged: [{ start: 0, end: 100 }],
      end: 100,
    });
  });

  it('should not take a frame with a marker in its line, which UTF-8 can not have', () => {
    const inside = altered(frameOf('a line with room'), (bytes) => MARKER.copy(bytes, 60));
    expect(scanFrames(inside, { isLast: true }).frames).toEqual([]);
    const atItsEnd = altered(frameOf('a line'), (bytes) => MARKER.copy(bytes, 59, 0, 3));
    expect(scanFrames(atItsEnd, { isLast: true }).frames).toHaveLength(1);
    expect(linesOf(scanFrames(Buffer.concat([atItsEnd, two]), { isLast: true }).frames)).toEqual(['two']);
  });

  it('should take a frame with markers in its header', () => {
    const head = frameOf('x', { writer: Buffer.alloc(16, MARKER), sequence: 0x00_ff_fe_a7 });
    expect(scanFrames(Buffer.concat([head, one]), { isLast: true }).frames).toHaveLength(2);
  });

  it.each([true, false])('should pass over a broken line between two frames (last: %j)', (isLast) => {
    const broken = altered(two, (bytes) => bytes.writeUInt8(0x78, 57), 'as it was');
    const { frames, damaged } = scanFrames(Buffer.concat([one, broken, three]), { isLast });
    expect(linesOf(frames)).toEqual(['one', 'three']);
    expect(damaged).toEqual([{ start: 59, end: 118 }]);
  });

  it.each([0, 2, 4, 50, 59, 61, 62, 1_000, MAX_PAYLOAD_BYTES])(
    'should lose one frame to a broken length of %j, and none behind it',
    (length) => {
      for (const isLast of [true, false]) {
        const { frames, damaged } = scanFrames(Buffer.concat([one, withLength(two, length), three]), { isLast });
        expect(linesOf(frames)).toEqual(['one', 'three']);
        expect(damaged).toEqual([{ start: 59, end: 118 }]);
      }
    },
  );

  it('should find the frame that begins in the header of a torn one', () => {
    const bytes = Buffer.concat([two.subarray(0, 20), withLength(one, 3)]);
    expect(scanFrames(bytes, { isLast: true })).toMatchObject({
      frames: [{ start: 20 }],
      damaged: [{ start: 0, end: 20 }],
    });
    const torn = Buffer.concat([withLength(two, 500).subarray(0, 52), frameOf('')]);
    expect(scanFrames(torn, { isLast: true })).toMatchObject({ frames: [{ start: 52 }], end: torn.length });
    expect(scanFrames(torn, { isLast: false })).toEqual({ frames: [], damaged: [], end: 0 });
  });

  it('should leave a torn tail, and call what is no frame damage', () => {
    const torn = Buffer.concat([one, Buffer.from('zzz'), two.subarray(0, -1)]);
    for (const isLast of [true, false]) {
      const { frames, damaged, end } = scanFrames(torn, { isLast });
      expect(linesOf(frames)).toEqual(['one']);
      expect(damaged).toEqual([{ start: 59, end: 62 }]);
      expect(end).toBe(62);
      expect(scanFrames(Buffer.concat([one, Buffer.alloc(9)]), { isLast })).toMatchObject({
        damaged: [{ start: 59, end: 68 }],
        end: 68,
      });
    }
  });

  it('should keep three bytes that may begin a marker for the next time', () => {
    const bytes = Buffer.concat([Buffer.from('damage'), one]);
    for (const cut of [1, 2, 3]) {
      expect(scanFrames(bytes.subarray(0, 6 + cut), { isLast: false }).end).toBe(6);
    }
    expect(scanFrames(bytes.subarray(0, 6), { isLast: false }).end).toBe(6);
  });
});
