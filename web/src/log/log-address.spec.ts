import { listAddress } from './log-address.ts';

describe(listAddress, () => {
  it.each([
    [{ requestId: 'r-1' }, 'q=request:r-1&range=all'],
    [
      { q: 'trace:"t"', from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:10:00.000Z' },
      'q=trace:"t"&from=2026-01-01T00:00:00.000Z&to=2026-01-01T00:10:00.000Z',
    ],
    [{ resourceType: 'a/b', resourceId: 'c' }, 'q=resource:a%2Fb+resourceId:c&range=all'],
    [{ resourceType: 'user', resourceId: 'a b' }, 'q=resource:user+resourceId:"a+b"&range=all'],
  ])('should show the list of %j', (query, search) => {
    expect(decodeURIComponent(listAddress(query) ?? '')).toBe(`/log?${search}`);
  });

  it('should not guess what it does not know', () => {
    expect(listAddress({ requestId: 'r-1', somethingNew: 'x' })).toBeUndefined();
  });
});
