import { type Range, SPANS, widerThan } from './range.ts';

describe(widerThan, () => {
  it('should lead from any range to all of the log', () => {
    for (const start of [
      { kind: 'last', span: SPANS[0] },
      { kind: 'between', from: undefined, to: 'x' },
    ] as const) {
      const steps: Range[] = [];
      for (let range: Range | undefined = start; range !== undefined; range = widerThan(range)) steps.push(range);
      expect(steps.at(-1)).toEqual({ kind: 'all' });
      expect(steps.length).toBeLessThanOrEqual(SPANS.length + 1);
    }
  });
});
