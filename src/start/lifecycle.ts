import type { Announce } from '../logging/announce.ts';
import { errorMessage } from './error-code.ts';

/** Ctrl-C under npm reaches us twice at once, from the terminal and from npm; only a later one is a second Ctrl-C. */
const ECHO_MS = 1000;

/** Longest orderly stop. Ten seconds after its first signal a container runtime sends SIGKILL. */
const STOP_TIMEOUT_MS = 9000;

/** What the lifecycle needs of the process; tests give their own. */
export interface ProcessPort {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

/** Ends the process in good order: whatever was begun last is ended first. */
export class Lifecycle {
  private readonly steps: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | undefined;
  private firstSignalAt = 0;

  constructor(
    private readonly announce: Announce,
    private readonly process: ProcessPort = globalThis.process,
  ) {}

  /** Something to end before the process does. */
  onStop(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** From now on SIGINT, SIGTERM and SIGHUP stop the process; a second one ends it at once. */
  obeySignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) this.process.on(signal, () => this.signalled());
  }

  /** Runs every step, latest first, and exits. A step that fails or hangs does not keep the others from running. */
  stop(exitCode: number): Promise<void> {
    this.stopping ??= this.runSteps(exitCode);
    return this.stopping;
  }

  private signalled(): void {
    if (this.stopping === undefined) {
      this.firstSignalAt = Date.now();
      this.announce('Stopping …');
      void this.stop(0); // never rejects
    } else if (Date.now() - this.firstSignalAt > ECHO_MS) {
      this.process.exit(130);
    }
  }

  private async runSteps(exitCode: number): Promise<void> {
    const timer = setTimeout(() => {
      this.announce('The stop took too long and was cut short.');
      this.process.exit(1);
    }, STOP_TIMEOUT_MS);
    let code = exitCode;
    for (const step of this.steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        this.announce(`A part did not stop in good order: ${errorMessage(error)}`);
        code = 1;
      }
    }
    clearTimeout(timer);
    this.process.exit(code);
  }
}
