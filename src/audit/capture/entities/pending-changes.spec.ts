import * as fc from 'fast-check';
import { PendingChanges } from './pending-changes.ts';
import type { TransactionStep } from './transaction-steps.ts';

const SORT = { name: 'update item' };

/** A change, a count of changes, or a step of the transaction. */
type Event = { readonly change: number } | { readonly more: number } | TransactionStep;

/** What is told, by the plainest means: a copy of everything for each savepoint. */
function committedBy(events: readonly Event[]): readonly unknown[] {
  const told: unknown[] = [];
  let now = { changes: [] as readonly number[], more: 0 };
  let saved: { readonly name: string; readonly state: typeof now }[] = [];
  for (const event of events) {
    if ('change' in event) now = { ...now, changes: [...now.changes, event.change] };
    else if ('more' in event) now = { ...now, more: now.more + event.more };
    else if (event.step === 'savepoint') saved = [...saved, { name: event.name, state: now }];
    else if (event.step === 'release' || event.step === 'rollback to') {
      const index = saved.findLastIndex(({ name }) => name === event.name);
      if (index < 0) continue;
      if (event.step === 'rollback to') now = saved[index]?.state ?? now;
      saved = saved.slice(0, event.step === 'release' ? index : index + 1);
    } else if (event.step !== 'begin') {
      if (event.step === 'commit') told.push(now);
      now = { changes: [], more: 0 };
      saved = [];
    }
  }
  return told;
}

describe(PendingChanges.name, () => {
  const begun = (limit = 100) => {
    const pending = new PendingChanges<number, typeof SORT>({ limit, isOpen: false });
    pending.follow({ step: 'begin' });
    return pending;
  };

  it('should give with the commit what was added, once', () => {
    const pending = begun();
    pending.add(1);
    pending.omit(SORT, 2);
    expect(pending.isOpen).toBe(true);
    const taken = pending.follow({ step: 'commit' });
    expect(taken).toEqual({ changes: [1], omitted: new Map([['update item', { first: SORT, rows: 2 }]]) });
    expect(pending.isOpen).toBe(false);
    expect(pending.take()).toEqual({ changes: [], omitted: new Map() });
  });

  it('should tell how much room is left, which a savepoint gives back', () => {
    const pending = begun(2);
    pending.add(1);
    pending.follow({ step: 'savepoint', name: 'a' });
    pending.add(2);
    expect(pending.room).toBe(0);
    pending.follow({ step: 'rollback to', name: 'a' });
    expect(pending.room).toBe(1);
  });

  it('should forget everything when a savepoint is rolled back that is older than what it knows', () => {
    const pending = new PendingChanges<number, typeof SORT>({ limit: 9, isOpen: true });
    pending.add(1);
    pending.follow({ step: 'rollback to', name: 'older' });
    expect(pending.follow({ step: 'commit' })?.changes).toEqual([]);
  });

  it('should tell whatever is committed and nothing else, in any order of steps', () => {
    const name = fc.constantFrom('a', 'b');
    const event: fc.Arbitrary<Event> = fc.oneof(
      { weight: 4, arbitrary: fc.nat().map((change) => ({ change })) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }).map((more) => ({ more })) },
      { weight: 3, arbitrary: name.map((given) => ({ step: 'savepoint' as const, name: given })) },
      { weight: 1, arbitrary: name.map((given) => ({ step: 'release' as const, name: given })) },
      { weight: 2, arbitrary: name.map((given) => ({ step: 'rollback to' as const, name: given })) },
      { weight: 1, arbitrary: fc.constantFrom('commit' as const, 'rollback' as const).map((step) => ({ step })) },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        // PostgreSQL refuses a savepoint that it does not know: what comes after is another story
        const known = events.filter(
          (each, at) => !('name' in each) || each.step === 'savepoint' || isKnown(events, at),
        );
        const pending = begun();
        const told: unknown[] = [];
        for (const each of [...known, { step: 'commit' } as const]) {
          if ('change' in each) pending.add(each.change);
          else if ('more' in each) pending.omit(SORT, each.more);
          else {
            const taken = pending.follow(each);
            if (taken !== undefined) {
              told.push({ changes: taken.changes, more: taken.omitted.get(SORT.name)?.rows ?? 0 });
            }
          }
        }
        expect(told).toEqual(committedBy([...known, { step: 'commit' }]));
      }),
    );
  });

  /** Whether the savepoint of this event stands, in the middle of events that may name ones that do not. */
  function isKnown(events: readonly Event[], at: number): boolean {
    let stack: readonly string[] = [];
    for (const [index, event] of events.entries()) {
      if (!('step' in event)) continue;
      if (!('name' in event)) stack = [];
      else if (event.step === 'savepoint') stack = [...stack, event.name];
      else {
        const place = stack.lastIndexOf(event.name);
        if (index === at) return place >= 0;
        if (place >= 0) stack = stack.slice(0, event.step === 'release' ? place : place + 1);
      }
    }
    return false;
  }
});
