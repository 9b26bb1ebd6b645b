import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { errorCode } from '../../start/error-code.ts';
import { StartError } from '../../start/start.errors.ts';
import { handPaths } from './handed-paths.ts';
import { SERVER_ENVIRONMENT } from './initialise.ts';
import { commandAs, type ServerUser } from './server-user.ts';

/** What a server is started from. */
export interface ServerParts {
  /** Folder of the cluster; its log is the file beside it, with `.log` behind its name. */
  readonly directory: string;
  readonly binaries: string;
  readonly user: ServerUser | undefined;
  readonly password: string;
  /** Settings of `postgresql.conf` for this run. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A server that accepts connections. */
export interface RunningServer {
  readonly process: ChildProcess;
  readonly port: number;
}

/** Recovery after a crash reads at most `max_wal_size` (1 GB) of log again; this is ample for it. */
const START_TIMEOUT_MS = 180_000;

const LOG_LIMIT_BYTES = 10_000_000;

/**
 * Starts PostgreSQL on this machine's own address and waits until it accepts connections.
 * @param port the port to use; without it, any free one
 * @throws {StartError} with the last lines of the server's log
 */
export async function startServer(parts: ServerParts, port?: number): Promise<RunningServer> {
  const chosen = port ?? (await freePort());
  const logFile = `${parts.directory}.log`;
  const logStart = turnLog(logFile);
  const child = spawnServer(parts, { port: chosen, logFile });
  try {
    await untilReady({ child, url: superuserUrl(chosen, parts.password) });
    return { process: child, port: chosen };
  } catch (error) {
    await stopServer(child);
    if (error instanceof StartError) throw error;
    const tail = readFileSync(logFile).subarray(logStart).toString().trim().split('\n').slice(-5).join('\n');
    throw new StartError(`The embedded database did not start; the end of ${logFile}:\n${tail}`, { cause: error });
  }
}

/** Ends a server in good order; resolves when it is gone. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}

/** Address of the maintenance database for the superuser. */
export function superuserUrl(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function spawnServer(
  parts: ServerParts,
  { port, logFile }: { readonly port: number; readonly logFile: string },
): ChildProcess {
  const handed = handPaths([parts.directory], { toOtherUser: parts.user !== undefined });
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    ...parts.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const binary = join(parts.binaries, 'bin', 'postgres');
  const { program, args, ids } = commandAs(parts.user, [binary, '-D', ...handed.arguments, ...flags], 'INT');
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(program, args, {
    ...ids,
    env: SERVER_ENVIRONMENT,
    cwd: '/',
    detached: true, // Ctrl-C in the terminal is for us; we end the server when its last user is done
    stdio: ['ignore', log, log, ...handed.descriptors],
  });
  closeSync(log);
  handed.close();
  child.unref(); // a forgotten server keeps nobody from ending
  child.on('error', () => undefined); // seen by untilReady: there is no process id then
  const end = () => child.kill('SIGINT'); // where no death signal is available
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}

async function untilReady({ child, url }: { readonly child: ChildProcess; readonly url: string }): Promise<void> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await delay(15)) {
    const problem = await connectionProblem(url);
    if (problem === undefined) return;
    if (errorCode(problem.error) === '28P01') {
      throw new StartError(
        'The kept password does not open the embedded database; restore postgres.password in DATA_DIR or set another DATA_DIR.',
        { cause: problem.error },
      );
    }
    const ended = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadline) throw problem.error;
  }
}

/** Why nobody can connect, or undefined when one can. */
async function connectionProblem(url: string): Promise<{ readonly error: unknown } | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Begins a new log when the old one is large. @returns where this run's lines will begin */
function turnLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_LIMIT_BYTES) return size;
  rmSync(`${file}.old`, { force: true });
  renameSync(file, `${file}.old`);
  return 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
