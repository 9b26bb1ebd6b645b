import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../start/error-code.ts';
import { StartError } from '../../start/start.errors.ts';

/** Time an orphan gets to end in good order before it is told to end at once; the next start then recovers. */
const PATIENCE_MS = 8000;

/**
 * Ends a server that outlived the process that started it, which happens where the system cannot tie the two together,
 * and clears away the trace of one that was killed. The caller holds the folder's lock, so no living process uses it.
 * @throws {StartError} when the server belongs to another user or does not end
 */
export async function endOrphan(directory: string): Promise<void> {
  const trace = join(directory, 'postmaster.pid');
  const pid = processIdIn(trace);
  if (pid === undefined) return;
  if (!isServerOf(pid, directory)) {
    rmSync(trace, { force: true }); // the process is gone, or its number belongs to some other program now
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    send(pid, signal);
    if (await endsInTime(pid, directory)) return;
  }
  throw new StartError(`The database server ${pid} of ${directory} does not end; end it by hand.`);
}

async function endsInTime(pid: number, directory: string): Promise<boolean> {
  for (const deadline = Date.now() + PATIENCE_MS; isServerOf(pid, directory); await delay(20)) {
    if (Date.now() > deadline) return false;
  }
  return true;
}

function processIdIn(trace: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(trace, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A server works inside its data folder; a number of a process alone may have been given to another since. */
function isServerOf(pid: number, directory: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(directory);
    } catch {
      return false;
    }
  }
  if (process.platform === 'win32') return true;
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(directory);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
