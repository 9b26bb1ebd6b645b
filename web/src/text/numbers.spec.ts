import { duration, size } from './numbers.ts';

describe(size, () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_440_000, '1.4 MB'],
    [52_000_000_000, '52 GB'],
  ])('should say %d bytes', (bytes, expected) => {
    expect(size(bytes)).toBe(expected);
  });
});

describe(duration, () => {
  it.each([
    [0.4, '0 ms'],
    [41.3, '41 ms'],
    [1_234, '1.2 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [3_200_760_000, '37 d 1 h'],
  ])('should say %d ms', (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected);
  });
});
