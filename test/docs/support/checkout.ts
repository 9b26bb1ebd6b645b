import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './documents.ts';

/**
 * Makes a folder look like a checkout of the project, by links: what commands write beside them does not come into the
 * real one.
 */
export function checkoutIn(directory: string): string {
  for (const name of readdirSync(ROOT)) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, name), join(directory, name));
  }
  return directory;
}
