import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { until } from '../../../../test/support/until.ts';
import { holdLock, livenessOf, type WriterLock } from './writer-lock.ts';

const TEST = resolve(import.meta.dirname, '../../../../test');

const newParent = temporaryDirectories();
const startedIn = process.cwd();
const children: ChildProcess[] = [];
const locks: WriterLock[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  process.chdir(startedIn);
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
  for (const lock of locks.splice(0)) await lock.release();
});

async function hold(directory: string): Promise<WriterLock> {
  const lock = await holdLock(directory);
  locks.push(lock);
  return lock;
}

interface Owner {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** Id of the process that holds the directory. */
  readonly holder: number;
}

/** Has another process hold a directory. */
async function startOwner(directory: string, ...how: string[]): Promise<Owner> {
  const flags = ['--import', `${TEST}/support/typescript.mjs`];
  const child = spawn(process.execPath, [...flags, `${TEST}/fixture/journal-owner.ts`, directory, ...how], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [words] = (await once(child.stdout, 'data')) as [Buffer];
  const [, holder] = /^socket (\d+)\n$/.exec(String(words)) ?? [];
  return { child, holder: Number(holder) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

function below(...names: string[]): string {
  const path = join(newParent(), ...names);
  mkdirSync(path, { recursive: true });
  return path;
}

const newDirectory = (): string => below('journal');
/** One whose path is nearly as long as can be. */
const longDirectory = (): string => below('directory'.repeat(20), 'ü'.repeat(60));
/** One whose path has more bytes than a socket may have, but not more characters. */
const wideDirectory = (): string => below('ü'.repeat(40));

/** Connects until the kernel takes no more, which it never does when the owner accepts. @returns why it takes no more */
async function crowd(directory: string): Promise<{ sockets: readonly net.Socket[]; refusal: unknown }> {
  for (const sockets: net.Socket[] = []; ;) {
    const socket = net.connect(join(directory, 'lock'));
    sockets.push(socket);
    const refusal = await once(socket, 'connect').then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal !== undefined) return { sockets, refusal };
  }
}

describe.each([
  ['a short path', newDirectory],
  ['a path that is too long for sockets', longDirectory],
])('the lock of another process, with %s', (_, make) => {
  it('should be alive until that is killed', async () => {
    const directory = make();
    const { child } = await startOwner(directory);
    await expect(livenessOf(directory)).resolves.toBe('alive');
    await end(child, 'SIGKILL');
    await expect(livenessOf(directory)).resolves.toBe('dead');
  });

  it('should be dead when that has exited', async () => {
    const directory = make();
    const { child } = await startOwner(directory, 'until its input ends');
    await expect(livenessOf(directory)).resolves.toBe('alive');
    child.stdin.end();
    await once(child, 'exit');
    await expect(livenessOf(directory)).resolves.toBe('dead');
  });

  it('should be found where the directory was renamed to', async () => {
    const directory = make();
    const { child } = await startOwner(directory);
    const renamed = `${directory}-renamed`;
    renameSync(directory, renamed);
    await expect(livenessOf(renamed)).resolves.toBe('alive');
    await expect(livenessOf(directory)).resolves.toBe('unknown');
    await end(child, 'SIGKILL');
    await expect(livenessOf(renamed)).resolves.toBe('dead');
  });

  it('should be replaced when that is dead, and refused when it lives', async () => {
    const directory = make();
    const { child } = await startOwner(directory);
    await expect(holdLock(directory)).rejects.toThrow('held by a process that lives');
    expect(readdirSync(directory)).toEqual(['lock']);
    await end(child, 'SIGKILL');
    await expect(hold(directory)).resolves.toMatchObject({ kind: 'socket' });
    await expect(livenessOf(directory)).resolves.toBe('alive');
    expect(readdirSync(directory)).toEqual(['lock']);
  });
});

describe('the lock of another process', () => {
  it('should be alive while that is stopped, however many have asked', async () => {
    const directory = newDirectory();
    const { child } = await startOwner(directory);
    child.kill('SIGSTOP');
    const { sockets, refusal } = await crowd(directory);
    expect(refusal).toMatchObject({ code: 'EAGAIN' });
    await expect(livenessOf(directory)).resolves.toBe('alive');
    for (const socket of sockets) socket.destroy();
    await expect(livenessOf(directory)).resolves.toBe('alive');
  });

  it('should die with the worker of a cluster, whatever its primary does', async () => {
    const directory = newDirectory();
    const { child: primary, holder } = await startOwner(directory, 'in a worker');
    expect(holder).not.toBe(primary.pid);
    primary.kill('SIGSTOP');
    await expect(livenessOf(directory)).resolves.toBe('alive');
    process.kill(holder, 'SIGKILL');
    const isDead = async (): Promise<boolean> => (await livenessOf(directory)) === 'dead';
    await expect(until('it is dead', isDead)).resolves.toBeUndefined();
  });

  it('should not keep that from ending', async () => {
    const directory = newDirectory();
    const { child } = await startOwner(directory, 'and does nothing else');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    await expect(livenessOf(directory)).resolves.toBe('dead');
  });
});

describe(holdLock.name, () => {
  it.each([newDirectory, longDirectory, wideDirectory])(
    'should hold two directories, each for itself',
    async (make) => {
      const [one, other] = [make(), make()];
      const [lock] = [await hold(one), await hold(other)];
      await expect(Promise.all([livenessOf(one), livenessOf(other)])).resolves.toEqual(['alive', 'alive']);
      await lock.release();
      await expect(Promise.all([livenessOf(one), livenessOf(other)])).resolves.toEqual(['dead', 'alive']);
    },
  );

  it('should give one directory to one of two that ask at the same time', async () => {
    const directory = newDirectory();
    const outcomes = await Promise.allSettled([hold(directory), hold(directory)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(livenessOf(directory)).resolves.toBe('alive');
    expect(readdirSync(directory)).toEqual(['lock']);
  });

  it('should be able to hold again what it has released, any number of times', async () => {
    const directory = newDirectory();
    for (let count = 0; count < 3; count += 1) {
      const lock = await hold(directory);
      await expect(livenessOf(directory)).resolves.toBe('alive');
      await Promise.all([lock.release(), lock.release()]);
      await expect(livenessOf(directory)).resolves.toBe('dead');
    }
  });

  it.each([newDirectory, longDirectory])(
    'should leave alone what has taken the name of its directory',
    async (make) => {
      const directory = make();
      const lock = await hold(directory);
      renameSync(directory, `${directory}-renamed`);
      mkdirSync(directory);
      await hold(directory);
      await lock.release();
      await expect(livenessOf(directory)).resolves.toBe('alive');
      await expect(livenessOf(`${directory}-renamed`)).resolves.toBe('dead');
    },
  );

  it('should be released after its directory is gone', async () => {
    const directory = newDirectory();
    const lock = await hold(directory);
    rmSync(directory, { recursive: true });
    await lock.release();
    expect(existsSync(directory)).toBe(false);
  });

  it.each([newDirectory, longDirectory])('should hang up on who asks, and keep nothing open', async (make) => {
    const directory = make();
    await hold(directory);
    await livenessOf(directory);
    expect(openPaths()).not.toContain(directory);
    process.chdir(directory);
    await once(net.connect('lock').resume(), 'close');
  });

  it('should let nobody else connect', async () => {
    const directory = newDirectory();
    await hold(directory);
    expect(statSync(join(directory, 'lock')).mode & 0o777).toBe(0o600);
  });

  it.each(['EOPNOTSUPP', 'EPERM', 'ENOTSUP', 'EINVAL', 'EACCES'])(
    'should do without a socket where there are none: %s',
    async (code) => {
      const directory = newDirectory();
      failToListen(code);
      const lock = await holdLock(directory);
      expect(lock.kind).toBe('none');
      await lock.release();
      await expect(livenessOf(directory)).resolves.toBe('unknown');
    },
  );

  it('should say when something else is wrong', async () => {
    await expect(holdLock(join(newDirectory(), 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(holdLock(join(longDirectory(), 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
    failToListen('ENOSPC');
    await expect(holdLock(newDirectory())).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

describe(livenessOf.name, () => {
  it('should not know of a directory without a lock, of a missing one, and of a lock that is no socket', async () => {
    const directory = newDirectory();
    await expect(livenessOf(directory)).resolves.toBe('unknown');
    await expect(livenessOf(join(directory, 'missing'))).resolves.toBe('unknown');
    await expect(livenessOf(join(longDirectory(), 'missing'))).resolves.toBe('unknown');
    writeFileSync(join(directory, 'lock'), '');
    await expect(livenessOf(directory)).resolves.toBe('unknown');
  });

  it('should take a socket that does not answer for one of somebody alive', async () => {
    const directory = newDirectory();
    await hold(directory);
    const connect = jest.spyOn(net, 'connect').mockReturnValue(new net.Socket());
    await expect(livenessOf(directory)).resolves.toBe('alive');
    expect(connect).toHaveBeenCalled();
  });

  it('should take any other answer for one of somebody alive', async () => {
    const directory = newDirectory();
    await hold(directory);
    const connect = jest.spyOn(net, 'connect').mockImplementation(() => new net.Socket().destroy(errorOf('EACCES')));
    await expect(livenessOf(directory)).resolves.toBe('alive');
    expect(connect).toHaveBeenCalled();
  });
});

/** Of all that this process has open. */
function openPaths(): string[] {
  return readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // of the list itself
    }
  });
}

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** As on a file system, or in a sandbox, that has no sockets. */
function failToListen(code: string): void {
  jest.spyOn(net.Server.prototype, 'listen').mockImplementation(function (this: net.Server) {
    process.nextTick(() => this.emit('error', errorOf(code)));
    return this;
  });
}
