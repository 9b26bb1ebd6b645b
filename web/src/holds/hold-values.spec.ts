import { EMPTY_HOLD, hasSubject, isReversed, requestOf } from './hold-values.ts';

describe(requestOf, () => {
  it('should say only what was written', () => {
    const values = { ...EMPTY_HOLD, reason: ' Case 7 ', userId: ' u1 ', tenantId: '  ', from: '2026-01-01 00:00:00' };
    expect(requestOf(values, 'utc')).toEqual({ reason: 'Case 7', userId: 'u1', from: '2026-01-01T00:00:00.000Z' });
  });
});

describe(hasSubject, () => {
  it.each([
    [{}, false],
    [{ reason: 'x' }, false],
    [{ resourceId: '42' }, false],
    [{ userId: ' ' }, false],
    [{ userId: 'u1' }, true],
    [{ to: '2026-01-01 00:00:00' }, true],
  ])('should tell of %j', (values, expected) => {
    expect(hasSubject({ ...EMPTY_HOLD, ...values })).toBe(expected);
  });
});

describe(isReversed, () => {
  it.each([
    ['2026-01-02 00:00:00', '2026-01-01 00:00:00', true],
    ['2026-01-01 00:00:00', '2026-01-01 00:00:00', true],
    ['2026-01-01 00:00:00', '2026-01-01 00:00:01', false],
    [null, '2026-01-01 00:00:00', false],
  ])('should tell of %s to %s', (from, to, expected) => {
    expect(isReversed({ ...EMPTY_HOLD, from, to }, 'utc')).toBe(expected);
  });
});
