import type { CapturedEntry } from './audit-entry.ts';
import { NOWHERE } from './audit-record.ts';
import { isSameAction, settleTaken, type TakenEntry } from './taken-entries.ts';

const TOLD = { category: 'shop', action: 'update', resource: 'order' } as const;
const ERROR = new RangeError('no');

function taken(...entries: readonly Partial<CapturedEntry>[]): TakenEntry[] {
  return entries.map((entry) => ({ origin: NOWHERE, entry: { ...TOLD, ...entry } }));
}

describe('isSameAction', () => {
  it.each([
    ['the same', TOLD, true],
    ['one that names the thing', { ...TOLD, resourceId: '7' }, true],
    ['another category', { ...TOLD, category: 'bank' } as const, false],
    ['another action', { ...TOLD, action: 'delete' } as const, false],
    ['another kind of thing', { ...TOLD, resource: 'book' }, false],
    ['no kind of thing', { ...TOLD, resource: undefined }, false],
  ])('should say of %s whether it is', (_what, other, expected) => {
    expect(isSameAction(TOLD, other)).toBe(expected);
    expect(isSameAction(other, TOLD)).toBe(expected);
  });

  it.each([
    ['7', '7', true],
    [7 as never, '7', true],
    ['7', '8', false],
    ['7', '', true],
    [undefined, '7', true],
    [null as never, null as never, true],
  ])('should compare the ids %j and %j', (one, other, expected) => {
    expect(isSameAction({ ...TOLD, resourceId: one }, { ...TOLD, resourceId: other })).toBe(expected);
  });
});

describe('settleTaken', () => {
  it('should leave everything when there is no own entry', () => {
    const entries = taken({ resourceId: '7' });
    expect(settleTaken(entries, { told: undefined })).toEqual({ merged: undefined, left: entries });
  });

  it('should merge what tells of the same thing, in the order in which it happened', () => {
    const entries = taken(
      { resourceId: '7', object: 'order 7', changes: { a: { from: 1, to: 2 }, b: { from: 0, to: 1 } } },
      { changes: { a: { from: 2, to: 3 } }, metadata: { rows: 1, durationMs: 5 } },
    );
    expect(settleTaken(entries, { told: TOLD })).toEqual({
      merged: {
        resourceId: '7',
        object: 'order 7',
        changes: { a: { from: 1, to: 3 }, b: { from: 0, to: 1 } },
        metadata: { rows: 1 },
      },
      left: [],
    });
  });

  it('should leave what is about another thing than the own entry', () => {
    const entries = taken({ resourceId: '7' }, { resourceId: '8' });
    const settled = settleTaken(entries, { told: { ...TOLD, resourceId: '7' } });
    expect(settled.merged?.resourceId).toBe('7');
    expect(settled.left).toEqual([entries[1]]);
  });

  it('should leave all of several things when the own entry names none', () => {
    const entries = taken({ resourceId: '7' }, { resourceId: '8' }, {});
    expect(settleTaken(entries, { told: TOLD })).toEqual({ merged: undefined, left: entries });
  });

  it('should leave failures that were survived, also without an error', () => {
    const failed = taken({ error: ERROR }, { status: 'failure' });
    expect(settleTaken([...taken({}), ...failed], { told: TOLD }).left).toEqual(failed);
  });

  it('should leave what had succeeded before the failure', () => {
    const entries = taken({ changes: { a: { from: 1, to: 2 } } }, { error: ERROR, metadata: { step: 2 } });
    const settled = settleTaken(entries, { told: TOLD, failure: { error: ERROR } });
    expect(settled.left).toEqual([entries[0]]);
    expect(settled.merged).toMatchObject({ metadata: { step: 2 } });
  });

  it.each([
    ['that it was', ERROR],
    ['that has caused it', new Error('outer', { cause: new Error('middle', { cause: ERROR }) })],
    ['that it holds', new AggregateError([new Error('other'), ERROR])],
  ])('should merge the failure %s', (_what, error) => {
    expect(settleTaken(taken({ error: ERROR }), { told: TOLD, failure: { error } }).left).toEqual([]);
  });

  it('should leave another failure than the one that it has failed with', () => {
    const entries = taken({ error: ERROR });
    expect(settleTaken(entries, { told: TOLD, failure: { error: new RangeError('no') } }).left).toEqual(entries);
    expect(settleTaken(entries, { told: TOLD, failure: { error: undefined } }).left).toEqual(entries);
  });

  it('should count an error that was thrown several times once, for the last time', () => {
    const entries = taken({ error: ERROR, metadata: { attempt: 1 } }, { error: ERROR, metadata: { attempt: 2 } });
    const settled = settleTaken(entries, { told: TOLD, failure: { error: ERROR } });
    expect(settled.left).toEqual([entries[0]]);
    expect(settled.merged?.metadata).toEqual({ attempt: 2 });
  });

  it('should stop at errors that have caused themselves, and at those that can not be read', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    const unreadable = Object.defineProperty(new Error('x'), 'cause', {
      get: () => {
        throw new Error('no');
      },
    });
    for (const error of [circle, unreadable]) {
      const settled = settleTaken(taken({ error }, { error: ERROR }), { told: TOLD, failure: { error } });
      expect(settled.left).toHaveLength(1);
    }
  });

  it('should keep a field of a hostile name as data', () => {
    const changes = JSON.parse('{"__proto__":{"from":1,"to":2},"constructor":{"from":3,"to":4}}') as never;
    const { merged } = settleTaken(taken({ changes }), { told: TOLD });
    expect(Object.keys(merged?.changes ?? {})).toEqual(['__proto__', 'constructor']);
  });
});
