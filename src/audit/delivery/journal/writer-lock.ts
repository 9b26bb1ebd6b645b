import { randomBytes } from 'node:crypto';
import { access, chmod, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

const NAME = 'lock';
/** While it is made, it has a name that nothing else ever has: Node deletes what is called so when it closes it. */
const nameInTheMaking = (): string => `${NAME}-${randomBytes(6).toString('hex')}`;

/** How long the path of a socket may be on every system (on Linux, 107); Node would cut off the rest without a word. */
const MAX_PATH_BYTES = 103;
/** After that silence, in milliseconds, a process is busy and not dead. */
const ANSWER_MS = 1_000;

/** What systems say that have no sockets, or have none in this place. */
const WITHOUT_SOCKETS: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EAFNOSUPPORT',
  'EINVAL',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EPERM',
]);

/** A directory that is held for as long as the process lives, or until it is released. */
export interface WriterLock {
  /** `none`: there are no sockets in that place, so that nobody can be asked whether this process lives. */
  readonly kind: 'socket' | 'none';
  /** From now on the owner of the directory is dead. May be called again. */
  release(): Promise<void>;
}

/** `unknown`: there is nobody to ask. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/**
 * Holds a directory: a socket in it listens, and the kernel answers for the process however that ends. The directory may
 * be renamed, and the process may end meanwhile. A lock that a dead process has left is replaced; the caller sees to it
 * that no two processes do that to one directory.
 * @throws when somebody alive holds it, or what the file system throws
 */
export async function holdLock(directory: string): Promise<WriterLock> {
  const reached = await reach(directory);
  if (reached === undefined) return withoutSocket();
  try {
    return await holdBySocket(reached.path);
  } catch (error) {
    if (WITHOUT_SOCKETS.has(codeOf(error))) return withoutSocket();
    throw error;
  } finally {
    await reached.leave();
  }
}

/**
 * Whether the process that holds a directory lives. One that is stopped or busy does, and in case of doubt it does.
 * It can only be told of processes of this machine: others are `dead` when the directory is shared over a network.
 */
export async function livenessOf(directory: string): Promise<Liveness> {
  try {
    if (!(await lstat(join(directory, NAME))).isSocket()) return 'unknown';
    const reached = await reach(directory);
    if (reached === undefined) return 'unknown';
    try {
      return await ask(join(reached.path, NAME));
    } finally {
      await reached.leave();
    }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'unknown' : 'alive';
  }
}

async function holdBySocket(directory: string): Promise<WriterLock> {
  const server = createServer((socket) => socket.destroy());
  const making = join(directory, nameInTheMaking());
  await listen(server, making);
  try {
    await chmod(making, 0o600).catch(() => undefined); // the directory keeps others out as well
    await nameIt(making, directory);
  } catch (error) {
    await close(server);
    throw error;
  }
  return { kind: 'socket', release: () => close(server) };
}

/** `exclusive`: otherwise it would be the primary of a cluster that listens, also when its worker is dead. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // it stays there for later errors, which are of accepting: whoever asks has got the answer by then
    server.on('error', reject);
    server.unref().listen({ path, exclusive: true }, resolve);
  });
}

/** The name appears in one step, when the socket listens already: there is no moment in which its owner seems dead. */
async function nameIt(making: string, directory: string): Promise<void> {
  const name = join(directory, NAME);
  try {
    await link(making, name);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if ((await livenessOf(directory)) !== 'dead') {
      throw new Error('The directory is held by a process that lives.', { cause: error });
    }
    return rename(making, name);
  }
  await unlink(making);
}

/** The socket stays there under its name, without anybody who would answer. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function withoutSocket(): WriterLock {
  return { kind: 'none', release: async () => undefined };
}

function ask(path: string): Promise<Liveness> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const answer = (liveness: Liveness): void => {
      socket.destroy();
      resolve(liveness);
    };
    socket.setTimeout(ANSWER_MS, () => answer('alive'));
    socket.once('connect', () => answer('alive'));
    socket.on('error', (error) => (codeOf(error) === 'ECONNREFUSED' ? answer('dead') : reject(error)));
  });
}

/** A path to a directory that is short enough for sockets in it; to be used until it is left. */
interface Reached {
  readonly path: string;
  leave(): Promise<void>;
}

/**
 * Undefined when there is no such path.
 * @throws when there is no such directory
 */
async function reach(directory: string): Promise<Reached | undefined> {
  await access(directory); // of a missing one, listening would say EACCES
  if (Buffer.byteLength(join(directory, nameInTheMaking())) <= MAX_PATH_BYTES) {
    return { path: directory, leave: async () => undefined };
  }
  const opened = await open(directory, 'r');
  const path = `/proc/self/fd/${opened.fd}`; // there is none but on Linux
  try {
    await access(path);
    return { path, leave: () => opened.close() };
  } catch {
    await opened.close();
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return (Object(error) as { code?: unknown }).code;
}
