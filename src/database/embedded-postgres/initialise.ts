import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StartError } from '../../start/start.errors.ts';
import { handPaths } from './handed-paths.ts';
import { commandAs, type ServerUser } from './server-user.ts';

/** What a new database cluster is made from. */
export interface NewCluster {
  /** Folder of the cluster; its parent exists. */
  readonly directory: string;
  readonly binaries: string;
  readonly user: ServerUser | undefined;
  readonly password: string;
  /** Flags of `initdb` for encoding, order and case mapping. @default {@link LOCALE} */
  readonly locale?: readonly string[];
}

/** One order and case mapping on every machine, whatever locales it has. */
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** English messages and UTC, so that the log reads the same everywhere. */
export const SERVER_ENVIRONMENT = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' };

/**
 * Makes a database cluster with a superuser `postgres` who signs in with the password. It is made beside its place and
 * moved there when complete, so an interrupted one is never taken for a whole one. The caller holds the folder's lock.
 * @throws {StartError} with what `initdb` said
 */
export async function initialiseCluster(cluster: NewCluster): Promise<void> {
  const draft = `${cluster.directory}.new`;
  const passwordFile = `${cluster.directory}.password.new`;
  rmSync(draft, { recursive: true, force: true });
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
    if (cluster.user !== undefined) {
      for (const path of [draft, passwordFile]) chownSync(path, cluster.user.uid, cluster.user.gid);
    }
    await runInitdb(cluster, { draft, passwordFile });
    renameSync(draft, cluster.directory);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
  }
}

async function runInitdb(
  { binaries, user, locale = LOCALE }: NewCluster,
  paths: { readonly draft: string; readonly passwordFile: string },
): Promise<void> {
  const handed = handPaths([paths.draft, paths.passwordFile], { toOtherUser: user !== undefined });
  const [data = '', password = ''] = handed.arguments;
  const initdb = ['-D', data, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256'];
  const { program, args, ids } = commandAs(user, [join(binaries, 'bin', 'initdb'), ...initdb, ...locale], 'KILL');
  const child = spawn(program, args, {
    ...ids,
    env: SERVER_ENVIRONMENT,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', ...handed.descriptors],
  });
  handed.close();
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [status, complaint] = await Promise.all([ended, child.stderr === null ? '' : text(child.stderr)]);
  if (status !== 0) {
    throw new StartError(
      `The embedded database could not be made in ${paths.draft}: ${complaint.trim().replaceAll(/\s*\n\s*/g, ' ')}`,
    );
  }
}
