import { CursorKey } from './cursor-key.ts';
import type { LogDatabase } from './database/log-database.ts';

/** The key of a log whose questions are answered one after the other. */
function keyOf(...answers: readonly (Error | readonly { readonly key: string }[])[]): CursorKey {
  const waiting = [...answers];
  const query = (): Promise<unknown> => {
    const answer = waiting.shift();
    return answer instanceof Error || answer === undefined
      ? Promise.reject(answer ?? new Error('was asked once more'))
      : Promise.resolve(answer);
  };
  return new CursorKey({ query } as unknown as LogDatabase);
}

describe(CursorKey.name, () => {
  it('should ask once, however many want it', async () => {
    const key = keyOf([{ key: 'k' }]);
    expect(await Promise.all([key.value(), key.value()])).toEqual(['k', 'k']);
    expect(await key.value()).toBe('k');
  });

  it('should ask again when it got no answer', async () => {
    const key = keyOf(new Error('the connection is lost'), [{ key: 'k' }]);
    await expect(key.value()).rejects.toThrow('the connection is lost');
    expect(await key.value()).toBe('k');
  });

  it('should say what to do when the log has none', async () => {
    await expect(keyOf([]).value()).rejects.toThrow(
      'audit_log_identity has no row; run the migrations of the audit log.',
    );
  });
});
