import { changesOf, contextOf, errorOf, otherMetadata, requestOf } from './metadata.ts';

const of = (metadata: Record<string, unknown>) => ({ metadata });

describe('metadata', () => {
  it('should tell the fault and what was behind it, but not for ever', () => {
    const error = { name: 'TypeError', message: 'x', stack: 'TypeError: x', cause: { name: 'Error', message: 'y' } };
    expect(errorOf(of({ error }))).toMatchObject({ ...error, cause: { message: 'y', cause: undefined } });
    const ring: Record<string, unknown> = { message: 'round' };
    ring['cause'] = ring;
    expect(() => errorOf(of({ error: ring }))).not.toThrow();
  });

  it('should tell changes that were made from those that were only tried', () => {
    const changes = { role: { from: 'user', to: 'admin' } };
    expect(changesOf(of({ changes }))).toEqual({
      isAttempted: false,
      changes: [{ field: 'role', from: 'user', to: 'admin' }],
    });
    expect(changesOf(of({ attemptedChanges: changes }))?.isAttempted).toBe(true);
    expect(changesOf(of({}))).toBeUndefined();
  });

  it('should survive whatever an entry has under the known names, and show it elsewhere', () => {
    for (const odd of [null, 'text', 7, ['a']]) {
      const entry = of({ error: odd, http: odd, changes: odd, attemptedChanges: odd, context: odd });
      expect([errorOf(entry), requestOf(entry), changesOf(entry), contextOf(entry)]).toEqual([
        undefined,
        undefined,
        undefined,
        {},
      ]);
      expect(otherMetadata(entry)).toHaveLength(5);
    }
  });

  it('should tell what the caller has added', () => {
    expect(otherMetadata(of({ http: {}, context: {}, rows: 7 }))).toEqual([['rows', 7]]);
  });
});
