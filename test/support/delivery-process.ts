import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { AuditDeliveryStatus, AuditModuleOptions } from '../../src/audit/index.ts';
import { until } from './until.ts';

const TEST = resolve(import.meta.dirname, '..');

/** What `test/fixture/delivery-app.ts` is to be. */
export interface DeliverySettings {
  readonly databaseUrl: string;
  /** @default 'fastify' */
  readonly platform?: 'fastify' | 'express';
  /** Of them, what JSON can say. */
  readonly audit: AuditModuleOptions;
}

/** What it says of itself, one at a time. */
export interface Told {
  /** It waits for its settings. */
  readonly isLoaded?: true;
  /** It serves. */
  readonly port?: number;
  /** The critical handler has begun, for the request of this id. */
  readonly granting?: string;
}

export interface DeliveryStatus extends AuditDeliveryStatus {
  /** How often the critical handler has begun. */
  readonly granted: number;
}

/** How it is begun. */
export interface DeliveryStart {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** As whom it runs. @default as who runs the tests */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** How it ended. */
export interface DeliveryEnding {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** All that it has said. */
  readonly words: string;
  /** How long it took from the signal that was sent. */
  readonly ms: number;
}

/** A process with an audit log of which nothing may be lost. */
export class DeliveryProcess {
  readonly ended: Promise<DeliveryEnding>;
  readonly #child: ChildProcess;
  readonly #told: Told[] = [];
  #words = '';
  #hasEnded = false;
  #signalledAt = 0;

  constructor({ flags = [], user }: DeliveryStart = {}) {
    const args = [...flags, '--import', `${TEST}/support/typescript.mjs`, `${TEST}/fixture/delivery-app.ts`];
    const env = { PATH: process.env.PATH, NO_COLOR: '1' };
    this.#child = spawn(process.execPath, args, { env, ...user, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin!.on('error', () => undefined); // it may be dead by now
    createInterface(this.#child.stdout!).on('line', (line) => this.#hear(line));
    createInterface(this.#child.stderr!).on('line', (line) => (this.#words += `${line}\n`));
    this.ended = new Promise((end) => {
      this.#child.once('close', (code, signal) => {
        this.#hasEnded = true;
        end({ code, signal, words: this.#words, ms: performance.now() - this.#signalledAt });
      });
    });
  }

  /** Has it serve; resolves when it does. */
  async start(settings: DeliverySettings): Promise<this> {
    this.#child.stdin!.write(`${JSON.stringify(settings)}\n`);
    await this.told(({ port }) => port !== undefined);
    return this;
  }

  get port(): number {
    const port = this.#told.find((told) => told.port !== undefined)?.port;
    if (port === undefined) throw new Error(`It does not serve: ${this.#words}`);
    return port;
  }

  /** All that it has said, but what it has told. */
  get words(): string {
    return this.#words;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Waits until it has told this. @throws when it ends before */
  async told(isMeant: (told: Told) => boolean): Promise<void> {
    await until('it has told', () => {
      if (this.#told.some(isMeant)) return true;
      if (this.#hasEnded) throw new Error(`It has ended: ${this.#words}`);
      return false;
    });
  }

  async status(): Promise<DeliveryStatus> {
    return (await (await this.ask('GET', '/status')).json()) as DeliveryStatus;
  }

  /** Waits until its log is so. */
  statusIs(what: string, isSo: (status: DeliveryStatus) => boolean, within?: { withinMs: number }): Promise<void> {
    return until(what, async () => isSo(await this.status()), within);
  }

  ask(method: 'GET' | 'POST', path: string, { id = '', body }: { id?: string; body?: object } = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    });
  }

  /** Sends a signal; resolves when the process is gone. */
  end(signal: NodeJS.Signals = 'SIGKILL'): Promise<DeliveryEnding> {
    this.#signalledAt = performance.now();
    this.#child.kill(signal);
    return this.ended;
  }

  /** Sends a signal that does not end it. */
  send(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  #hear(line: string): void {
    if (line.startsWith('{')) this.#told.push(JSON.parse(line) as Told);
    else this.#words += `${line}\n`;
  }
}

/** Starts processes; those that are left are killed after each test of the file. */
export function deliveryProcesses(): (start?: DeliveryStart) => DeliveryProcess {
  const started = new Set<DeliveryProcess>();
  afterEach(async () => {
    await Promise.all([...started].map((each) => each.end()));
    started.clear();
  });
  return (start) => {
    const process = new DeliveryProcess(start);
    started.add(process);
    return process;
  };
}
