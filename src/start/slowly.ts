import type { Announce } from '../logging/announce.ts';

/** Work that takes longer than this is spoken of. */
const SILENCE_MS = 2000;

/** Awaits work; when it is not done soon, says what is going on, so that nobody takes a slow start for a hung one. */
export async function slowly<T>(announce: Announce, line: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => announce(line), SILENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
