import { foldedStack } from './stack.ts';

describe(foldedStack, () => {
  it('should put the frames of the application before those of libraries', () => {
    const stack = [
      'TypeError: x is not a function',
      '    at Client.query (node_modules/pg/lib/client.js:17:3)',
      '    at Shop.order (src/shop.ts:17:3)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at async src/main.ts:3:1',
      '    at Array.map (<anonymous>)',
      '    at async Promise.all (index 0)',
    ].join('\n');
    expect(foldedStack(stack)).toEqual({
      own: ['at Shop.order (src/shop.ts:17:3)', 'at async src/main.ts:3:1'],
      others: [
        'at Client.query (node_modules/pg/lib/client.js:17:3)',
        'at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
        'at Array.map (<anonymous>)',
        'at async Promise.all (index 0)',
      ],
    });
  });

  it('should find nothing where there are no frames', () => {
    expect(foldedStack('TypeError: x')).toEqual({ own: [], others: [] });
  });
});
