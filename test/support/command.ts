import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const SCRIPTS = resolve(import.meta.dirname, '..', '..', 'scripts');

/** How a command ended, and what it said. */
export interface CommandEnding {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a command of `package.json` by its script, such as `audit-gaps.mjs`.
 * @param settings all its environment besides PATH and HOME
 */
export async function runCommand(
  script: string,
  {
    args,
    directory,
    settings,
  }: {
    readonly args: readonly string[];
    readonly directory: string;
    readonly settings: Readonly<Record<string, string>>;
  },
): Promise<CommandEnding> {
  const child = spawn(process.execPath, [join(SCRIPTS, script), ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, ...settings },
  });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((end) => child.once('close', end)),
  ]);
  return { code, output, errors };
}
