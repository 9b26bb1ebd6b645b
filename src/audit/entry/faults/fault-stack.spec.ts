import { frameLine, framesOf, isOwnFrame, keptFrames } from './fault-stack.ts';

const linesOf = (stack: string, message = 'x'): readonly string[] => framesOf(stack, message).map(frameLine);

describe(framesOf.name, () => {
  it.each([
    `    at pay (src/shop/payment.ts:10:5)`,
    `    at async Shop.order (src/shop.ts:20:7)`,
    `    at new Shop (src/shop.ts:1:1)`,
    `    at Object.<anonymous> (src/shop.ts:1:1)`,
    `    at Shop.get price [as price] (src/shop.ts:1:1)`,
    `    at src/main.ts:3:3`,
    `    at async src/main.ts:3:3`,
    `    at async Promise.all (index 0)`,
    `    at new Promise (<anonymous>)`,
    `    at Array.map (<anonymous>)`,
    `    at process.processTicks (node:internal/process:1:1)`,
    `    at Object.parse (native)`,
    `    at f (src/a (copy)/b.ts:1:2)`,
  ])('should read and write %s', (line) => {
    expect(linesOf(`Error: x\n${line}`)).toEqual([line]);
  });

  it('should name no file that was not one', () => {
    expect(linesOf('Error: x\n    at eval (eval at run (/home/ada/x.js:1:1), <anonymous>:1:1)')).toEqual([
      '    at eval (<anonymous>)',
    ]);
  });

  it.each([
    ['the message', 'Error: hunter2\n    at f (src/a.ts:1:1)', 'hunter2'],
    [
      'a message of several lines',
      'Error: a\n    at hunter2 (x:1:1)\nb\n    at f (src/a.ts:1:1)',
      'a\n    at hunter2 (x:1:1)\nb',
    ],
    ['an older message', 'Error: hunter2\nhunter2\n    at f (src/a.ts:1:1)', 'new'],
    ['an older message that only a frame holds', 'Error: old\n    at f (src/a.ts:1:1)', 'src'],
  ])('should leave out %s', (_what, stack, message) => {
    expect(linesOf(stack, message)).toEqual(['    at f (src/a.ts:1:1)']);
  });

  it('should leave out what only looks like a frame', () => {
    expect(linesOf('Error: x\n    at the end of the day\nfoo@file.js:1:1')).toEqual([]);
  });

  it.each(['    at ', ' (', '\n    at a (', 'at (((', 'a:1:1', '\n'])(
    'should read a long stack of %j in no time',
    (part) => {
      const startedAt = performance.now();
      framesOf(part.repeat(1_000_000), 'x');
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    },
  );
});

describe(keptFrames.name, () => {
  it('should keep the frames of the application, then those at the top', () => {
    const foreign = Array.from({ length: 60 }, (_, place) => `    at p (node_modules/p/${place}.js:1:1)`);
    const own = ['    at first (src/a.ts:1:1)', '    at second (src/b.ts:1:1)'];
    const kept = keptFrames(framesOf(['Error: x', ...foreign, ...own].join('\n'), 'x'));
    expect(kept).toHaveLength(25);
    expect(kept.filter(isOwnFrame).map(frameLine)).toEqual(own);
    expect(kept.slice(0, 23).map(frameLine)).toEqual(foreign.slice(0, 23));
  });

  it('should keep the top of an endless recursion', () => {
    const frames = framesOf(`RangeError: x\n${'    at again (src/a.ts:1:1)\n'.repeat(10_000)}`, 'x');
    expect(keptFrames(frames).length).toBeLessThanOrEqual(25);
  });
});
