import { filterText } from './filter-text.ts';

describe(filterText, () => {
  it.each([
    [{}, ''],
    [{ q: 'status:failure after:-7d' }, 'status:failure after:-7d'],
    [{ q: 'x', from: '2026-01-01T00:00:00.000Z', to: null }, 'x, from 2026-01-01T00:00:00.000Z'],
    [{ status: ['failure', 'error'], n: 1 }, 'status failure | error, n 1'],
  ])('should tell %j', (filters, line) => {
    expect(filterText(filters)).toBe(line);
  });
});
