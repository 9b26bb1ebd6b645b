import { Logger } from '@nestjs/common';
import { DeliveryLog } from './delivery-log.ts';

describe(DeliveryLog.name, () => {
  let said: string[];
  beforeEach(() => {
    said = [];
    for (const level of ['log', 'warn', 'error'] as const) {
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((...words: unknown[]) => void said.push(`${level} ${String(words[0])}`));
    }
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

  it('should tell of each reason why nothing is written once, how bad it is, and that it is over', () => {
    const log = new DeliveryLog();
    for (const reason of ['away', 'away', 'full', 'full', 'away']) log.retry(reason, { isPaused: reason === 'full' });
    log.recovery(7);
    log.retry('away', { isPaused: false });
    expect(said.map((line) => line.replace(/ Audit.*(: |after )/, ' '))).toEqual([
      'warn away',
      'error full',
      'warn away',
      'log 7 failed attempts',
      'warn away',
    ]);
    expect(said[0]).toContain('trying again until it works');
    expect(said[1]).toContain('until somebody sets it right');
  });

  it.each<[(log: DeliveryLog) => void, string]>([
    [(log) => log.diskFault(new Error('no room')), 'error .*takes nothing.*Error: no room'],
    [(log) => log.diskRecovery(), 'log .*takes entries again'],
    [(log) => log.directoryGone('/journal'), 'error .*made again: /journal'],
    [(log) => log.lost(3), 'error 3 .*are lost'],
    [(log) => log.quarantined('/aside', 'no such month'), 'error .*set aside: no such month: /aside'],
    [(log) => log.adopted('writer', 12), 'log .*taken over: writer, 12 bytes'],
    [(log) => log.foreign('/other'), 'warn .*left where it is: /other'],
    [(log) => log.displaced(4), 'error .*the same name.*; 4 .*go on'],
    [(log) => log.duplicates(5), 'warn 5 .*already'],
    [(log) => log.leftBehind(6, { isKept: true }), 'log 6 .*wait in the journal for the next start'],
    [(log) => log.leftBehind(6, { isKept: false }), 'error 6 .*are lost'],
    [(log) => log.trouble('It did not go', new Error('why')), 'warn It did not go: Error: why'],
  ])('should tell what happened, to what, and how bad it is: %#', (tell, words) => {
    tell(new DeliveryLog());
    expect(said).toEqual([expect.stringMatching(new RegExp(`^${words}`))]);
  });
});
