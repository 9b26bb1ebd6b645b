import { Dice } from './dice.ts';
import { statementsOf } from './statements.ts';

const DAYS = Array.from({ length: 60 }, (_, index) =>
  new Date(Date.UTC(2026, 8, 1 + index)).toISOString().slice(0, 10),
);

describe('statementsOf', () => {
  it('should tell the same day the same way each time, and other days otherwise', () => {
    const told = DAYS.map((day) => statementsOf(day, new Dice(day)));
    expect(DAYS.map((day) => statementsOf(day, new Dice(day)))).toEqual(told);
    expect(new Set(told.map(({ ledger }) => ledger)).size).toBe(DAYS.length);
  });

  it('should mostly agree, and not always', () => {
    const pairs = DAYS.map((day) => statementsOf(day, new Dice(day)));
    const lines = pairs.flatMap(({ ledger }) => ledger.trimEnd().split('\n').slice(1));
    const bankLines = new Set(pairs.flatMap(({ bank }) => bank.trimEnd().split('\n')));
    const agreeing = lines.filter((line) => bankLines.has(line)).length / lines.length;
    expect(agreeing).toBeGreaterThan(0.8);
    expect(agreeing).toBeLessThan(0.97);
  });

  it('should write amounts with two decimals', () => {
    const { bank } = statementsOf('2026-10-05', new Dice('2026-10-05'));
    for (const line of bank.trimEnd().split('\n').slice(1)) expect(line.split(',')[2]).toMatch(/^-?\d+\.\d\d$/);
  });
});

describe(Dice.name, () => {
  it('should reach both bounds and nothing else', () => {
    const dice = new Dice('six');
    const thrown = Array.from({ length: 600 }, () => dice.between(1, 6));
    expect(new Set(thrown)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(
      Math.min(...[1, 2, 3, 4, 5, 6].map((face) => thrown.filter((each) => each === face).length)),
    ).toBeGreaterThan(60);
  });
});
