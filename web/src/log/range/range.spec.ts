import { type Range, SPANS, spanMs, widerThan } from './range.ts';

describe(spanMs, () => {
  it('should be longer for each that is offered', () => {
    const lengths = SPANS.map(spanMs);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(spanMs('90d')).toBe(7_776_000_000);
  });
});

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
