import { omittedEntry, rowEntry, statementEntry, UNKNOWN } from './entity-change.ts';

const KIND = {
  category: 'stock' as const,
  resource: 'stock_item',
  masked: new Set(['price']),
  automatic: new Set(['updatedAt']),
};

describe(rowEntry.name, () => {
  it('should tell what each field was and what it became', () => {
    const entry = rowEntry(KIND, { action: 'update', id: '7', before: { a: 1, b: 2 }, after: { a: 1, b: 3 } });
    expect(entry).toEqual({
      category: 'stock',
      action: 'update',
      resource: 'stock_item',
      resourceId: '7',
      changes: { b: { from: 2, to: 3 } },
    });
  });

  it.each([
    ['nothing', {}, {}],
    ['the same', { a: [1] }, { a: [1] }],
    ['the same number, as text before', { a: '10.50' }, { a: 10.5 }],
    ['the same whole number', { a: '12345678901234567890' }, { a: 12_345_678_901_234_567_890n }],
    ['what changes by itself', { updatedAt: 1 }, { updatedAt: 2 }],
  ])('should make no entry of an update that has written %s', (_what, before, after) => {
    expect(rowEntry(KIND, { action: 'update', id: '7', before, after })).toBeUndefined();
  });

  it.each([
    ['other numbers', '10.50', 10.05],
    ['a number and text that looks like one', '007', 7],
    ['large numbers that differ in the last digit', '12345678901234567891', 12_345_678_901_234_567_890n],
    ['truth and text', 'true', true],
  ])('should tell apart %s', (_what, from, to) => {
    expect(rowEntry(KIND, { action: 'update', before: { a: from }, after: { a: to } })?.changes).toEqual({
      a: { from, to },
    });
  });

  it.each([
    [1, 2, '[REDACTED]', '[REDACTED]'],
    [null, 2, null, '[REDACTED]'],
    [1, null, '[REDACTED]', null],
    [UNKNOWN, 2, UNKNOWN, '[REDACTED]'],
  ])('should show of a masked change from %p to %p only %p and %p', (price, next, from, to) => {
    const entry = rowEntry(KIND, { action: 'update', before: { price }, after: { price: next } });
    expect(entry?.changes).toEqual({ price: { from, to } });
  });

  it('should make an entry of what does not show, when it is known to have happened', () => {
    expect(rowEntry(KIND, { action: 'update', id: '7', before: {}, after: {}, isUntold: true })).toMatchObject({
      resourceId: '7',
    });
    expect(rowEntry(KIND, { action: 'delete', id: '7', before: {}, after: {} })).not.toHaveProperty('changes');
  });
});

describe(statementEntry.name, () => {
  it('should claim to know what was set, and nothing of what was before', () => {
    expect(statementEntry(KIND, { action: 'update', rows: 2, values: { a: 1, b: UNKNOWN, price: 3 } })).toEqual({
      category: 'stock',
      action: 'update',
      resource: 'stock_item',
      object: '2 rows of stock item',
      metadata: { changedRows: 2 },
      changes: {
        a: { from: UNKNOWN, to: 1 },
        b: { from: UNKNOWN, to: UNKNOWN },
        price: { from: UNKNOWN, to: '[REDACTED]' },
      },
    });
  });
});

describe(omittedEntry.name, () => {
  it.each([
    [1, '1 more row of stock item'],
    [5, '5 more rows of stock item'],
  ])('should count %i', (rows, object) => {
    expect(omittedEntry(KIND, { action: 'delete', rows })).toMatchObject({ object, metadata: { changedRows: rows } });
  });
});
