import * as fc from 'fast-check';
import type { Frame } from './frame.ts';
import { openIntentsOf } from './open-intents.ts';
import { frameOf } from '../../../../test/support/frames.ts';
import { present } from '../../../../test/support/present.ts';
import { scanFrames } from './frame.ts';

/** A stream that gives so many frames at once. */
function streamOf(frames: readonly Frame[], atOnce = 100) {
  let place = 0;
  return {
    next: () => Promise.resolve(frames.slice(place, (place += atOnce))),
    rewind: () => {
      place = 0;
    },
  };
}

function frame(type: Frame['type'], sequence: number, intent: number): Frame {
  const { buffer, start, end } = frameOf(sequence, `${type} ${intent}`, { type, intent });
  return present(scanFrames(buffer.subarray(start, end), { isLast: true }).frames[0]);
}

describe(openIntentsOf.name, () => {
  it('should tell of nothing where nothing was begun', async () => {
    expect(await openIntentsOf(streamOf([]))).toEqual([]);
    expect(await openIntentsOf(streamOf([frame('entry', 1, 0), frame('settled', 2, 0)]))).toEqual([]);
  });

  it('should tell of what neither has an outcome nor was withdrawn', async () => {
    const frames = [
      frame('intent', 1, 1),
      frame('intent', 2, 2),
      frame('intent', 3, 3),
      frame('entry', 4, 1),
      frame('settled', 5, 3),
      frame('entry', 6, 0),
    ];
    expect(await openIntentsOf(streamOf(frames, 2))).toEqual([{ number: 2, line: 'intent 2' }]);
  });

  it('should tell once of what was carried on, and not when it ended after', async () => {
    const frames = [frame('intent', 1, 1), frame('intent', 2, 2), frame('intent', 3, 1), frame('intent', 4, 2)];
    const open = await openIntentsOf(streamOf([...frames, frame('entry', 5, 1)]));
    expect(open).toEqual([{ number: 2, line: 'intent 2' }]);
  });

  it('should not need what was begun before the first frame that is held', async () => {
    expect(await openIntentsOf(streamOf([frame('entry', 9, 3), frame('settled', 10, 4)]))).toEqual([]);
  });

  it('should know what is open, however much was begun and ended', async () => {
    const steps = fc.array(fc.record({ isBegin: fc.boolean(), which: fc.nat({ max: 4 }), isEntry: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (each, atOnce) => {
        const frames: Frame[] = [];
        const open: number[] = [];
        each.forEach(({ isBegin, which, isEntry }, index) => {
          const sequence = index + 1;
          if (isBegin) {
            open.push(sequence);
            frames.push(frame('intent', sequence, sequence));
            return;
          }
          const [intent = 0] = open.splice(which, 1);
          frames.push(frame(isEntry ? 'entry' : 'settled', sequence, intent));
        });
        const found = await openIntentsOf(streamOf(frames, atOnce));
        expect(found.map(({ number }) => number)).toEqual(open);
      }),
    );
  });
});
