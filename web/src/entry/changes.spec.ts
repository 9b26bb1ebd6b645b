import { changesOf, unknownOf } from './changes.ts';

describe(changesOf, () => {
  it('should tell what was changed', () => {
    const changes = changesOf({ metadata: { changes: { name: { from: 'Bob', to: 'Robert' }, note: { to: 'x' } } } });
    expect(changes).toEqual({
      fields: [
        { field: 'name', from: 'Bob', to: 'Robert' },
        { field: 'note', from: null, to: 'x' },
      ],
      isAttempt: false,
      omitted: 0,
    });
  });

  it('should say when it was only attempted', () => {
    const changes = changesOf({ metadata: { attemptedChanges: { name: { from: 'Bob', to: '' } } } });
    expect(changes?.isAttempt).toBe(true);
  });

  it('should tell how many fields were left out', () => {
    const changes = changesOf({ metadata: { changes: { a: { from: 1, to: 2 }, '…': '[cut: 12 more]' } } });
    expect(changes).toMatchObject({ fields: [{ field: 'a' }], omitted: 12 });
  });

  it.each([{}, { changes: null }, { changes: 'x' }, { changes: {} }, { changes: [1] }, { changes: { a: 1 } }])(
    'should find none in %j',
    (metadata) => {
      expect(changesOf({ metadata })).toBeUndefined();
    },
  );
});

describe(unknownOf, () => {
  it.each([
    ['[REDACTED]', 'redacted'],
    ['[unknown]', 'untold'],
    ['[unreadable]', 'unreadable'],
    ['REDACTED', undefined],
    ['toString', undefined],
    [null, undefined],
    [0, undefined],
  ])('should read %p as %p', (value, reason) => {
    expect(unknownOf(value)).toBe(reason);
  });
});
