import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ROOT } from '../run.mjs';

/**
 * Does something while there is a database for tests, which they find in their environment.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDatabase(work) {
  const flags = ['--import', './test/support/typescript.mjs'];
  const child = spawn(process.execPath, [...flags, 'scripts/check-deep/mutation/keep-database.mjs'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (typeof line !== 'string') throw new Error(`The database of the tests ended at once, with ${line}.`);
  const environment = JSON.parse(line);
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
    child.stdin.end();
    await ended;
  }
}
