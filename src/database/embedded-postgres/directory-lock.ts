import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../start/error-code.ts';
import { StartError } from '../../start/start.errors.ts';

/** Longest wait for the name of the process that holds a lock; it may be busy. */
const ANSWER_TIMEOUT_MS = 3000;

/** Held until released or until the process ends, however it ends. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that uses a folder. The lock is a listening socket, so unlike a file with a process
 * id it cannot outlive its process; whoever finds it taken asks it who holds it.
 * @throws {StartError} naming the process that uses the folder
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const address = socketAddress(directory);
  const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
  if (!(await listens(server, address))) {
    const holder = await holderOf(address);
    const retry = holder === undefined && !isAbstract(address);
    if (retry) rmSync(address, { force: true }); // the file of a process that was killed
    if (!retry || !(await listens(server, address))) throw inUse(directory, holder);
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A name that is the same for every path to the folder: symbolic links lead to one lock. */
function socketAddress(directory: string): string {
  const { dev, ino } = statSync(directory, { bigint: true });
  const name = `nestjs-audit-log-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16)}`;
  if (process.platform === 'linux') return `\0${name}`; // Linux's abstract sockets leave no file behind
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function isAbstract(address: string): boolean {
  return address.startsWith('\0') || address.startsWith('\\\\');
}

function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => (errorCode(error) === 'EADDRINUSE' ? resolve(false) : reject(error));
    server.once('error', failed);
    server.listen(address, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

/** The process id the holder answers with; undefined when nobody listens, `''` when there is no answer in time. */
function holderOf(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(address);
    socket.setEncoding('utf8').setTimeout(ANSWER_TIMEOUT_MS);
    socket.on('data', (text) => (answer += String(text)));
    socket.once('timeout', () => socket.destroy());
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(answer));
  });
}

function inUse(directory: string, holder: string | undefined): StartError {
  const who = holder === undefined || holder === '' ? 'another process' : `process ${holder}`;
  return new StartError(`DATA_DIR ${directory} is in use by ${who}; stop it or set another DATA_DIR.`);
}
