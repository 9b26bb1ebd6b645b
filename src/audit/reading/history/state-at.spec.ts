import type { RecordedChange } from './recorded-change.ts';
import { MOST_FIELDS, StateFold, stateAt } from './state-at.ts';

type Told = readonly [minute: number, action: string, changes?: Readonly<Record<string, unknown>>];

const minute = (number: number): Date => new Date(Date.UTC(2026, 0, 1, 0, number));
const entryOf = ([number, actionType, changes]: Told): RecordedChange => ({
  id: `e${number}`,
  timestamp: minute(number),
  actionType,
  changes: (changes ?? null) as RecordedChange['changes'],
});
const set = (from: unknown, to: unknown) => ({ from, to });

/** What is known at a minute: existence, and the fields with their values and entries. */
function at(number: number, ...told: readonly Told[]): readonly [existence: string, fields: Record<string, unknown>] {
  const { existence, fields } = stateAt(told.map(entryOf), minute(number));
  const shown = fields.map(({ field, value, unknown, basis, isDoubtful, entryId }) => [
    field,
    [unknown ?? value, basis, entryId, ...(isDoubtful ? ['doubtful'] : [])],
  ]);
  return [existence, Object.fromEntries(shown) as Record<string, unknown>];
}

const CREATED: Told = [1, 'create', { name: set(null, 'a'), size: set(null, 1) }];
const RENAMED: Told = [3, 'update', { name: set('a', 'b') }];
const DELETED: Told = [5, 'delete', { name: set('b', null), size: set(1, null) }];
const AGAIN: Told = [7, 'create', { name: set(null, 'c') }];
const LIFE = [CREATED, RENAMED, DELETED, AGAIN];

describe(stateAt.name, () => {
  it.each<[number: number, ...expected: ReturnType<typeof at>]>([
    [0, 'absent', {}],
    [1, 'exists', { name: ['a', 'to', 'e1'], size: [1, 'to', 'e1'] }],
    [2, 'exists', { name: ['a', 'to', 'e1'], size: [1, 'to', 'e1'] }],
    [3, 'exists', { name: ['b', 'to', 'e3'], size: [1, 'to', 'e1'] }],
    [5, 'deleted', { name: [null, 'to', 'e5'], size: [null, 'to', 'e5'] }],
    [7, 'exists', { name: ['c', 'to', 'e7'] }],
  ])('should follow a life at minute %i', (number, ...expected) => {
    expect(at(number, ...LIFE)).toEqual(expected);
    expect(at(number, ...LIFE.toReversed())).toEqual(expected);
  });

  it('should know what fields were before they were first changed', () => {
    expect(at(2, RENAMED, DELETED)).toEqual(['exists', { name: ['a', 'from', 'e3'], size: [1, 'from', 'e5'] }]);
  });

  it('should not take what comes after a new creation for what was before it', () => {
    const removed: Told = [5, 'delete', { name: set('b', null) }];
    const other: Told = [9, 'update', { size: set(9, 10) }];
    expect(at(4, RENAMED, removed, AGAIN, other)).toEqual(['exists', { name: ['b', 'to', 'e3'] }]);
    expect(at(6, removed, AGAIN, other)).toEqual(['deleted', { name: [null, 'to', 'e5'] }]);
  });

  it('should keep what it was left with when only the time of its removal was set', () => {
    const softly: Told = [5, 'delete', { deletedAt: set(null, 'now') }];
    const back: Told = [6, 'restore', { deletedAt: set('now', null) }];
    const kept = { name: ['b', 'to', 'e3'], size: [1, 'to', 'e1'] };
    expect(at(5, CREATED, RENAMED, softly)).toEqual(['deleted', { ...kept, deletedAt: ['now', 'to', 'e5'] }]);
    expect(at(6, CREATED, RENAMED, softly, back)).toEqual(['exists', { ...kept, deletedAt: [null, 'to', 'e6'] }]);
    expect(at(4, back)).toEqual(['deleted', { deletedAt: ['now', 'from', 'e6'] }]);
  });

  it('should take several entries of one creation for one', () => {
    const told: Told = [2, 'create'];
    expect(at(3, CREATED, told)).toEqual(['exists', { name: ['a', 'to', 'e1'], size: [1, 'to', 'e1'] }]);
  });

  it('should say what is not known, and why', () => {
    const changes = { secret: set('[REDACTED]', '[REDACTED]'), sum: set('[unknown]', 4), odd: 'what is this' };
    expect(at(3, [3, 'update', changes])[1]).toMatchObject({ secret: ['redacted', 'to', 'e3'], sum: [4, 'to', 'e3'] });
    expect(at(2, [3, 'update', changes])).toEqual([
      'exists',
      {
        secret: ['redacted', 'from', 'e3'],
        sum: ['untold', 'from', 'e3'],
        odd: ['untold', 'from', 'e3'],
      },
    ]);
  });

  it('should doubt what an entry that leaves out fields may have changed', () => {
    const wide: Told = [3, 'update', { name: set('a', 'b'), '…': '[cut: 7 more]' }];
    expect(at(4, CREATED, wide)[1]).toEqual({ name: ['b', 'to', 'e3'], size: [1, 'to', 'e1', 'doubtful'] });
    const later: Told = [6, 'update', { size: set(2, 3) }];
    expect(at(2, wide, later)[1]).toEqual({ name: ['a', 'from', 'e3'], size: [2, 'from', 'e6', 'doubtful'] });
    expect(at(4, wide, later)[1]).toEqual({ name: ['b', 'to', 'e3'], size: [2, 'from', 'e6'] });
  });

  it('should know nothing of what has no entries, nor whether what was created or updated was there', () => {
    expect(at(4)).toEqual(['unknown', {}]);
    expect(at(2, [3, 'upsert', { name: set('[unknown]', 'b') }])[0]).toBe('unknown');
    expect(at(3, [3, 'upsert', { name: set('[unknown]', 'b') }])[0]).toBe('exists');
  });

  it('should take the names of what every object has for names', () => {
    const changes = JSON.parse('{"__proto__": {"from": 1, "to": 2}, "constructor": {"from": 3, "to": 4}}') as object;
    const { fields } = stateAt([entryOf([1, 'update', changes as Record<string, unknown>])], minute(2));
    expect(fields.map(({ field, value }) => [field, value])).toEqual([
      ['__proto__', 2],
      ['constructor', 4],
    ]);
  });

  it('should keep no more fields than anything has', () => {
    const fold = new StateFold();
    for (let number = 0; number <= MOST_FIELDS; number += 1) {
      fold.earlier(entryOf([number, 'update', { [`f${number}`]: set(1, 2) }]));
    }
    expect([fold.isFull, fold.state().fields.length]).toEqual([true, MOST_FIELDS]);
  });
});
