import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 10;

/**
 * Resolves as soon as something is so. It is looked for again and again, as other processes tell nobody of it.
 * @throws when it is not so in time, with what it was
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { withinMs = 20_000 }: { readonly withinMs?: number } = {},
): Promise<void> {
  for (const deadline = performance.now() + withinMs; !(await isSo()); await pause(LOOK_MS)) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
  }
}
