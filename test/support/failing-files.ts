import * as fs from 'node:fs';
import type { JournalFiles } from '../../src/audit/delivery/journal/journal-files.ts';

type FileCall = keyof JournalFiles;
type AnyCall = (...args: unknown[]) => unknown;

/** The file system itself, with faults and pauses on demand. */
export class FailingFiles {
  readonly files = new Proxy(fs, {
    get:
      (_, name: FileCall) =>
      (...args: unknown[]) =>
        this.#call(name, args),
  }) as JournalFiles;
  /** How many bytes the disk still takes. What exceeds it is written in part, without a word, as a real disk does. */
  room = Infinity;
  /** Takes at most so many bytes at once. */
  mostAtOnce = Infinity;
  /** How many files are open at the moment. */
  openFiles = 0;
  readonly #counts = new Map<FileCall, number>();
  readonly #faults = new Map<FileCall, { readonly code: string; after: number; times: number }>();
  readonly #gates = new Map<FileCall, Promise<void>>();

  /** Has calls fail: `after` so many that don't, as many `times` as are named, or all until {@link heal}. */
  fail(name: FileCall, code: string, { after = 0, times = Infinity } = {}): void {
    this.#faults.set(name, { code, after, times });
  }

  heal(): void {
    this.#faults.clear();
    this.room = Infinity;
  }

  /** Has calls that answer later wait. @returns what lets them go on */
  hold(name: FileCall): () => void {
    const { promise, resolve } = withResolvers();
    this.#gates.set(name, promise);
    return () => {
      this.#gates.delete(name);
      resolve();
    };
  }

  /** How often it was called, with or without success. */
  count(name: FileCall): number {
    return this.#counts.get(name) ?? 0;
  }

  #call(name: FileCall, args: unknown[]): unknown {
    this.#counts.set(name, this.count(name) + 1);
    const fault = this.#faultOf(name);
    const callback = args.at(-1);
    if (fault !== undefined) {
      if (typeof callback !== 'function') throw fault;
      return setImmediate(() => (callback as AnyCall)(fault));
    }
    const call = (): unknown => (fs[name] as AnyCall)(...args);
    const gate = this.#gates.get(name);
    if (gate !== undefined && typeof callback === 'function') return void gate.then(call);
    const answer = name === 'writeSync' ? this.#write(args) : call();
    if (name === 'openSync') this.openFiles += 1;
    if (name === 'closeSync') this.openFiles -= 1;
    return answer;
  }

  #faultOf(name: FileCall): Error | undefined {
    const fault = this.#faults.get(name);
    if (fault === undefined || fault.times === 0) return undefined;
    if (fault.after > 0) return void (fault.after -= 1);
    fault.times -= 1;
    return errorOf(fault.code, name);
  }

  #write([fd, buffer, offset, length, position]: unknown[]): number {
    const most = Math.min(Number(length), this.room, this.mostAtOnce);
    if (most === 0) throw errorOf('ENOSPC', 'writeSync');
    this.room -= most;
    return fs.writeSync(Number(fd), buffer as Buffer, Number(offset), most, Number(position));
  }
}

function errorOf(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: ${call}`), { code });
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
