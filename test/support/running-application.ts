import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const PROJECT = resolve(import.meta.dirname, '..', '..');

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** A process of the application as `npm start` begins it. */
export class RunningApplication {
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private output = '';
  private watchers: (() => void)[] = [];

  /** @param environment all it gets besides PATH, HOME and PORT=0; its working directory is DATA_DIR's parent */
  constructor(
    environment: Readonly<Record<string, string>>,
    options: { readonly directory: string; readonly uid?: number; readonly gid?: number },
  ) {
    const { directory, ...ids } = options;
    const env = { PATH: process.env.PATH, HOME: directory, PORT: '0', ...environment };
    const script = join(PROJECT, 'scripts', 'start.mjs');
    this.child = spawn(process.execPath, [script], { cwd: directory, env, ...ids, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors = text(this.child.stderr!);
    this.child.stdout!.setEncoding('utf8').on('data', (chunk) => {
      this.output += String(chunk);
      this.watchers.forEach((look) => look());
    });
    this.ended = new Promise((end) => {
      this.child.once('close', (code, signal) => {
        void errors.then((said) => end({ code, signal, output: this.output, errors: said }));
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until it has printed what the pattern matches; fails with all it said when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((found, reject) => {
      const look = () => {
        const match = pattern.exec(this.output);
        if (match !== null) found(match);
      };
      this.watchers.push(look);
      look();
      void this.ended.then(({ output, errors }) =>
        reject(new Error(`It ended before ${pattern}:\n${output}${errors}`)),
      );
    });
  }

  /** Waits until it serves. @returns its address */
  async ready(): Promise<string> {
    const [, url] = await this.printed(/API docs\s+(http:\S+)\/docs/);
    return url!;
  }

  stop(signal: NodeJS.Signals): Promise<Ending> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A temporary folder with a space in its name, and the processes started in it. */
export class Playground {
  readonly directory = mkdtempSync(join(tmpdir(), 'audit log start '));
  readonly dataDir = join(this.directory, 'data dir');
  private readonly running: RunningApplication[] = [];

  start(
    environment: Readonly<Record<string, string>> = {},
    ids: { readonly uid?: number; readonly gid?: number } = {},
  ): RunningApplication {
    const application = new RunningApplication(
      { DATA_DIR: this.dataDir, ...environment },
      { directory: this.directory, ...ids },
    );
    this.running.push(application);
    return application;
  }

  /** Process id of the embedded server. */
  serverPid(): number {
    return Number.parseInt(readFileSync(join(this.dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
  }

  async clear(): Promise<void> {
    await Promise.all(this.running.map((application) => application.stop('SIGTERM')));
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Builds what is not built, so that the tests measure starts and not the compiler. */
export async function buildProject(): Promise<void> {
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'build.mjs')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors = text(child.stderr);
  const code = await new Promise((end) => child.once('close', end));
  if (code !== 0) throw new Error(await errors);
}

/** Is there a process of this number? One that has ended but was not yet waited for counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
