import { spawnSync } from 'node:child_process';
import { StartError } from '../../start/start.errors.ts';

/** The system user the database server runs as. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root hands it to `postgres` or `nobody`; it needs a user the system knows by name.
 * @returns undefined when the server runs as the user we are
 * @throws {StartError} when we are root and there is neither
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { name, uid, gid };
  }
  throw new StartError(
    'PostgreSQL does not run as root and there is no user postgres or nobody; start as another user or set DATABASE_URL.',
  );
}

/** How to spawn a command. */
export interface UserCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/**
 * A command that runs as the given user and, on Linux, is sent a signal when this process ends, even by SIGKILL.
 * @param deathSignal INT makes PostgreSQL shut down in good order
 */
export function commandAs(
  user: ServerUser | undefined,
  [program, ...args]: readonly [string, ...string[]],
  deathSignal: 'INT' | 'KILL',
): UserCommand {
  if (!hasDeathSignal()) return { program, args, ids: user === undefined ? {} : { uid: user.uid, gid: user.gid } };
  const become = user === undefined ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return { program: 'setpriv', args: [...become, `--pdeathsig=${deathSignal}`, program, ...args], ids: {} };
}

function hasDeathSignal(): boolean {
  return process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig=KILL', 'true']).status === 0;
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
