import { byteRangeOf } from './byte-range.ts';

const SIZE = 1_000;

describe(byteRangeOf.name, () => {
  it.each<[header: string, start: number, end: number]>([
    ['bytes=0-99', 0, 99],
    ['bytes=0-0', 0, 0],
    ['bytes = 100 - 199', 100, 199],
    ['bytes=100-', 100, 999],
    ['bytes=999-', 999, 999],
    ['bytes=500-5000', 500, 999],
    ['bytes=-100', 900, 999],
    ['bytes=-1000', 0, 999],
    ['bytes=-5000', 0, 999],
  ])('should read %s as from %i to %i', (header, start, end) => {
    expect(byteRangeOf(header, SIZE)).toEqual({ start, end });
  });

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=2-1',
    'bytes=0-1,5-6',
    'lines=0-1',
    'bytes=a-b',
    'x bytes=0-1',
    'bytes=0-1x',
    `bytes=${'9'.repeat(16)}-`,
  ])('should give all for %p', (header) => {
    expect(byteRangeOf(header, SIZE)).toBeUndefined();
  });

  it.each([
    ['bytes=1000-', SIZE],
    ['bytes=1000-2000', SIZE],
    ['bytes=-0', SIZE],
    ['bytes=-5', 0],
    ['bytes=0-', 0],
  ])('should say that there is nothing of %s in %i bytes', (header, size) => {
    expect(byteRangeOf(header, size)).toBe('unsatisfiable');
  });
});
