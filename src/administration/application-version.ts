import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the application's package.json: the nearest one above this file, which the build puts elsewhere. */
export function applicationVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFileAbove(import.meta.dirname), 'utf8')) as { version: string };
  return version;
}

function packageFileAbove(folder: string): string {
  const file = join(folder, 'package.json');
  return existsSync(file) || dirname(folder) === folder ? file : packageFileAbove(dirname(folder));
}
