import { retryDelayMs } from './retry-delay.ts';

/** The shortest and the longest pause there can be. */
function boundsOf(failures: number, isPaused: boolean): readonly [least: number, most: number] {
  const random = jest.spyOn(Math, 'random');
  const at = (value: number): number => {
    random.mockReturnValue(value);
    return retryDelayMs(failures, { isPaused });
  };
  const bounds = [at(0), at(1)] as const;
  random.mockRestore();
  return bounds;
}

describe('retryDelayMs', () => {
  it.each<[failures: number, most: number]>([
    [1, 250],
    [2, 450],
    [5, 3_250],
    [8, 25_650],
    [9, 30_050],
    [10_000, 30_050],
  ])(
    'should be anything up to twice as long after each failure, and no longer than half a minute: %i',
    (failures, most) => {
      expect(boundsOf(failures, false)).toEqual([50, most]);
    },
  );

  it.each<[failures: number, most: number]>([
    [1, 250],
    [5, 3_250],
    [6, 5_050],
    [10_000, 5_050],
  ])('should look every few seconds at what somebody has to set right: %i', (failures, most) => {
    expect(boundsOf(failures, true)).toEqual([50, most]);
  });
});
