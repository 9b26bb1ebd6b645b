import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Folder of the project. */
export const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs a program of this project to its end.
 * @param {readonly string[]} command
 * @returns {Promise<{ status: number | null, out: string, errors: string }>}
 */
export async function run(command) {
  const [program, ...args] = command;
  const env = { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' };
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors] = [[], []];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => errors.push(chunk));
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { status, out: Buffer.concat(out).toString(), errors: Buffer.concat(errors).toString() };
}

/** The program of a package that is installed, as it is called by name. */
export const program = (name) => join(ROOT, 'node_modules', '.bin', name);
