import * as fc from 'fast-check';
import { Bands } from './band.ts';

describe(Bands, () => {
  it('should begin with equal amounts and take everything else at once', () => {
    const bands = new Bands({ amountToleranceMinor: 500, dateToleranceDays: 3 });
    expect(bands.current).toEqual({ amounts: { from: 0, to: 0 }, days: { from: 0, to: 3 } });
    bands.advance({ isSparse: true });
    expect(bands.current).toEqual({ amounts: { from: 1, to: 500 }, days: { from: 0, to: 3 } });
    bands.advance({ isSparse: true });
    expect(bands.current).toBeUndefined();
  });

  it('should get down to one amount and one day where there is too much, and up again where there is little', () => {
    const bands = new Bands({ amountToleranceMinor: 500, dateToleranceDays: 1 });
    bands.advance({ isSparse: false });
    const seen = [];
    for (const width of [62, 7]) {
      bands.narrow();
      expect(bands.current).toMatchObject({ amounts: { from: 1, to: width } });
    }
    expect(bands.isNarrowest).toBe(false);
    bands.narrow();
    for (; bands.isNarrowest; bands.advance({ isSparse: true })) seen.push(bands.current);
    expect(seen).toEqual([0, 1].map((day) => ({ amounts: { from: 1, to: 1 }, days: { from: day, to: day } })));
    expect(bands.current).toMatchObject({ amounts: { from: 2, to: 2 }, days: { from: 0, to: 1 } });
    bands.advance({ isSparse: true });
    expect(bands.current).toMatchObject({ amounts: { from: 3, to: 10 } });
    bands.advance({ isSparse: false });
    expect(bands.current).toMatchObject({ amounts: { from: 11, to: 18 } });
  });

  it('should hold each amount with each day once, nearest first, however full the bands are', () => {
    const tolerances = fc.record({ amountToleranceMinor: fc.nat(40), dateToleranceDays: fc.nat(5) });
    fc.assert(
      fc.property(tolerances, fc.infiniteStream(fc.constantFrom('narrow', 'sparse', 'dense')), (each, fullness) => {
        const bands = new Bands(each);
        const seen: string[] = [];
        for (let band = bands.current; band !== undefined; band = bands.current) {
          const what = fullness.next().value;
          if (what === 'narrow' && !bands.isNarrowest) {
            bands.narrow();
            continue;
          }
          for (let amount = band.amounts.from; amount <= band.amounts.to; amount += 1) {
            for (let day = band.days.from; day <= band.days.to; day += 1) seen.push(`${amount} ${day}`);
          }
          bands.advance({ isSparse: what === 'sparse' });
        }
        const all = Array.from({ length: each.amountToleranceMinor + 1 }, (_, amount) =>
          Array.from({ length: each.dateToleranceDays + 1 }, (__, day) => `${amount} ${day}`),
        ).flat();
        expect(seen).toEqual(all);
      }),
    );
  });
});
