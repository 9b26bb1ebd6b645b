import { Logger } from '@nestjs/common';
import { DeliveryLog } from './delivery-log.ts';

describe(DeliveryLog.name, () => {
  let said: string[];
  beforeEach(() => {
    said = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void said.push(`warn ${String(line)}`));
    jest
      .spyOn(Logger.prototype, 'error')
      .mockImplementation((line: unknown) => void said.push(`error ${String(line)}`));
  });
  afterEach(() => jest.restoreAllMocks());

  it('should tell once of each level of the room that the journal takes, and again when it has fallen below', () => {
    const log = new DeliveryLog();
    for (const part of [0.09, 0.1, 0.4, 0.5, 0.79, 0.8, 0.95, 0.3, 0.5]) log.room(part);
    expect(said.map((line) => /^(\w+) .* has (\d+) %/.exec(line)?.slice(1))).toEqual([
      ['warn', '10'],
      ['warn', '50'],
      ['error', '80'],
      ['warn', '50'],
    ]);
  });

  it('should tell of what is lost for want of room at every power of two', () => {
    const log = new DeliveryLog();
    for (let count = 1; count <= 9; count += 1) log.shed(count);
    expect(said.map((line) => /: (\d+) are lost/.exec(line)?.[1])).toEqual(['1', '2', '4', '8']);
  });
});
