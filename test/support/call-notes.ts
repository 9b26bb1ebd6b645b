import { NOWHERE } from '../../src/audit/entry/audit-record.ts';
import { AuditScope } from '../../src/audit/entry/audit-scope.ts';
import type { CallWatcher } from '../../src/audit/capture/calls/call-watcher.ts';
import { watchCall } from '../../src/audit/capture/calls/watched-call.ts';

/** A scope by its name. */
export const scopeOf = (name: string): AuditScope => new AuditScope({ ...NOWHERE, requestId: name });
/** The name of the scope that the code runs in. */
export const nameOfCurrent = (): unknown => AuditScope.current()?.origin.requestId;
export const ERROR = new RangeError('no');

/** Writes down what it is told; the runs of one call are numbered. */
export class CallNotes implements CallWatcher {
  readonly lines: unknown[][];
  readonly #number: number;

  constructor(lines: unknown[][] = [], number = 1) {
    this.lines = lines;
    this.#number = number;
  }

  run<T>(work: () => T): T {
    return scopeOf(`run ${this.#number}`).run(work);
  }

  start(): void {
    // it is told of with the end
  }

  succeed(...told: readonly unknown[]): void {
    this.lines.push([this.#number, 'succeeds', ...told]);
  }

  fail(error: unknown): void {
    this.lines.push([this.#number, 'fails', error]);
  }

  unfinished(): ReturnType<CallWatcher['unfinished']> {
    return { origin: NOWHERE, entry: { category: 'shop', action: 'note' } };
  }

  promise(): void {
    // nothing here is critical
  }

  again(): CallNotes {
    return new CallNotes(this.lines, this.#number + 1);
  }
}

/** What a watched call gives, and what is told of it. */
export function watched<T>(call: () => T): { given: T; lines: unknown[][] } {
  const notes = new CallNotes();
  return { given: watchCall(call, notes) as T, lines: notes.lines };
}
