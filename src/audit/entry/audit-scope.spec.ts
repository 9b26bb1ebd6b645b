import { setImmediate as nextTurn } from 'node:timers/promises';
import { NOWHERE } from './audit-record.ts';
import { AuditScope } from './audit-scope.ts';
import type { AuditSubject } from './taken-entries.ts';

describe('AuditScope', () => {
  it('should be current while its work runs, also after it has waited, and not longer', async () => {
    const scope = new AuditScope(NOWHERE);
    const seen = await scope.run(async () => {
      await nextTurn();
      return AuditScope.current();
    });
    expect(seen).toBe(scope);
    expect(AuditScope.current()).toBeUndefined();
  });

  it('should give way to an inner scope and come back', () => {
    const [outer, inner] = [new AuditScope(NOWHERE), new AuditScope(NOWHERE)];
    const seen = outer.run(() => [inner.run(() => AuditScope.current()), AuditScope.current()]);
    expect(seen).toEqual([inner, outer]);
    expect(seen[0]).toBe(inner);
  });

  it('should keep scopes of concurrent work apart', async () => {
    const scopes = Array.from({ length: 10 }, () => new AuditScope(NOWHERE));
    const seen = await Promise.all(
      scopes.map((scope) =>
        scope.run(async () => {
          await nextTurn();
          return AuditScope.current();
        }),
      ),
    );
    seen.forEach((scope, index) => expect(scope).toBe(scopes[index]));
  });

  it('should be the scope of what follows once it is entered', async () => {
    const scope = new AuditScope(NOWHERE);
    await new AuditScope(NOWHERE).run(async () => {
      scope.enter();
      await nextTurn();
      expect(AuditScope.current()).toBe(scope);
    });
  });

  it('should pass on what its work throws', () => {
    expect(() =>
      new AuditScope(NOWHERE).run(() => {
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
  });

  it('should let later notes win and merge changes and metadata by field', () => {
    const scope = new AuditScope(NOWHERE);
    scope.annotate({ object: 'a', reason: 'r', changes: { x: { from: 1, to: 2 } }, metadata: { a: 1, b: 1 } });
    scope.annotate({ object: 'b', changes: { y: { from: 3, to: 4 } }, metadata: { b: 2 } });
    expect(scope.notes).toEqual({
      object: 'b',
      reason: 'r',
      changes: { x: { from: 1, to: 2 }, y: { from: 3, to: 4 } },
      metadata: { a: 1, b: 2 },
    });
  });

  it('should let work run in another scope, or in none', () => {
    const [outer, inner] = [new AuditScope(NOWHERE), new AuditScope(NOWHERE)];
    const seen = inner.run(() => [
      AuditScope.within(outer, () => AuditScope.current()),
      AuditScope.within(undefined, () => AuditScope.current()),
      AuditScope.current(),
    ]);
    expect(seen).toEqual([outer, undefined, inner]);
    expect(seen[2]).toBe(inner);
  });
});

const ORDER = { category: 'shop', action: 'update', resource: 'order' } as const;

/** A scope that tells of something, until it is over. */
class Telling extends AuditScope {
  isOver = false;

  constructor(
    readonly subject: AuditSubject,
    parent?: AuditScope,
  ) {
    super({ ...NOWHERE, requestId: subject.resourceId ?? null }, parent);
  }

  override tells(): AuditSubject | undefined {
    return this.isOver ? undefined : this.subject;
  }
}

describe('AuditScope that absorbs', () => {
  it('should take in what tells of the same, also for a scope around', () => {
    const outer = new Telling(ORDER);
    const inner = new AuditScope(NOWHERE, new AuditScope(NOWHERE, outer));
    expect(inner.absorb({ ...ORDER, resourceId: '7', changes: { a: { from: 1, to: 2 } } })).toBe(true);
    expect(outer.absorbed).toBeUndefined(); // not before it has ended
    expect(outer.settle()).toEqual([]);
    expect(outer.absorbed).toEqual({ resourceId: '7', changes: { a: { from: 1, to: 2 } }, metadata: {} });
  });

  it('should pass over a scope that tells of something else, or whose entry is made', () => {
    const outer = new Telling(ORDER);
    const other = new Telling({ ...ORDER, resourceId: '8' }, outer);
    expect(other.absorb({ ...ORDER, resourceId: '7' })).toBe(true);
    outer.isOver = true;
    expect(other.absorb({ ...ORDER, resourceId: '7' })).toBe(false);
  });

  it('should give back what happened otherwise, with its own place and where it came from', () => {
    const outer = new Telling(ORDER);
    const error = new Error('survived');
    const origin = { ...NOWHERE, requestId: 'inner' };
    outer.absorb({ ...ORDER, error }, origin);
    const left = outer.settle();
    expect(left).toEqual([
      { origin, entry: { ...ORDER, error, span: { spanId: expect.any(String), parentSpanId: outer.place()?.spanId } } },
    ]);
    expect(outer.absorbed).toBeUndefined();
  });

  it('should offer what is left to the scope around before it gives it back', () => {
    const [outer, inner] = (() => {
      const around = new Telling(ORDER);
      return [around, new Telling({ ...ORDER, resourceId: '8' }, around)];
    })();
    inner.absorb(ORDER);
    inner.absorb({ ...ORDER, error: new Error('survived') });
    expect(inner.settle()).toEqual([]);
    expect(outer.settle()).toEqual([
      expect.objectContaining({ entry: expect.objectContaining({ error: expect.any(Error) }) }),
    ]);
  });

  it('should take in no more than waits well in memory', () => {
    const scope = new Telling(ORDER);
    const taken = Array.from({ length: 150 }, () => scope.absorb(ORDER));
    expect(taken.filter(Boolean)).toHaveLength(100);
    expect(taken.lastIndexOf(true)).toBe(99);
  });
});

describe('places of AuditScope', () => {
  const ID = /^[\da-f]{16}$/;

  it('should be none when nothing is above or below', () => {
    expect(new AuditScope(NOWHERE).place()).toBeUndefined();
  });

  it('should form a tree', () => {
    const request = new AuditScope(NOWHERE);
    const call = new Telling(ORDER, request);
    const leaf = call.innerSpan();
    const [callPlace, requestPlace] = [call.place(), request.place()];
    expect(requestPlace).toEqual({ spanId: expect.stringMatching(ID) });
    expect(callPlace).toEqual({ spanId: expect.stringMatching(ID), parentSpanId: requestPlace?.spanId });
    expect(leaf).toEqual({ spanId: expect.stringMatching(ID), parentSpanId: callPlace?.spanId });
    expect(new Set([leaf?.spanId, callPlace?.spanId, requestPlace?.spanId]).size).toBe(3);
  });

  it('should put what is below one that is taken in below the taker', () => {
    const outer = new Telling(ORDER);
    const same = new Telling(ORDER, outer);
    const leaf = new Telling({ category: 'shop', action: 'count' }, same);
    expect(leaf.place()?.parentSpanId).toBe(outer.place()?.spanId);
  });

  it('should give one that was to be taken in, and was not, a place of its own below', () => {
    const outer = new Telling(ORDER);
    const same = new Telling(ORDER, outer);
    same.innerSpan();
    const place = same.place();
    expect(place?.parentSpanId).toBe(outer.place()?.spanId);
    expect(place?.spanId).not.toBe(place?.parentSpanId);
  });

  it('should not refer to an entry that was made alone', () => {
    const request = new AuditScope(NOWHERE);
    request.place();
    expect(request.innerSpan()).toBeUndefined();
    expect(new AuditScope(NOWHERE, request).place()).toBeUndefined();
  });
});
