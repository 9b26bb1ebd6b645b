import { activityAddress, historyAddress, logAddress, term } from './addresses.ts';

describe(term, () => {
  it.each([
    ['ada@example.com', 'user:ada@example.com'],
    ['Ada Lovelace', 'user:"Ada Lovelace"'],
    [String.raw`a"b\c`, String.raw`user:"a\"b\\c"`],
    ['', 'user:""'],
  ])('should write %s so that the search language reads it', (value, written) => {
    expect(term('user', value)).toBe(written);
  });
});

describe(logAddress, () => {
  it('should leave out what is not said', () => {
    expect(logAddress({})).toBe('/log');
    expect(logAddress({ query: '', entryId: 'e1' })).toBe('/log/e1');
  });

  it('should encode what addresses have other uses for', () => {
    const address = logAddress({ query: 'user:a+b&c', range: 'all' });
    expect(Object.fromEntries(new URL(address, 'http://page').searchParams)).toEqual({
      q: 'user:a+b&c',
      range: 'all',
    });
  });
});

describe('the addresses of one thing and one user', () => {
  it('should keep slashes in an id', () => {
    const { searchParams } = new URL(historyAddress({ type: 'file', id: 'a/b?c' }), 'http://page');
    expect([...searchParams]).toEqual([
      ['type', 'file'],
      ['id', 'a/b?c'],
    ]);
    expect(activityAddress('a b')).toBe('/activity?user=a+b');
  });
});
