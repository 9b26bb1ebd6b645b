import { setImmediate as nextTurn } from 'node:timers/promises';
import { NOWHERE } from './audit-record.ts';
import { AuditScope } from './audit-scope.ts';

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
});
