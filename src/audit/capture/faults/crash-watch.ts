import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { meetProcessEvents } from './process-events.ts';

/** The longest time for which the end of the process waits for those who have recorded it, in milliseconds. */
const LONGEST_HOLD_MS = 2_000;

const STDERR = 2;
const FAILED = 1;

/** Something that was thrown, or a promise that was rejected, and nobody has caught it. */
export interface Crash {
  readonly error: unknown;
  readonly event: 'uncaughtException' | 'unhandledRejection';
  /**
   * `ended`: the process ends. `handled`: the application has a listener for it, which decides. `ignored`: the process
   * goes on, because Node was started so (`--unhandled-rejections`).
   */
  readonly outcome: 'ended' | 'handled' | 'ignored';
}

/** Somebody who wants to know of crashes. What it throws goes nowhere. */
export interface CrashWitness {
  /** Called while the crash happens, in the async context of the crash. */
  record(crash: Crash): void;
  /** Called before the process ends of a crash; the end waits for it, but not for ever. */
  flush(): Promise<void>;
  /** Called at the very end of the process, however it comes about, where nothing can be awaited any more. */
  exit(): void;
}

/** The crash that ends the process, while its end is held up. */
interface Held {
  readonly error: unknown;
  /** Whether Node has it now. */
  isReleased: boolean;
}

interface Rejection {
  readonly reason: unknown;
  isException: boolean;
}

/**
 * Sees what nobody catches, without being a listener: listeners count, to Node and to other libraries, which ask whether
 * anybody handles it. So it meets the events of the process before their listeners do, and hands them on as they are.
 *
 * A crash that nobody handles is kept from Node, which takes that for "handled"; once the witnesses have flushed, or
 * after two seconds, the same error is thrown again and takes Node's own way to the end. Meanwhile the application runs
 * on, but is told of nothing else that it does not catch: it should not be there any more.
 */
class CrashWatch {
  readonly #witnesses = new Set<CrashWitness>();
  /** Set where a witness works: what fails there later comes from the recording, and is not recorded in turn. */
  readonly #recording = new AsyncLocalStorage<true>();
  #leave: (() => boolean) | undefined;
  #held: Held | undefined;
  /** A rejection without a listener: whether Node makes an exception of it shows at once. */
  #undecided: Rejection | undefined;
  /** In mode `strict` a rejection is an exception first, and told as a rejection right after. */
  #isToldAsException = false;
  #isExiting = false;
  #recorded = 0;

  add(witness: CrashWitness): void {
    this.#witnesses.add(witness);
    this.#leave ??= meetProcessEvents({
      before: (name, [first, second]) => this.#before(name, first, second),
      after: (name, [first]) => this.#after(name, first),
    });
  }

  remove(witness: CrashWitness): void {
    this.#witnesses.delete(witness);
    if (this.#witnesses.size === 0 && this.#held === undefined && this.#leave?.() === true) this.#leave = undefined;
  }

  #before(name: unknown, first: unknown, second: unknown): boolean | undefined {
    if (name === 'exit') return this.#beforeExit();
    if (this.#witnesses.size === 0 && this.#held === undefined) return undefined;
    if (name === 'uncaughtExceptionMonitor') return this.#beforeMonitors(first, second);
    if (name === 'uncaughtException') return this.#beforeException(first);
    if (name === 'unhandledRejection') return this.#beforeRejection(first);
    return undefined;
  }

  /** Node tells this of every exception, before it asks who handles it. */
  #beforeMonitors(error: unknown, type: unknown): boolean | undefined {
    if (this.#held?.isReleased === true) return true; // monitors were told when it happened
    const outcome = isHeard('uncaughtException') ? 'handled' : 'ended';
    if (type === 'unhandledRejection') {
      this.#record({ error: this.#reasonOf(error), event: 'unhandledRejection', outcome });
    } else {
      this.#record({ error, event: 'uncaughtException', outcome });
    }
    return this.#held === undefined ? undefined : true;
  }

  #beforeException(error: unknown): boolean | undefined {
    if (this.#held !== undefined) return this.#held.isReleased ? undefined : true;
    if (this.#isExiting || isHeard('uncaughtException')) return undefined;
    this.#hold(error);
    return true;
  }

  #beforeRejection(reason: unknown): boolean | undefined {
    if (!this.#isToldAsException && (this.#held !== undefined || !isHeard('unhandledRejection'))) {
      const rejection: Rejection = { reason, isException: false };
      this.#undecided = rejection;
      queueMicrotask(() => this.#settle(rejection));
    }
    return this.#held === undefined ? undefined : this.#isToldAsException;
  }

  /** A listener of rejections that throws makes an exception of it, and is told as such. */
  #after(name: unknown, reason: unknown): void {
    if (name !== 'unhandledRejection' || this.#isToldAsException) return;
    this.#record({ error: reason, event: name, outcome: 'handled' });
  }

  #settle(rejection: Rejection): void {
    if (this.#undecided === rejection) this.#undecided = undefined;
    if (!rejection.isException) {
      this.#record({ error: rejection.reason, event: 'unhandledRejection', outcome: 'ignored' });
    }
  }

  /** What was rejected with: Node makes an error of its own of what is none. */
  #reasonOf(error: unknown): unknown {
    const rejection = this.#undecided;
    this.#undecided = undefined;
    if (rejection !== undefined) {
      rejection.isException = true;
      return rejection.reason;
    }
    this.#isToldAsException = true;
    queueMicrotask(() => (this.#isToldAsException = false));
    return error;
  }

  /** The application ends the process while its end is held up: that hides neither the error nor the failure. */
  #beforeExit(): boolean | undefined {
    this.#isExiting = true;
    for (const witness of this.#witnesses) quietly(() => witness.exit());
    const held = this.#held;
    if (held === undefined || held.isReleased) return undefined;
    held.isReleased = true;
    process.exitCode = FAILED;
    quietly(() => writeSync(STDERR, `Uncaught:\n${inspect(held.error)}\n\nNode.js ${process.version}\n`));
    return process.emit('exit', FAILED);
  }

  #record(crash: Crash): void {
    if (this.#recording.getStore() === true) return;
    this.#recorded += 1;
    this.#recording.run(true, () => {
      for (const witness of this.#witnesses) quietly(() => witness.record(crash));
    });
  }

  #hold(error: unknown): void {
    const held: Held = { error, isReleased: false };
    this.#held = held;
    const release = (): void => {
      clearTimeout(bound);
      if (held.isReleased) return;
      held.isReleased = true;
      setImmediate(() => (this.#held = undefined)); // never, unless somebody has come to handle it meanwhile
      // What is thrown here is an exception in every mode of `--unhandled-rejections`.
      queueMicrotask(() => {
        throw error;
      });
    };
    const bound = setTimeout(release, LONGEST_HOLD_MS);
    void this.#flush().then(release);
  }

  /** Another crash while the witnesses flush is waited for too. */
  async #flush(): Promise<void> {
    let flushed = -1;
    while (flushed < this.#recorded) {
      flushed = this.#recorded;
      const flushes = [...this.#witnesses].map(async (witness) => this.#recording.run(true, () => witness.flush()));
      await Promise.allSettled(flushes);
    }
  }
}

function isHeard(name: Crash['event']): boolean {
  const isCaptured = name === 'uncaughtException' && process.hasUncaughtExceptionCaptureCallback();
  return isCaptured || process.listenerCount(name) > 0;
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // nobody is left to tell: the process is in trouble already
  }
}

/** One for the process, however many applications are in it. */
const watch = new CrashWatch();

/** Tells a witness of every crash of the process from now on. @returns what ends that */
export function watchCrashes(witness: CrashWitness): () => void {
  watch.add(witness);
  return () => watch.remove(witness);
}
