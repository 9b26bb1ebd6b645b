import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { lockDirectories } from '../../../../test/support/lock-directories.ts';
import { holdLock, livenessOf } from './writer-lock.ts';

const { newDirectory, longDirectory, wideDirectory, hold } = lockDirectories();
const startedIn = process.cwd();

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(startedIn);
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

  it.each(['EACCES', 'EAFNOSUPPORT', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'])(
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

  it('should do without a socket where its path would be too long, and nothing shortens it', async () => {
    const directory = longDirectory();
    withoutProc();
    const lock = await holdLock(directory);
    expect(lock.kind).toBe('none');
    await lock.release();
    expect(readdirSync(directory)).toEqual([]);
    expect(openPaths()).not.toContain(directory);
  });

  it('should say why a lock can not be given its name', async () => {
    const directory = newDirectory();
    jest.spyOn(fs, 'link').mockRejectedValue(errorOf('EMLINK'));
    await expect(holdLock(directory)).rejects.toMatchObject({ code: 'EMLINK' });
    expect(readdirSync(directory)).toEqual([]);
  });

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

  it('should not know of a directory whose lock can not be reached', async () => {
    const directory = longDirectory();
    await hold(directory);
    withoutProc();
    await expect(livenessOf(directory)).resolves.toBe('unknown');
    expect(openPaths()).not.toContain(directory);
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

/** As on a system that has no `/proc`. */
function withoutProc(): void {
  const { access } = fs;
  jest
    .spyOn(fs, 'access')
    .mockImplementation((path) =>
      String(path).startsWith('/proc/') ? Promise.reject(errorOf('ENOENT')) : access(path),
    );
}

/** As on a file system, or in a sandbox, that has no sockets. */
function failToListen(code: string): void {
  jest.spyOn(net.Server.prototype, 'listen').mockImplementation(function (this: net.Server) {
    process.nextTick(() => this.emit('error', errorOf(code)));
    return this;
  });
}
