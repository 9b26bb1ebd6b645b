import { rmSync } from 'node:fs';

/** Ends the server of this run, and removes its journals. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.testServer?.stop();
  if (process.env.TEST_JOURNALS !== undefined) rmSync(process.env.TEST_JOURNALS, { recursive: true, force: true });
}
