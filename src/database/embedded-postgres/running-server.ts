import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDatabase } from '../../config/postgres-url.ts';
import { superuserUrl } from './server-process.ts';

/** The line of `postmaster.pid` that holds the port. */
const PORT_LINE = 3;

/**
 * Where the server answers that another process has started in this folder, for the user `audit`; undefined when there
 * is none. Its file may be left over: whether it answers shows when it is asked.
 */
export function runningServerUrl(directory: string): string | undefined {
  try {
    const port = Number(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE]);
    const password = readFileSync(join(directory, 'postgres.password'), 'utf8').trim();
    if (!Number.isInteger(port) || port === 0) return undefined;
    const url = new URL(withDatabase(superuserUrl(port, password), 'audit'));
    url.username = 'audit';
    return url.href;
  } catch {
    return undefined;
  }
}

/** Whether a server was ever made in this folder. */
export function hasServer(directory: string): boolean {
  return existsSync(join(directory, 'postgres'));
}
