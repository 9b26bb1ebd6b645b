import { textDifference } from './text-difference.ts';

const LONG = 'Uploads ledger lines and bank statements, and starts the reconciliation of both.';

describe(textDifference, () => {
  it('should find the words that differ', () => {
    expect(textDifference(LONG, LONG.replace('ledger lines', 'journal lines'))).toEqual({
      start: 'Uploads ',
      from: 'ledger',
      to: 'journal',
      end: ' lines and bank statements, and starts the reconciliation of both.',
    });
  });

  it('should find what was only added, and take nothing twice', () => {
    const difference = textDifference(LONG, `${LONG} ${LONG}`);
    expect(difference).toMatchObject({ from: '', end: '' });
    expect(`${difference!.start}${difference!.to}${difference!.end}`).toBe(`${LONG} ${LONG}`);
  });

  it.each([
    ['short texts', 'Bob Miller', 'Bob Maller'],
    ['texts with little in common', LONG, 'x'.repeat(80)],
  ])('should leave %s whole', (_, from, to) => {
    expect(textDifference(from, to)).toBeUndefined();
  });
});
