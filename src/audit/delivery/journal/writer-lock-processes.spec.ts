import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync } from 'node:fs';
import net from 'node:net';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { lockDirectories } from '../../../../test/support/lock-directories.ts';
import { until } from '../../../../test/support/until.ts';
import { holdLock, livenessOf } from './writer-lock.ts';

const TEST = resolve(import.meta.dirname, '../../../../test');

const { newDirectory, longDirectory, hold } = lockDirectories();
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
});

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
    await expect(holdLock(directory)).rejects.toMatchObject({
      message: expect.stringContaining('held by a process that lives') as string,
      cause: { code: 'EEXIST' },
    });
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
