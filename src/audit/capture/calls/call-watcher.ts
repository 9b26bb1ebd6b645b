import type { CapturedEntry } from '../../entry/audit-entry.ts';
import type { AuditOrigin } from '../../entry/audit-origin.ts';

/** Who is told how one run of a method ends: once, by `succeed` or by `fail`. */
export interface CallWatcher {
  /** Does the work of the method where it belongs. */
  run<T>(work: () => T): T;
  /** The work begins only now: what the method gave does it when it is asked to. */
  start(): void;
  /** @param count How many values it gave, when those are several */
  succeed(result: unknown, count?: number): void;
  fail(error: unknown): void;
  /** The entry that is due when nothing more is heard of the run, and where it comes from. */
  unfinished(): { readonly origin: AuditOrigin; readonly entry: CapturedEntry };
  /** That entry is on the disk; the one that tells how the run ended takes its place. */
  promise(intent: object): void;
  /** Who is told of another run of the same call: an Observable can be subscribed to more than once. */
  again(): CallWatcher;
}
